import { exactStratifiedTest, smallestP } from '../../core/exact-stratified-test.ts';
import { rateDifference, type Interval } from '../../core/rate-interval.ts';
import type { Stratum } from '../../core/stratified-test.ts';
import { riskRatio } from './risk-ratio.ts';
import { withinStrata, type StratifiedRuns, type WithinStrata } from './within-strata.ts';

const LEAST = 0.05;

/** How many runs, and to how many of them it happened. */
export interface RunCount {
  readonly runs: number;
  /** With outcome 1. */
  readonly successes: number;
}

/** Runs with something against runs of the same strata without it. Differences of rates, −1…1. */
export interface ExposedComparison {
  /** Runs that say something: of strata with runs both with and without. */
  readonly n: number;
  /** All runs with it, comparable or not. */
  readonly with: RunCount;
  readonly without: RunCount;
  /** Mantel–Haenszel. */
  readonly difference: number;
  /** 95%, between clusters. */
  readonly interval: Interval;
  /** Two-sided: the larger of the exact p within strata and that between clusters, so that neither chance within tasks nor a few odd tasks make a finding. */
  readonly p: number;
  /** Rate with it over that without; null where the outcome never comes on one side. */
  readonly ratio: { readonly ratio: number; readonly interval: Interval } | null;
}

/**
 * Compares a 0/1 outcome of runs with and without something, within strata.
 *
 * @param exposure - per run 1 or 0; NaN where it could not be observed
 * @returns undefined when no stratum has both, or so few that no outcome could have reached p 0.05
 * @see Tarone 1990 for leaving out what cannot be found, which spares the false discovery rate
 */
export function compareExposed(runs: StratifiedRuns, exposure: Float64Array): ExposedComparison | undefined {
  const within = withinStrata({ ...runs, controls: [] }, exposure);
  if (within === undefined) return undefined;
  const tables = tablesOf(exposure, runs);
  if (!couldBeFound(tables)) return undefined;
  const { difference, p, n } = exactStratifiedTest(tables);
  return {
    n,
    with: countExposed(runs, exposure, 1),
    without: countExposed(runs, exposure, 0),
    difference,
    interval: plainInterval(within, tables),
    p: within.standardError > 1e-9 ? Math.max(p, within.p) : p,
    ratio: riskRatio(tables) ?? null,
  };
}

function couldBeFound(tables: readonly Stratum[]): boolean {
  const swapped = tables.map(({ withSuccess, withFailure, withoutSuccess, withoutFailure }) => ({
    withSuccess: withFailure,
    withFailure: withSuccess,
    withoutSuccess: withoutFailure,
    withoutFailure: withoutSuccess,
  }));
  return Math.min(smallestP(tables), smallestP(swapped)) <= LEAST;
}

/** The runs in strata whose exposure is `wanted`. */
export function countExposed({ strata, outcome }: StratifiedRuns, exposure: Float64Array, wanted: 0 | 1): RunCount {
  let runs = 0;
  let successes = 0;
  for (const [run, value] of exposure.entries()) {
    if (value !== wanted || strata[run]! < 0) continue;
    runs++;
    successes += outcome[run]!;
  }
  return { runs, successes };
}

/** A difference of rates, kept within what such differences can be. */
export function clipDifference(difference: number): number {
  return Math.max(-1, Math.min(1, difference));
}

function tablesOf(exposure: Float64Array, { strata, outcome }: StratifiedRuns): Stratum[] {
  const tables = new Map<number, { -readonly [key in keyof Stratum]: number }>();
  for (const [run, value] of exposure.entries()) {
    const key = strata[run]!;
    if (key < 0 || Number.isNaN(value)) continue;
    const table = tables.get(key) ?? { withSuccess: 0, withFailure: 0, withoutSuccess: 0, withoutFailure: 0 };
    tables.set(key, table);
    if (value === 1) table[outcome[run] === 1 ? 'withSuccess' : 'withFailure']++;
    else table[outcome[run] === 1 ? 'withoutSuccess' : 'withoutFailure']++;
  }
  return [...tables.values()].filter(
    (table) => table.withSuccess + table.withFailure > 0 && table.withoutSuccess + table.withoutFailure > 0,
  );
}

/**
 * The interval of a difference without controls, between tasks; where all are alike, so that their variance is none, that of the rates pooled over the
 * comparable.
 */
export function exposedInterval(runs: StratifiedRuns, exposure: Float64Array, within: WithinStrata): Interval {
  return plainInterval(within, tablesOf(exposure, runs));
}

function plainInterval({ interval, standardError, difference }: WithinStrata, tables: readonly Stratum[]): Interval {
  if (standardError > 1e-9) return [clipDifference(interval[0]), clipDifference(interval[1])];
  const sum = (key: keyof Stratum): number => tables.reduce((total, table) => total + table[key], 0);
  const [a, b, c, d] = [sum('withSuccess'), sum('withFailure'), sum('withoutSuccess'), sum('withoutFailure')];
  const [low, high] = rateDifference({ successes: a, trials: a + b }, { successes: c, trials: c + d }).interval;
  return [Math.min(low, difference), Math.max(high, difference)];
}
