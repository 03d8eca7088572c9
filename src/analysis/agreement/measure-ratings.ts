import { addCount } from '../../core/add-count.ts';
import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { mostCommon } from '../../core/most-common.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { cohenKappa, type KappaWeights } from './cohen-kappa.ts';
import { crossTable } from './cross-table.ts';
import { gwetAc1 } from './gwet-ac1.ts';
import { krippendorffAlpha, type AlphaMetric } from './krippendorff-alpha.ts';

/** A value that a coder gave to a unit: a category, or a number on a scale. */
export type Rating = string | number;

/** The ratings of one run's units, each in the order of the coders; undefined where a coder gave none. */
export interface RatedValues {
  readonly units: readonly (readonly (Rating | undefined)[])[];
}

/** How far two coders agree on values; see `AgreementMeasures` for what both have. */
export interface RatingMeasures {
  readonly scale: AlphaMetric;
  readonly n: number;
  readonly trajectories: number;
  /** Plain for categories, linearly weighted for ranks, quadratically for differences. */
  readonly kappa: number | null;
  readonly kappaInterval: Interval | null;
  /** With the scale as its metric, over all coders. */
  readonly alpha: number | null;
  readonly alphaInterval: Interval | null;
  readonly gwetAc1: number | null;
  /** Share of units with the same value from both. */
  readonly agreement: number | null;
  /** Mean of the second coder's value less the first's; null for categories. */
  readonly meanDifference: number | null;
  /** The first coder's most frequent value as the guess for everything: how often that is right. */
  readonly baseline: { readonly name: string; readonly kappa: 0; readonly f1: null; readonly agreement: number };
}

const WEIGHTS: Readonly<Record<AlphaMetric, KappaWeights>> = {
  nominal: 'none',
  ordinal: 'linear',
  interval: 'quadratic',
};

// More values than that are measurements, not categories; the table of all pairs of them would be large, too.
const MOST_CATEGORIES = 50;

/**
 * Measures agreement on values. κ and AC1 are null for more than 50 different ones. Weighted κ takes the values that occur as the steps of the scale, equally far apart;
 * numbers that lie apart in other ways are for α. Intervals are at 95%, by bootstrap over runs, or over units when there is
 * only one run.
 */
export function measureRatings(runs: readonly RatedValues[], scale: AlphaMetric): RatingMeasures {
  const units = runs.flatMap((run) => run.units);
  const pairs = units.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const]));
  const categories = [...new Set(pairs.flat())].sort(byValue);
  const tableOf = (some: readonly (readonly (Rating | undefined)[])[]): number[][] => {
    const rated = some.filter(([a, b]) => a !== undefined && b !== undefined) as readonly (readonly Rating[])[];
    return crossTable(
      rated.map(([a]) => a!),
      rated.map(([, b]) => b!),
      categories,
    ).map((row) => [...row]);
  };
  const hasTable = categories.length <= MOST_CATEGORIES;
  const kappaOf = (some: typeof units): number | undefined =>
    hasTable ? cohenKappa(tableOf(some), { weights: WEIGHTS[scale] }) : undefined;
  const rated = runs.filter((run) => run.units.some(([a, b]) => a !== undefined && b !== undefined));
  const clusters = rated.length < 2 ? units.map((unit) => [unit]) : runs.map((run) => run.units);
  const [kappaInterval, alphaInterval] = bootstrapIntervals(clusters, (sample) => {
    const drawn = sample.flat();
    return [kappaOf(drawn), krippendorffAlpha(drawn, { metric: scale })];
  });
  const kappa = kappaOf(units);
  const alpha = krippendorffAlpha(units, { metric: scale });
  const n = pairs.length;
  const same = pairs.filter(([a, b]) => a === b).length;
  const isNumeric = scale !== 'nominal';
  const counts = new Map<Rating, number>();
  for (const [a] of pairs) addCount(counts, a);
  const [constant, count] = mostCommon(counts) ?? ['anything', 0];
  return {
    scale,
    n,
    trajectories: rated.length,
    kappa: kappa ?? null,
    kappaInterval: (kappa === undefined ? undefined : kappaInterval) ?? null,
    alpha: alpha ?? null,
    alphaInterval: (alpha === undefined ? undefined : alphaInterval) ?? null,
    gwetAc1: (hasTable && categories.length > 1 ? gwetAc1(tableOf(units)) : undefined) ?? null,
    agreement: n > 0 ? same / n : null,
    meanDifference: isNumeric && n > 0 ? pairs.reduce((sum, [a, b]) => sum + Number(b) - Number(a), 0) / n : null,
    baseline: { name: `always ${constant}`, kappa: 0, f1: null, agreement: n > 0 ? count / n : 0 },
  };
}

function byValue(a: Rating, b: Rating): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
