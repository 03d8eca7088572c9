import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { leastSquares } from './least-squares.ts';

/** One group of rows against all others. */
export interface GroupRate {
  readonly group: string;
  /** Rows. */
  readonly n: number;
  readonly mean: number;
  /** 95%, robust; null with one row, or one cluster. */
  readonly interval: Interval | null;
  /** Its mean less that of all other rows. */
  readonly difference: number;
  readonly differenceInterval: Interval | null;
  readonly p: number;
}

/**
 * The mean of an outcome per group, and how each group differs from all others: the plain look for whom something is different, before
 * anything else is held equal.
 *
 * @param groups - per row, its group; `''` leaves the row out
 * @param clusters - per row, its cluster; without, rows stand for themselves
 * @returns by group, in code-unit order; none when there is but one group
 */
export function groupRates(outcome: Float64Array, groups: readonly string[], clusters?: Int32Array): GroupRate[] {
  const rows = Int32Array.from(groups.keys()).filter((row) => groups[row] !== '' && Number.isFinite(outcome[row]!));
  const names = [...new Set(Array.from(rows, (row) => groups[row]!))].sort();
  if (names.length < 2) return [];
  const values = Float64Array.from(rows, (row) => outcome[row]!);
  const alike = clusters === undefined ? undefined : Int32Array.from(rows, (row) => clusters[row]!);
  return names.map((group): GroupRate => {
    const inside = Float64Array.from(rows, (row) => (groups[row] === group ? 1 : 0));
    const own = [...rows.keys()].filter((i) => inside[i] === 1);
    const ownValues = Float64Array.from(own, (i) => values[i]!);
    const mean = ownValues.reduce((sum, value) => sum + value, 0) / own.length;
    const difference = mean - (values.reduce((sum, value) => sum + value, 0) - mean * own.length) / (rows.length - own.length);
    const ownClusters = alike === undefined ? undefined : Int32Array.from(own, (i) => alike[i]!);
    const level = isEnough(own.length, ownClusters) ? leastSquares([], ownValues, options(ownClusters)).terms[0]! : undefined;
    const term = isEnough(rows.length - 1, alike) && own.length > 1 ? leastSquares([{ name: group, variable: 'group', values: inside }], values, options(alike)).terms[1] : undefined;
    return { group, n: own.length, mean, interval: level?.interval ?? null, difference, differenceInterval: term?.interval ?? null, p: term?.p ?? 1 };
  });
} // prettier-ignore

/** q-values of groups of several outcomes that are looked at together. */
export function withFalseDiscovery<T extends { readonly p: number }>(
  rows: readonly T[],
): (T & { readonly q: number })[] {
  const qs = falseDiscovery(rows.map(({ p }) => p));
  return rows.map((row, i) => ({ ...row, q: qs[i]! }));
}

function isEnough(rows: number, clusters: Int32Array | undefined): boolean {
  return rows > 1 && (clusters === undefined || new Set(clusters).size > 1);
}

function options(clusters: Int32Array | undefined): { readonly clusters?: Int32Array } {
  return clusters === undefined ? {} : { clusters };
}
