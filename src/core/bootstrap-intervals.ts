import { seededRandom } from './random.ts';
import type { Interval } from './rate-interval.ts';
import { resampleCounts } from './resample-counts.ts';

const RESAMPLES = 1000;
const SEED = 1;

/**
 * Percentile bootstrap intervals of several statistics of the same sample: whole clusters (runs) are drawn with
 * replacement, because the units of one cluster are alike. A resample in which a statistic is not defined does not count
 * for it.
 *
 * @param clusters - what is drawn, in any fixed order
 * @param statistics - the statistics of a sample of clusters, always in the same order and number; undefined where one is
 *   not defined. With `counts`, of clusters that come so many times each
 * @param options.counts - clusters that are alike are given once, with how many there are
 * @returns an interval per statistic; undefined with fewer than two clusters, and where fewer than half of the resamples
 *   define it
 * @see Efron & Tibshirani 1993, §13.3; Field & Welsh 2007, §3 (whole clusters)
 */
export function bootstrapIntervals<T>(
  clusters: readonly T[],
  statistics: (sample: readonly T[], times?: readonly number[]) => readonly (number | undefined)[],
  {
    resamples = RESAMPLES,
    seed = SEED,
    level = 0.95,
    counts,
  }: { resamples?: number; seed?: number; level?: number; counts?: readonly number[] } = {},
): (Interval | undefined)[] {
  const names = statistics(clusters, counts).length;
  const drawn: number[][] = Array.from({ length: names }, () => []);
  const keep = (values: readonly (number | undefined)[]): void => {
    for (const [k, value] of values.entries()) if (value !== undefined) drawn[k]!.push(value);
  };
  if (counts !== undefined) {
    const random = seededRandom(seed);
    for (let i = 0; i < resamples; i++) keep(statistics(clusters, resampleCounts(counts, random)));
  } else if (clusters.length >= 2) {
    const random = seededRandom(seed);
    const sample = [...clusters];
    for (let i = 0; i < resamples; i++) {
      for (let j = 0; j < sample.length; j++) sample[j] = clusters[random.below(clusters.length)]!;
      keep(statistics(sample));
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
