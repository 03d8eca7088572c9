import { pnorm, pt, qt } from 'lib-r-math.js';
import { Matrix } from 'ml-matrix';
import { Z95 } from '../../core/rate-interval.ts';
import { carriers } from './carriers.ts';
import { clusterCount } from './cluster-count.ts';
import type { ErrorKind, Regression, RegressionOptions, Term } from './regression.ts';
import { robustCovariance, type Residuals } from './robust-covariance.ts';
import type { ScaledDesign } from './scaled-design.ts';

/** A fit on scaled columns, of which {@link regressionOf} makes a regression. */
export interface ScaledFit extends Residuals {
  /** Of the scaled columns. */
  readonly estimates: readonly number[];
  /** Variance of a row's outcome over its weight: of least squares that of the residuals, of logistic regression 1. */
  readonly dispersion: number;
  /** Of the classical test: rows minus columns for least squares, Infinity for the normal. */
  readonly degreesOfFreedom: number;
}

// Of the error that takes rows as independent; less is rounding, where what is left over happens to cancel out.
const LEAST_ERROR = 1e-6;

/** Estimates, errors, intervals and p of a fit, in units of the columns as they were given. */
export function regressionOf(design: ScaledDesign, fit: ScaledFit, { errors, clusters }: RegressionOptions): Regression {
  const kind: ErrorKind = errors ?? (clusters === undefined ? 'HC3' : 'cluster');
  const unscale = new Matrix(design.unscale.map((row) => [...row]));
  const estimates = unscale.mmul(Matrix.columnVector([...fit.estimates])).to1DArray();
  const back = (covariance: Matrix): Matrix => unscale.mmul(covariance).mmul(unscale.transpose());
  const classical = back(Matrix.mul(fit.bread, fit.dispersion));
  const covariance = kind === 'classical' ? classical : back(robustCovariance({ ...fit, ...(clusters !== undefined && { clusters }) }, kind));
  const count = kind === 'cluster' && clusters !== undefined ? clusterCount(clusters) : undefined;
  const degreesOfFreedom = count === undefined ? fit.degreesOfFreedom : count - 1;
  const carrying = carriers({ ...fit, ...(count !== undefined && clusters !== undefined && { clusters }) });
  const terms = estimates.map((estimate, i): Term => {
    const standardError = Math.sqrt(Math.max(0, covariance.get(i, i)));
    const plain = Math.sqrt(Math.max(0, classical.get(i, i)));
    // The intercept, which nobody asks about, is of all rows.
    const ownDegrees = i === 0 || count === undefined ? degreesOfFreedom : Math.max(1, Math.min(count, carrying[i]!.count) - 1);
    const isTold = i === 0 || (!carrying[i]!.isOne && standardError > LEAST_ERROR * plain);
    const reach = isTold ? quantile(ownDegrees) * standardError : Infinity;
    return {
      name: design.names[i]!,
      variable: design.variables[i]!,
      estimate,
      standardError,
      statistic: estimate / standardError,
      p: isTold ? twoSided(estimate / standardError, ownDegrees) : 1,
      interval: [estimate - reach, estimate + reach],
      degreesOfFreedom: ownDegrees,
      isTold,
      classical: { standardError: plain, statistic: estimate / plain, p: twoSided(estimate / plain, fit.degreesOfFreedom) },
    };
  });
  return {
    terms,
    aliased: design.aliased,
    n: fit.residuals.length,
    errors: kind,
    degreesOfFreedom,
    ...(count !== undefined && { clusters: count }),
    covariance: covariance.to2DArray(),
  };
} // prettier-ignore

function quantile(degreesOfFreedom: number): number {
  return degreesOfFreedom === Infinity ? Z95 : qt(0.975, degreesOfFreedom);
}

function twoSided(statistic: number, degreesOfFreedom: number): number {
  if (Number.isNaN(statistic)) return 1;
  const size = -Math.abs(statistic);
  return 2 * (degreesOfFreedom === Infinity ? pnorm(size) : pt(size, degreesOfFreedom));
}
