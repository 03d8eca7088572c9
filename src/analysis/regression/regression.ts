import type { Interval } from '../../core/rate-interval.ts';
import type { ScaledDesign } from './scaled-design.ts';

/** How the uncertainty of a regression is estimated. */
export const ERROR_KINDS = ['classical', 'HC1', 'HC3', 'cluster'] as const;
/** One of {@link ERROR_KINDS}. */
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** What belongs to one column. */
export interface Term {
  /** The column's, or `(intercept)`. */
  readonly name: string;
  /** The variable that the column comes from; of the intercept its own name. */
  readonly variable: string;
  /** In units of the outcome per unit of the column; of a logistic regression the logarithm of the odds ratio. */
  readonly estimate: number;
  readonly standardError: number;
  /** Estimate over standard error. */
  readonly statistic: number;
  /** Two-sided, not corrected for how many are tested; 1 where nothing tells. */
  readonly p: number;
  /** 95%; without ends where nothing tells. */
  readonly interval: Interval;
  /** Of Student's t; with clusters those that carry the estimate, less one. */
  readonly degreesOfFreedom: number;
  /** False where one cluster (or row) alone says what the column does, so that there is nothing to compare it with. */
  readonly isTold: boolean;
  /** What is found when every row has the same variance and none are alike. */
  readonly classical: { readonly standardError: number; readonly statistic: number; readonly p: number };
}

/** A fitted regression. */
export interface Regression {
  /** The intercept first, then the columns in their order. */
  readonly terms: readonly Term[];
  /** Columns that others determine; they have no estimate. */
  readonly aliased: readonly string[];
  readonly n: number;
  readonly errors: ErrorKind;
  /** Of Student's t behind p and interval; Infinity for the normal. */
  readonly degreesOfFreedom: number;
  /** With clustered errors, how many clusters there are. */
  readonly clusters?: number;
  /** Share of the outcome's variance that is explained; least squares only. */
  readonly rSquared?: number;
  /** Of the estimates, in the order of the terms. */
  readonly covariance: readonly (readonly number[])[];
  /** Of a logistic regression whether it was penalised, because some columns told the outcome with certainty. */
  readonly penalised?: true;
}

/** What least squares and logistic regression may be asked. */
export interface RegressionOptions {
  /** Default `HC3`, with clusters `cluster`. */
  readonly errors?: ErrorKind;
  /** Per row, its cluster: rows of equal number are alike. */
  readonly clusters?: Int32Array;
  /** What `scaledDesign` made of the same columns, where several outcomes have them. */
  readonly scaled?: ScaledDesign;
}
