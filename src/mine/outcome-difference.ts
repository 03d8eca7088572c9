import { exactStratifiedTest } from '../core/exact-stratified-test.ts';
import { rateDifference, Z95 } from '../core/rate-interval.ts';
import type { Stratum } from '../core/stratified-test.ts';
import type { Corpus } from './digest/corpus.ts';

/** Success of runs with a behavior against runs of the same tasks without it. */
export interface OutcomeDifference {
  /** Success rate with minus without, −1…1. */
  readonly difference: number;
  /** 95%. */
  readonly interval: readonly [number, number];
  /** Two-sided exact p of the stratified test, not corrected for how many are tested. */
  readonly p: number;
  /** Runs that say something: of tasks (or groups) with runs both with and without. */
  readonly n: number;
}

/**
 * In which stratum each run is compared, −1 for those of unknown outcome: with runs of its task by the same model, where
 * there are others; else with what is left of its task; else, where a task was tried only once, with the other such runs
 * of its group and model.
 */
export function outcomeStrata(corpus: Corpus): Int32Array {
  let strata = STRATA.get(corpus);
  if (strata === undefined) STRATA.set(corpus, (strata = findStrata(corpus)));
  return strata;
}

// Asked for with every behavior that is tested.
const STRATA = new WeakMap<Corpus, Int32Array>();

function findStrata({ fragments, tasks, groups }: Corpus): Int32Array {
  const keysOf = (run: number): readonly [string, string, string] => {
    const { model = '' } = fragments[run]!;
    return [`task ${tasks[run]} ${model}`, `task ${tasks[run]}`, `group ${groups[run]} ${model}`];
  };
  const strata = new Int32Array(fragments.length).fill(-1);
  let open = [...fragments.keys()].filter((run) => fragments[run]!.success !== undefined);
  let next = 0;
  for (const level of [0, 1, 2] as const) {
    const sharing = Map.groupBy(open, (run) => keysOf(run)[level]);
    open = [];
    for (const runs of sharing.values()) {
      if (runs.length === 1) open.push(runs[0]!);
      else {
        for (const run of runs) strata[run] = next;
        next++;
      }
    }
  }
  for (const run of open) strata[run] = next++;
  return strata;
}

/**
 * Compares runs within tasks, and those of tasks tried once within their group (Mantel–Haenszel, exact p), so that a
 * behavior of easy tasks does not look like a cause of success.
 *
 * @param runs - indexes of the runs that show the behavior
 * @param among - the runs to compare, which hold `runs`; default all
 * @returns undefined when no task or group has known outcomes of runs both with and without it
 */
export function outcomeDifference(
  corpus: Corpus,
  runs: ReadonlySet<number>,
  among?: ReadonlySet<number>,
): OutcomeDifference | undefined {
  const strata = new Map<number, { -readonly [key in keyof Stratum]: number }>();
  const stratumOf = outcomeStrata(corpus);
  for (const [run, { success }] of corpus.fragments.entries()) {
    if (success === undefined || among?.has(run) === false) continue;
    const key = stratumOf[run]!;
    const stratum = strata.get(key) ?? { withSuccess: 0, withFailure: 0, withoutSuccess: 0, withoutFailure: 0 };
    strata.set(key, stratum);
    if (runs.has(run)) stratum[success ? 'withSuccess' : 'withFailure']++;
    else stratum[success ? 'withoutSuccess' : 'withoutFailure']++;
  }
  return strataDifference([...strata.values()]);
}

/**
 * The difference over strata.
 *
 * @returns undefined when no stratum has runs both with and without
 * @see Sato 1989 for the variance, which holds with few runs per stratum
 */
export function strataDifference(strata: readonly Stratum[]): OutcomeDifference | undefined {
  const both = strata.filter(
    (stratum) => stratum.withSuccess + stratum.withFailure > 0 && stratum.withoutSuccess + stratum.withoutFailure > 0,
  );
  if (both.length === 0) return undefined;
  const { difference, n, p } = exactStratifiedTest(both);
  const variance = satoVariance(both, difference);
  // All alike within every task: the variance knows nothing, and the interval is that of the pooled rates.
  if (variance < 1e-12) {
    const [low, high] = pooledInterval(both);
    return { difference, interval: [Math.min(low, difference), Math.max(high, difference)], p, n };
  }
  const half = Z95 * Math.sqrt(variance);
  return { difference, interval: [Math.max(-1, difference - half), Math.min(1, difference + half)], p, n };
}

function pooledInterval(strata: readonly Stratum[]): readonly [number, number] {
  const sum = (key: keyof Stratum): number => strata.reduce((total, stratum) => total + stratum[key], 0);
  const [a, b, c, d] = [sum('withSuccess'), sum('withFailure'), sum('withoutSuccess'), sum('withoutFailure')];
  return rateDifference({ successes: a, trials: a + b }, { successes: c, trials: c + d }).interval;
}

function satoVariance(strata: readonly Stratum[], difference: number): number {
  let weight = 0;
  let first = 0;
  let second = 0;
  for (const { withSuccess: a, withFailure: b, withoutSuccess: c, withoutFailure: d } of strata) {
    const exposed = a + b;
    const unexposed = c + d;
    const total = exposed + unexposed;
    weight += (exposed * unexposed) / total;
    first += (exposed ** 2 * c - unexposed ** 2 * a + (exposed * unexposed * (unexposed - exposed)) / 2) / total ** 2;
    second += (a * d + c * b) / (2 * total);
  }
  return Math.max(0, difference * first + second) / weight ** 2;
}
