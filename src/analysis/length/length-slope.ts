import { pt, qt } from 'lib-r-math.js';
import type { Interval } from '../../core/rate-interval.ts';

/** What is known of runs, one entry per run. */
export interface CountedRuns {
  /** Events. */
  readonly counts: Float64Array;
  /** Above 0. */
  readonly lengths: Float64Array;
  /** Runs are compared within a stratum (trials of a task by one model) only. */
  readonly strata: Int32Array;
  /** Runs of one cluster (task) are alike. */
  readonly clusters: Int32Array;
}

/** How a count grows with length. */
export interface LengthSlope {
  /** Power of the length: 0 as many whatever the length, 1 in proportion to it. */
  readonly slope: number;
  readonly interval: Interval;
  /** That it is 1. */
  readonly p: number;
  /** Runs of strata in which lengths differ and something was counted. */
  readonly runs: number;
  readonly events: number;
}

const ROUNDS = 50;
const FEWEST_EVENTS = 5;
// Where one of a stratum alone has events the power has no end.
const LARGEST = 30;

/**
 * The power of the length to which counts grow, by Poisson regression given the sum of every stratum: whatever makes a stratum show more of
 * it (a task, a model) takes no part, and counts need not be Poisson's, since the variance is that between clusters, divided by
 * √(1 − leverage) each, against Student's t with the effective number of clusters less one.
 *
 * @returns undefined with fewer than five events, fewer than two clusters, or when no power is the best
 * @see Wooldridge 1999 (robust to any spread of the counts); Carter, Schnepel & Steigerwald 2017
 */
export function lengthSlope({ counts, lengths, strata, clusters }: CountedRuns): LengthSlope | undefined {
  const x = lengths.map(Math.log);
  const members = [...Map.groupBy(counts.keys(), (run) => strata[run]!).values()].flatMap((runs) => {
    const total = runs.reduce((sum, run) => sum + counts[run]!, 0);
    return total > 0 && runs.some((run) => x[run] !== x[runs[0]!]) ? [{ runs, total }] : [];
  });
  const events = members.reduce((sum, { total }) => sum + total, 0);
  if (events < FEWEST_EVENTS) return undefined;
  let slope = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let [score, information] = [0, 0];
    for (const { runs, total } of members) {
      const { mean, variance } = spread(runs, x, slope);
      information += total * variance;
      for (const run of runs) score += counts[run]! * (x[run]! - mean);
    }
    const step = Math.max(-1, Math.min(1, score / information));
    slope += step;
    if (!(Math.abs(slope) < LARGEST)) return undefined;
    if (Math.abs(step) < 1e-10) break;
  }
  const sums = new Map<number, { score: number; weight: number }>();
  let information = 0;
  for (const { runs, total } of members) {
    const { mean, share } = spread(runs, x, slope);
    for (const [i, run] of runs.entries()) {
      const own = sums.get(clusters[run]!) ?? { score: 0, weight: 0 };
      own.score += (counts[run]! - total * share[i]!) * (x[run]! - mean);
      const weight = total * share[i]! * (x[run]! - mean) ** 2;
      own.weight += weight;
      information += weight;
      sums.set(clusters[run]!, own);
    }
  }
  let [variance, concentration] = [0, 0];
  for (const { score, weight } of sums.values()) {
    const leverage = weight / information;
    concentration += leverage * leverage;
    variance += (score * score) / Math.max(1e-9, 1 - leverage);
  }
  const degrees = 1 / concentration - 1;
  const error = Math.sqrt(variance) / information;
  if (!(degrees > 1e-6) || !(error > 0)) return undefined;
  const freedom = Math.max(1, degrees);
  const reach = qt(0.975, freedom) * error;
  return {
    slope,
    interval: [slope - reach, slope + reach],
    p: Math.min(1, 2 * pt(-Math.abs(slope - 1) / error, freedom)),
    runs: members.reduce((sum, { runs }) => sum + runs.length, 0),
    events,
  };
}

/** Each run's expected share of the stratum's events, and mean and variance of the logarithm of length under it. */
function spread(runs: readonly number[], x: Float64Array, slope: number): { readonly share: readonly number[]; readonly mean: number; readonly variance: number } {
  const most = runs.reduce((largest, run) => Math.max(largest, slope * x[run]!), -Infinity);
  const weights = runs.map((run) => Math.exp(slope * x[run]! - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = weights.map((weight) => weight / total);
  const mean = runs.reduce((sum, run, i) => sum + share[i]! * x[run]!, 0);
  const variance = runs.reduce((sum, run, i) => sum + share[i]! * (x[run]! - mean) ** 2, 0);
  return { share, mean, variance };
} // prettier-ignore
