import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { listed } from './made-behavior.ts';

/**
 * The evidence of several behaviors as that of one: every place once, those of each behavior in turn, and the support that it
 * amounts to. What is known of all runs is only how many there are for each behavior, so the count of runs is the least
 * there can be: those that the evidence names, or those of the behavior with the most.
 *
 * @param behaviors - with provenance
 */
export function mergeEvidence(behaviors: readonly MinedBehavior[]): Pick<MinedBehavior, 'support' | 'provenance'> {
  const provenance = inTurns(behaviors.map((behavior) => behavior.provenance));
  const supports = behaviors.map(({ support }) => support);
  const most = (count: (support: MinedBehavior['support']) => number): number => Math.max(0, ...supports.map(count));
  const union = (lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined =>
    lists.every((list) => list !== undefined) ? listed(lists.flat()) : undefined;
  const taskIds = union(supports.map((support) => support.taskIds));
  const projects = union(supports.map((support) => support.projects));
  const runs = new Set(provenance.map(({ trajectoryId }) => trajectoryId)).size;
  return {
    provenance,
    support: {
      trajectories: Math.max(
        runs,
        most(({ trajectories }) => trajectories),
      ),
      of: most(({ of }) => of),
      tasks: Math.max(
        taskIds?.length ?? 0,
        most(({ tasks }) => tasks),
      ),
      ...(taskIds !== undefined && { taskIds }),
      ...(projects !== undefined && { projects }),
    },
  };
}

function inTurns(lists: readonly (readonly Exemplar[])[]): Exemplar[] {
  const seen = new Set<string>();
  const merged: Exemplar[] = [];
  for (let turn = 0; lists.some((list) => list.length > turn); turn++) {
    for (const list of lists) {
      const exemplar = list[turn];
      if (exemplar === undefined) continue;
      const { trajectoryId, at } = exemplar;
      const place = JSON.stringify([trajectoryId, at.step, at.part, at.start, at.end]);
      if (!seen.has(place)) merged.push(exemplar);
      seen.add(place);
    }
  }
  return merged;
}
