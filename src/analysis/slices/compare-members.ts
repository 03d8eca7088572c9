import { cohortDifference, type CohortDifference } from '../compare/cohort-difference.ts';
import type { SliceMeasure } from './slice-measure.ts';

/** How members are compared. */
export interface CompareOptions {
  /** Runs count one by one. Default: those of a cluster are alike. */
  readonly inOneTask?: boolean;
  /** Fewer members or others than this are not compared. */
  readonly fewest: number;
  /** Others are the others of these runs; default all. */
  readonly base?: Int32Array;
}

/** What runs sum to in each cluster, and over all clusters. */
interface Totals {
  readonly part: Float64Array;
  readonly whole: Float64Array;
  readonly clusters: number;
  readonly runs: number;
  readonly sum: number;
  readonly part2: number;
  readonly partWhole: number;
  readonly whole2: number;
}

/**
 * Makes a function that compares the mean of a measure in some runs with that in all others of one side. It looks at the members only: what
 * all others sum to is known beforehand.
 *
 * @param side - per run; only runs of `wanted` are looked at
 * @returns the difference of all others less the members; undefined where either are too few
 */
export function compareMembers({ values, clusters, isShare }: SliceMeasure, side: Int8Array, wanted: number): (members: Int32Array, options: CompareOptions) => CohortDifference | undefined {
  const size = Math.max(side.length, clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0));
  const all = Int32Array.from(side.keys()).filter((run) => side[run] === wanted);
  const arrays = (): [Float64Array, Float64Array] => [new Float64Array(size), new Float64Array(size)];
  const [partIn, wholeIn] = arrays();
  const ofBase = arrays();
  const isIn = new Uint8Array(side.length);
  const own = Int32Array.from(side.keys());
  const touched = new Int32Array(size);
  const known: (Totals | undefined)[] = [];
  return (members, { inOneTask = false, fewest, base }) => {
    const clusterOf = inOneTask ? own : clusters;
    const looked = base?.filter((run) => side[run] === wanted);
    const totals = looked === undefined ? (known[Number(inOneTask)] ??= totalsOf(all, clusterOf, arrays())) : totalsOf(looked, clusterOf, ofBase);
    if (looked !== undefined) for (const run of looked) isIn[run] = 1;
    let [inside, count] = [0, 0];
    for (const run of members) {
      if (side[run] !== wanted || (looked !== undefined && isIn[run] === 0)) continue;
      const cluster = clusterOf[run]!;
      if (wholeIn[cluster] === 0) touched[count++] = cluster;
      partIn[cluster]! += values[run]!;
      wholeIn[cluster]!++;
      inside++;
    }
    // Of the members (A); of all others (B) what the clusters that have members add more or less than as a whole.
    let [partA, a2, aw, w2A, both, lost] = [0, 0, 0, 0, 0, 0];
    let [b2, bw, w2B, ab, aWholeB, bWholeA, wAwB] = [totals.part2, totals.partWhole, totals.whole2, 0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const cluster = touched[i]!;
      const [part, whole] = [totals.part[cluster]!, totals.whole[cluster]!];
      const [a, wA] = [partIn[cluster]!, wholeIn[cluster]!];
      const [b, wB] = [part - a, whole - wA];
      partA += a;
      a2 += a * a;
      aw += a * wA;
      w2A += wA * wA;
      if (wB > 0) both++;
      else lost++;
      b2 += b * b - part * part;
      bw += b * wB - part * whole;
      w2B += wB * wB - whole * whole;
      ab += a * b;
      aWholeB += a * wB;
      bWholeA += b * wA;
      wAwB += wA * wB;
      partIn[cluster] = 0;
      wholeIn[cluster] = 0;
    }
    if (looked !== undefined) {
      for (const run of looked) {
        isIn[run] = 0;
        for (const array of ofBase) array[clusterOf[run]!] = 0;
      }
    }
    const outside = totals.runs - inside;
    if (inside < fewest || outside < fewest) return undefined;
    const moments = { clustersA: count, clustersB: totals.clusters - lost, clustersBoth: both, runsA: inside, runsB: outside, partA, wholeA: inside, partB: totals.sum - partA, wholeB: outside, a2, aw, w2A, b2, bw, w2B, ab, aWholeB, bWholeA, wAwB };
    return cohortDifference(moments, { paired: false, isShare });
  };

  function totalsOf(runs: Int32Array, clusterOf: ArrayLike<number>, [part, whole]: readonly [Float64Array, Float64Array]): Totals {
    let [count, sum, part2, partWhole, whole2] = [0, 0, 0, 0, 0];
    for (const run of runs) {
      const cluster = clusterOf[run]!;
      const [p, w, value] = [part[cluster]!, whole[cluster]!, values[run]!];
      if (w === 0) count++;
      sum += value;
      part2 += value * (2 * p + value);
      partWhole += p + value * (w + 1);
      whole2 += 2 * w + 1;
      part[cluster] = p + value;
      whole[cluster] = w + 1;
    }
    return { part, whole, clusters: count, runs: runs.length, sum, part2, partWhole, whole2 };
  }
} // prettier-ignore
