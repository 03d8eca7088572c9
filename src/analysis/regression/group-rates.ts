import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { clusterCount } from './cluster-count.ts';
import { leastSquares } from './least-squares.ts';

/** One group of rows against all others. */
export interface GroupRate {
  readonly group: string;
  /** Rows. */
  readonly n: number;
  readonly mean: number;
  /** 95%, robust; null with one row, one cluster, or rows that are all alike. */
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
  const observed: Observed = {
    values: Float64Array.from(rows, (row) => outcome[row]!),
    groups: Array.from(rows, (row) => groups[row]!),
    clusters: clusters === undefined ? undefined : Int32Array.from(rows, (row) => clusters[row]!),
  };
  const contrasts: Contrast[] = [];
  // Of two groups the second differs from the first as the first from it.
  for (const [i, name] of names.entries()) contrasts.push(i === 1 && names.length === 2 ? mirrored(contrasts[0]!) : contrastOf(name, observed)); // prettier-ignore
  return names.map((name, i) => ({ ...levelOf(name, observed), ...contrasts[i]! }));
}

interface Observed {
  readonly values: Float64Array;
  readonly groups: readonly string[];
  readonly clusters: Int32Array | undefined;
}

type Contrast = Pick<GroupRate, 'difference' | 'differenceInterval' | 'p'>;

function levelOf(group: string, { values, groups, clusters }: Observed): Omit<GroupRate, keyof Contrast> {
  const own = values.filter((_, i) => groups[i] === group);
  const ownClusters = clusters?.filter((_, i) => groups[i] === group);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  // All alike: nothing tells how far others would be off.
  const isAlike = own.every((value) => value === own[0]);
  const interval = !isAlike && isEnough(own.length, ownClusters) ? leastSquares([], own, options(ownClusters)).terms[0]!.interval : null; // prettier-ignore
  return { group, n: own.length, mean, interval };
}

function contrastOf(group: string, { values, groups, clusters }: Observed): Contrast {
  const inside = new Float64Array(values.length);
  let [own, sum, all] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    all += values[i]!;
    if (groups[i] !== group) continue;
    inside[i] = 1;
    own++;
    sum += values[i]!;
  }
  const rest = all - sum;
  const difference = sum / own - rest / (values.length - own);
  if (own < 2 || values.length - own < 2 || !isEnough(values.length, clusters)) return { difference, differenceInterval: null, p: 1 }; // prettier-ignore
  const columns = [{ name: group, variable: group, values: inside }];
  const [, term] = leastSquares(columns, values, options(clusters)).terms;
  return { difference, differenceInterval: term?.isTold ? term.interval : null, p: term?.p ?? 1 };
}

function mirrored({ difference, differenceInterval, p }: Contrast): Contrast {
  const interval: Interval | null = differenceInterval === null ? null : [-differenceInterval[1], -differenceInterval[0]]; // prettier-ignore
  return { difference: -difference, differenceInterval: interval, p };
}

/** q-values of groups of several outcomes that are looked at together. */
export function withFalseDiscovery<T extends { readonly p: number }>(
  rows: readonly T[],
): (T & { readonly q: number })[] {
  const qs = falseDiscovery(rows.map(({ p }) => p));
  return rows.map((row, i) => ({ ...row, q: qs[i]! }));
}

function isEnough(rows: number, clusters: Int32Array | undefined): boolean {
  return rows > 1 && (clusters === undefined || clusterCount(clusters) > 1);
}

function options(clusters: Int32Array | undefined): { readonly clusters?: Int32Array } {
  return clusters === undefined ? {} : { clusters };
}
