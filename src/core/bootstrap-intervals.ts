import { seededRandom } from './random.ts';
import type { Interval } from './rate-interval.ts';

const RESAMPLES = 1000;
const SEED = 1;

/**
 * Percentile bootstrap intervals of several statistics of the same sample: whole clusters (runs) are drawn with
 * replacement, because the units of one cluster are alike. A resample in which a statistic is not defined does not count
 * for it.
 *
 * @param clusters - what is drawn, in any fixed order
 * @param statistics - the statistics of a sample of clusters, always in the same order and number; undefined where one is
 *   not defined
 * @returns an interval per statistic; undefined with fewer than two clusters, and where fewer than half of the resamples
 *   define it
 * @see Efron & Tibshirani 1993, §13.3; Field & Welsh 2007, §3 (whole clusters)
 */
export function bootstrapIntervals<T>(
  clusters: readonly T[],
  statistics: (sample: readonly T[]) => readonly (number | undefined)[],
  { resamples = RESAMPLES, seed = SEED, level = 0.95 }: { resamples?: number; seed?: number; level?: number } = {},
): (Interval | undefined)[] {
  const names = statistics(clusters).length;
  const drawn: number[][] = Array.from({ length: names }, () => []);
  if (clusters.length >= 2) {
    const random = seededRandom(seed);
    const sample = [...clusters];
    for (let i = 0; i < resamples; i++) {
      for (let j = 0; j < sample.length; j++) sample[j] = clusters[random.below(clusters.length)]!;
      for (const [k, value] of statistics(sample).entries()) if (value !== undefined) drawn[k]!.push(value);
    }
  }
  return drawn.map((values) =>
    values.length === 0 || values.length < resamples / 2 ? undefined : percentiles(values, level),
  );
}

function percentiles(values: number[], level: number): Interval {
  values.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return [quantile(values, tail), quantile(values, 1 - tail)];
}

// Between neighbours, linearly: the seventh of Hyndman & Fan's definitions, R's default.
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}
