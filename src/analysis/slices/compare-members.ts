import { cohortDifference, type CohortDifference } from '../compare/cohort-difference.ts';
import { addPart, addWhole, momentsOf, momentSums } from '../compare/cohort-moments.ts';
import type { SliceMeasure } from './slice-measure.ts';

/**
 * Makes a function that compares the mean of a measure in some runs with that in all others of one side, or in all others of `base` there.
 *
 * @param side - per run; only runs of `wanted` are looked at
 * @returns the difference of all others less the members; undefined where either are fewer than `fewest`. With `inOneTask` runs count one by one
 */
export function compareMembers({ values, clusters, isShare }: SliceMeasure, side: Int8Array, wanted: number) {
  const runs = Int32Array.from(side.keys()).filter((run) => side[run] === wanted);
  const isMember = new Uint8Array(side.length);
  const size = clusters.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const sums = [0, 1, 2, 3].map(() => new Float64Array(Math.max(size, side.length))) as [Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
  return (
    members: Int32Array,
    {
      inOneTask = false,
      fewest,
      base,
    }: { readonly inOneTask?: boolean; readonly fewest: number; readonly base?: Int32Array },
  ): CohortDifference | undefined => {
    const [partIn, wholeIn, partOut, wholeOut] = sums;
    for (const run of members) isMember[run] = 1;
    const looked = base === undefined ? runs : base.filter((run) => side[run] === wanted);
    const touched = new Set<number>();
    let [inside, outside] = [0, 0];
    for (const run of looked) {
      const cluster = inOneTask ? run : clusters[run]!;
      touched.add(cluster);
      if (isMember[run] === 1) {
        inside++;
        partIn[cluster]! += values[run]!;
        wholeIn[cluster]!++;
      } else {
        outside++;
        partOut[cluster]! += values[run]!;
        wholeOut[cluster]!++;
      }
    }
    for (const run of members) isMember[run] = 0;
    const moments = momentSums(1, 1);
    for (const cluster of touched) {
      const wholes = [wholeIn[cluster]!, wholeOut[cluster]!] as const;
      addWhole(moments, 0, wholes, wholes);
      addPart(moments, 0, [partIn[cluster]!, partOut[cluster]!], wholes);
      for (const array of sums) array[cluster] = 0;
    }
    if (inside < fewest || outside < fewest) return undefined;
    return cohortDifference(momentsOf(moments, 0, 0), { paired: false, isShare });
  };
}
