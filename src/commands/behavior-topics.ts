import type { MinedBehavior } from '../behavior/behavior.ts';
import type { Store } from '../store/store.ts';

/**
 * Per behavior the topics it was learned from: tags that at least half of the runs carry in which it was seen.
 */
export async function behaviorTopics(
  store: Store,
  behaviors: readonly MinedBehavior[],
): Promise<Map<string, readonly string[]>> {
  const runsOf = new Map<string, ReadonlySet<string>>();
  for (const { id } of behaviors) {
    runsOf.set(id, new Set((await store.provenance(id)).map(({ trajectoryId }) => trajectoryId)));
  }
  const ids = [...new Set([...runsOf.values()].flatMap((runs) => [...runs]))];
  const tagsOf = new Map<string, readonly string[]>();
  if (ids.length > 0) for await (const { id, task } of store.list({ ids })) tagsOf.set(id, task.tags);
  return new Map(
    [...runsOf].map(([id, runs]) => [id, sharedTags([...runs].flatMap((run) => [tagsOf.get(run) ?? []]))]),
  );
}

function sharedTags(runs: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const tags of runs) for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].filter(([, count]) => count * 2 >= runs.length).map(([tag]) => tag);
}
