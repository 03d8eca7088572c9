import { pnorm } from 'lib-r-math.js';
import { stratifiedTest, type Stratum } from './stratified-test.ts';

// Longer distributions are so close to normal that the Cochran–Mantel–Haenszel test says the same.
const MAX_SUPPORT = 1000;
// Of longer ones what is nowhere near significance need not be known exactly.
const SHORT = 50;
// From here on one tail of the sum is as good as normal.
const MAX_TAIL = 300;
const NOT_NEAR = 0.2;
// Probabilities that differ by rounding only count as equal.
const ROUNDING = 1e-7;

/**
 * {@link stratifiedTest} with the exact two-sided p: within each stratum every choice of the exposed is equally likely, so
 * that the number of exposed successes is a sum of hypergeometric variables, and p is the probability of all sums that
 * are no likelier than the one seen. Holds with few runs and with rare failures, where the normal approximation is off
 * by orders of magnitude. Sums with more than 1000 possible values take the approximation, and so do those with
 * more than 50 that are nowhere near significance by it (p > 0.2).
 *
 * @see Agresti 2013, §7.3.5; R's `mantelhaen.test(exact = TRUE)`
 */
export function exactStratifiedTest(strata: readonly Stratum[]): { difference: number; n: number; p: number } {
  const approximate = stratifiedTest(strata);
  const tables = strata.flatMap((stratum) => tableOf(stratum) ?? []);
  const support = tables.reduce((sum, { low, high }) => sum + high - low, 0);
  if (support === 0) return { ...approximate, p: 1 };
  if (support > MAX_SUPPORT || (support > SHORT && approximate.p > NOT_NEAR)) return approximate;
  const { sums, seen } = sumOf(tables);
  const limit = sums[seen]! * (1 + ROUNDING);
  const p = sums.reduce((sum, density) => (density <= limit ? sum + density : sum), 0);
  return { ...approximate, p: Math.min(1, p) };
}

/** A one-sided exact test, with what is needed to hold a false discovery rate over many of them. */
export interface FewerSuccesses {
  /** Probability of as few successes among the exposed. */
  readonly p: number;
  /** Probability, where exposure does not matter, of a p of at most `level`: no more than `level`, often much less, since p takes few values. */
  readonly chance: (level: number) => number;
  /** The same when the side on which to look was chosen after seeing the difference and p counts twice. */
  readonly chanceOfEither: (level: number) => number;
}

/**
 * Tests whether the exposed succeed less often, as {@link exactStratifiedTest} does, on that side only. Sums with more than
 * 300 possible values take the normal approximation, for which p may take any value.
 *
 * @see Heyse 2011 for using the chance of each test rather than the level in the false discovery rate
 */
export function fewerSuccesses(strata: readonly Stratum[]): FewerSuccesses {
  const tables = strata.flatMap((stratum) => tableOf(stratum) ?? []);
  const support = tables.reduce((sum, { low, high }) => sum + high - low, 0);
  if (support === 0) return { p: 1, chance: () => 0, chanceOfEither: () => 0 };
  if (support > MAX_TAIL) {
    const same = (level: number): number => level;
    return { p: normalTail(tables), chance: same, chanceOfEither: same };
  }
  const { sums, seen } = sumOf(tables);
  const below = cumulated(sums);
  const above = cumulated(sums.toReversed());
  return {
    p: Math.min(1, below[seen]!),
    chance: (level) => largestUpTo(below, level),
    chanceOfEither: (level) => largestUpTo(below, level / 2) + largestUpTo(above, level / 2),
  };
}

/**
 * The smallest p that the strata could have given if all that went wrong had gone wrong among the exposed. It does not
 * depend on who did go wrong, so what cannot reach significance need not be tested, nor paid for.
 *
 * @see Tarone 1990
 */
export function smallestP(strata: readonly Stratum[]): number {
  let logarithm = 0;
  for (const stratum of strata) {
    const table = tableOf(stratum);
    if (table !== undefined) logarithm += Math.log(densities(table)[0]!);
  }
  return Math.exp(logarithm);
}

/** A stratum that says something: the margins of its 2×2 table, and which numbers of exposed successes they allow. */
interface Table {
  readonly exposed: number;
  readonly successes: number;
  readonly total: number;
  readonly low: number;
  readonly high: number;
  readonly seen: number;
}

function tableOf({ withSuccess, withFailure, withoutSuccess, withoutFailure }: Stratum): Table | undefined {
  const exposed = withSuccess + withFailure;
  const successes = withSuccess + withoutSuccess;
  const total = exposed + withoutSuccess + withoutFailure;
  const low = Math.max(0, exposed + successes - total);
  const high = Math.min(exposed, successes);
  return low === high ? undefined : { exposed, successes, total, low, high, seen: withSuccess };
}

/** Hypergeometric densities from `low` to `high`, each from the one before. */
function densities({ exposed, successes, total, low, high }: Table): number[] {
  // Kept as logarithms until the end: the first may be far smaller than the likeliest.
  const logarithms = [0];
  let largest = 0;
  for (let x = low; x < high; x++) {
    const ratio = ((successes - x) * (exposed - x)) / ((x + 1) * (total - successes - exposed + x + 1));
    logarithms.push(logarithms.at(-1)! + Math.log(ratio));
    largest = Math.max(largest, logarithms.at(-1)!);
  }
  const weights = logarithms.map((logarithm) => Math.exp(logarithm - largest));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Densities of the sum over tables, and at which of them it was seen; both counted from the lowest sum. */
function sumOf(tables: readonly Table[]): { sums: readonly number[]; seen: number } {
  let seen = 0;
  let sums = [1];
  for (const table of tables) {
    sums = convolved(sums, densities(table));
    seen += table.seen - table.low;
  }
  return { sums, seen };
}

function normalTail(tables: readonly Table[]): number {
  let excess = 0;
  let variance = 0;
  for (const { exposed, successes, total, seen } of tables) {
    excess += seen - (exposed * successes) / total;
    variance +=
      (exposed * (total - exposed) * successes * (total - successes)) / (total * total * Math.max(1, total - 1));
  }
  return pnorm((excess + 0.5) / Math.sqrt(variance));
}

function cumulated(densitiesInOrder: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(densitiesInOrder, (density) => (sum += density));
}

/** The largest of ascending numbers that is at most a level; 0 when none is. */
function largestUpTo(ascending: Float64Array, level: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= level * (1 + ROUNDING)) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : ascending[low - 1]!;
}

function convolved(a: readonly number[], b: readonly number[]): number[] {
  const sums = new Array<number>(a.length + b.length - 1).fill(0);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) sums[i + j]! += x * y;
  return sums;
}
