import type { MinedBehavior } from '../behavior/behavior.ts';
import { isServable } from '../handbook/may-be-served.ts';
import { skillFiles } from '../handbook/skills/skill-files.ts';
import type { SkillOptions, SkillRequest } from '../handbook/skills/skill-topics.ts';
import type { Store } from '../store/store.ts';
import type { TrajectorySummary } from '../trajectory/trajectory-store.ts';

/**
 * The handbook of a store as the files of skills, grouped by what the runs that show a behavior were about.
 *
 * @param options.all - candidates, too
 * @param options.withEvidence - with quotes of runs, and with requests to try the skills on
 */
export async function skillsOfStore(
  store: Store,
  { all, withEvidence }: { readonly all: boolean; readonly withEvidence: boolean },
): Promise<Record<string, string>> {
  const behaviors: MinedBehavior[] = [];
  for (const behavior of await store.behaviors()) {
    if (isServable(behavior, all)) behaviors.push({ ...behavior, provenance: await store.provenance(behavior.id) });
  }
  const { topics, requests } = await seenTasks(store, behaviors);
  if (withEvidence) return skillFiles(behaviors, { all, topics, requests });
  return skillFiles(
    behaviors.map((behavior) => ({ ...behavior, provenance: [] })),
    { all, topics },
  );
}

/** What was asked in the runs that show each behavior, and the tags that at least half of them carry, by id. */
async function seenTasks(store: Store, behaviors: readonly MinedBehavior[]): Promise<Required<Pick<SkillOptions, 'topics' | 'requests'>>> {
  const ids = [...new Set(behaviors.flatMap(({ provenance }) => provenance.map(({ trajectoryId }) => trajectoryId)))];
  const tasks = new Map<string, TrajectorySummary['task']>();
  if (ids.length > 0) for await (const { id, task } of store.list({ ids })) tasks.set(id, task);
  const topics = new Map<string, string[]>();
  const requests = new Map<string, SkillRequest[]>();
  for (const { id, provenance } of behaviors) {
    const runs = [...new Set(provenance.map(({ trajectoryId }) => trajectoryId))].flatMap((run) => tasks.get(run) ?? []);
    const tags = new Set(runs.flatMap((task) => task.tags));
    topics.set(id, [...tags].filter((tag) => runs.filter((task) => task.tags.includes(tag)).length * 2 >= runs.length));
    const texts = new Set(runs.flatMap(({ text }) => text ?? []));
    requests.set(id, [...texts].map((text) => ({ text })));
  }
  return { topics, requests };
} // prettier-ignore

/** The skills that are served live: as they are exported, without quotes of runs; read again when the handbook has changed. */
export function servedSkills(store: Store): () => Promise<Record<string, string>> {
  let known: { readonly stamp: string; readonly files: Record<string, string> } | undefined;
  return async () => {
    const stamp = await store.handbookStamp();
    if (known?.stamp !== stamp) {
      known = { stamp, files: await skillsOfStore(store, { all: false, withEvidence: false }) };
    }
    return known.files;
  };
}
