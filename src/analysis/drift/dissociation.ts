import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { cohortDifference } from '../compare/cohort-difference.ts';
import { addPart, addWhole, momentsOf, momentSums } from '../compare/cohort-moments.ts';

/** What was said of a behavior in a run, and whether the run shows it. */
export interface StatedBehavior {
  readonly behavior: string;
  /** 0–1: how often, or whether, it is said to be shown. */
  readonly stated: number;
  readonly shown: boolean;
}

/** What is said of a behavior beside what is done. */
export interface DissociationRow {
  readonly behavior: string;
  readonly stated: number;
  readonly shown: number;
  /** Shown less stated. */
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
  readonly q: number;
  readonly runs: number;
}

/** How far what is said is from what is done. */
export interface Dissociation {
  /** Mean over behaviors of how far they are apart, 0 (says what it does) … 1. */
  readonly score: number;
  /** 95%, runs drawn again; undefined with one run. */
  readonly interval?: Interval;
  readonly runs: number;
  readonly rows: readonly DissociationRow[];
}

/**
 * Holds what is stated against what is shown in the same runs: per behavior the paired difference between clusters, and over all behaviors the
 * mean distance, which is above 0 by chance alone with few runs.
 *
 * @param runs - each with its cluster (trials of a task are alike)
 * @returns undefined when nothing was stated of what could be observed
 */
export function dissociation(
  runs: readonly { readonly cluster: string; readonly stated: readonly StatedBehavior[] }[],
): Dissociation | undefined {
  const telling = runs.filter(({ stated }) => stated.length > 0);
  const names = [...new Set(telling.flatMap(({ stated }) => stated.map(({ behavior }) => behavior)))].sort();
  if (names.length === 0) return undefined;
  const rows = names.flatMap((behavior) => rowOf(behavior, telling) ?? []);
  const q = falseDiscovery(rows.map(({ p }) => p));
  const scoreOf = (sample: typeof telling): number => {
    const sums = new Map<string, { n: number; off: number }>();
    for (const { stated: said } of sample) {
      for (const { behavior, stated, shown } of said) {
        const { n, off } = sums.get(behavior) ?? { n: 0, off: 0 };
        sums.set(behavior, { n: n + 1, off: off + Number(shown) - stated });
      }
    }
    return [...sums.values()].reduce((sum, { n, off }) => sum + Math.abs(off / n), 0) / sums.size;
  };
  const clusters = [...Map.groupBy(telling, ({ cluster }) => cluster).values()];
  const [interval] = bootstrapIntervals(clusters, (sample) => [scoreOf(sample.flat())]);
  return {
    score: scoreOf(telling),
    ...(interval !== undefined && { interval }),
    runs: telling.length,
    rows: rows
      .map((row, i) => ({ ...row, q: q[i]! }))
      .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || (a.behavior < b.behavior ? -1 : 1)),
  };
}

function rowOf(
  behavior: string,
  runs: readonly { readonly cluster: string; readonly stated: readonly StatedBehavior[] }[],
): Omit<DissociationRow, 'q'> | undefined {
  const sums = momentSums(1, 1);
  let count = 0;
  for (const own of Map.groupBy(runs, ({ cluster }) => cluster).values()) {
    const said = own.flatMap(({ stated }) => stated.filter((one) => one.behavior === behavior));
    if (said.length === 0) continue;
    const n: [number, number] = [said.length, said.length];
    addWhole(sums, 0, n, n);
    addPart(sums, 0, [said.reduce((sum, { stated }) => sum + stated, 0), said.filter(({ shown }) => shown).length], n);
    count += said.length;
  }
  const found = cohortDifference(momentsOf(sums, 0, 0), { paired: true, isShare: false });
  if (found === undefined) return undefined;
  const { a: stated, b: shown, difference, interval, p } = found;
  return { behavior, stated, shown, difference, interval, p, runs: count };
}
