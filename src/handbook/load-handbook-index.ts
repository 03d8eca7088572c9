import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import type { TrajectorySummary } from '../trajectory/trajectory-store.ts';
import { handbookIndexInSteps, type HandbookIndex } from './handbook-index.ts';
import { isServable } from './may-be-served.ts';
import { cleanQuery } from './clean-query.ts';
import { behaviorText } from './retrieval/behavior-pool.ts';
import type { LearnedRequest } from './retrieval/request-table.ts';

/** Where a handbook is read from: a store. */
export interface HandbookSource {
  behaviors(): Promise<readonly MinedBehavior[]>;
  provenance(id: string): Promise<readonly Exemplar[]>;
  list(filter: { readonly ids: readonly string[] }): AsyncIterable<Pick<TrajectorySummary, 'id' | 'task'>>;
}

// What more runs were asked adds little.
const RUNS_PER_BEHAVIOR = 20;

/**
 * Reads a handbook, with what was asked in the runs that its behaviors were seen in, and indexes it: whoever serves makes the
 * index here, so that all serve the same.
 *
 * @param options.all - what is known of candidates is read, too
 * @param options.rest - awaited every few milliseconds, so that others come in between
 * @param options.embed - makes vectors of a model, of length 1, by text; what it throws is thrown
 */
export async function loadHandbookIndex(
  source: HandbookSource,
  {
    all = false,
    embed,
    rest,
  }: {
    readonly all?: boolean;
    readonly embed?: (texts: readonly string[]) => Promise<ReadonlyMap<string, Float32Array>>;
    readonly rest?: () => Promise<void>;
  } = {},
): Promise<HandbookIndex> {
  const behaviors = await source.behaviors();
  const runsOf = new Map<string, readonly string[]>();
  for (const behavior of behaviors) {
    if (!isServable(behavior, all)) continue;
    await rest?.();
    const runs = new Set((await source.provenance(behavior.id)).map(({ trajectoryId }) => trajectoryId));
    runsOf.set(behavior.id, [...runs].slice(0, RUNS_PER_BEHAVIOR));
  }
  const tasks = new Map<string, TrajectorySummary['task']>();
  const ids = [...new Set([...runsOf.values()].flat())];
  if (ids.length > 0) for await (const { id, task } of source.list({ ids })) tasks.set(id, task);
  const requests = new Map<string, readonly LearnedRequest[]>();
  const topics = new Map<string, readonly string[]>();
  for (const [id, runs] of runsOf) {
    const seen = runs.flatMap((run) => tasks.get(run) ?? []);
    requests.set(
      id,
      seen.flatMap(({ id: task, text }) => (text === undefined ? [] : [{ task: task ?? text, text }])),
    );
    topics.set(id, sharedTags(seen));
  }
  const texts = [
    ...behaviors.filter((behavior) => runsOf.has(behavior.id)).map(behaviorText),
    ...[...requests.values()].flatMap((asked) => asked.map(({ text }) => cleanQuery(text))),
  ].filter((text) => text !== '');
  const vectors = embed === undefined ? undefined : await embed([...new Set(texts)]);
  const steps = handbookIndexInSteps(behaviors, { requests, topics, ...(vectors !== undefined && { vectors }) });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await rest?.();
  }
}

/** Tags that at least half of the runs carry in which a behavior was seen. */
function sharedTags(tasks: readonly TrajectorySummary['task'][]): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of tasks) for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].filter(([, count]) => count * 2 >= tasks.length).map(([tag]) => tag);
}
