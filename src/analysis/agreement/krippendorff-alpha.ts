/** How far two values of a unit lie apart: equal or not, by rank, or by difference. */
export const ALPHA_METRICS = ['nominal', 'ordinal', 'interval'] as const;
/** One of {@link ALPHA_METRICS}. */
export type AlphaMetric = (typeof ALPHA_METRICS)[number];

/** What nominal α needs to know of units; sums of two sets of units are those of both. */
export interface NominalSums {
  /** Per value, how often it was given to units that two or more coders rated. */
  readonly counts: ReadonlyMap<string | number | boolean, number>;
  /** Over those units, the pairs of coders who differ (ordered), each divided by the unit's coders less one. */
  readonly disagreement: number;
}

/**
 * Krippendorff's α, `1 − D_o / D_e`: agreement of any number of coders, of whom any may have left units out.
 *
 * @param units - per unit the values its coders gave, in any order; undefined where a coder gave none. Units with fewer
 *   than two values say nothing
 * @param metric - `nominal` takes any values, the others numbers only
 * @returns at most 1; undefined when no unit has two values, or all values are equal
 * @see Krippendorff 2011; Hayes & Krippendorff 2007
 */
export function krippendorffAlpha(
  units: readonly (readonly (string | number | boolean | undefined)[])[],
  { metric = 'nominal' }: { readonly metric?: AlphaMetric } = {},
): number | undefined {
  const pairable = units
    .map((values) => values.filter((value) => value !== undefined))
    .filter((values) => values.length > 1);
  if (metric === 'nominal') return nominalAlpha(pairable.map((values) => nominalSums(values)));
  const numbers = pairable as readonly (readonly number[])[];
  if (metric === 'interval') return intervalAlpha(numbers);
  // With squared differences of mid-ranks the ordinal metric is the interval one.
  const rank = midRanks(numbers.flat());
  return intervalAlpha(numbers.map((values) => values.map((value) => rank.get(value)!)));
}

/** The sums of one unit; see {@link NominalSums}. */
export function nominalSums(values: readonly (string | number | boolean | undefined)[], weight = 1): NominalSums {
  const counts = new Map<string | number | boolean, number>();
  let given = 0;
  for (const value of values) {
    if (value === undefined) continue;
    given++;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  if (given < 2) return { counts: new Map(), disagreement: 0 };
  let same = 0;
  for (const [value, count] of counts) {
    same += count * count;
    counts.set(value, count * weight);
  }
  return { counts, disagreement: (weight * (given * given - same)) / (given - 1) };
}

/** Nominal α from sums over units, in time that grows with the sums and not with the units. */
export function nominalAlpha(sums: Iterable<NominalSums>): number | undefined {
  const total = new Map<string | number | boolean, number>();
  let disagreement = 0;
  let n = 0;
  for (const unit of sums) {
    disagreement += unit.disagreement;
    for (const [value, count] of unit.counts) {
      total.set(value, (total.get(value) ?? 0) + count);
      n += count;
    }
  }
  let same = 0;
  for (const count of total.values()) same += count * count;
  const expected = (n * n - same) / (n - 1);
  return n < 2 || expected <= 0 ? undefined : 1 - disagreement / expected;
}

// Σ over pairs of (a − b)² is 2(m Σ a² − (Σ a)²): no need to look at pairs. Values are taken from their mean, for precision.
function intervalAlpha(units: readonly (readonly number[])[]): number | undefined {
  const all = units.flat();
  const n = all.length;
  if (n < 2) return undefined;
  const mean = all.reduce((sum, value) => sum + value, 0) / n;
  let disagreement = 0;
  for (const values of units) disagreement += squaredPairs(values, mean) / (values.length - 1);
  const expected = squaredPairs(all, mean) / (n - 1);
  return expected <= 0 ? undefined : 1 - disagreement / expected;
}

function squaredPairs(values: readonly number[], mean: number): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value - mean;
    squares += (value - mean) ** 2;
  }
  return 2 * (values.length * squares - sum * sum);
}

function midRanks(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranks = new Map<number, number>();
  let below = 0;
  for (const value of [...counts.keys()].sort((a, b) => a - b)) {
    const count = counts.get(value)!;
    ranks.set(value, below + count / 2);
    below += count;
  }
  return ranks;
}
