import type { MinedBehavior } from '../../behavior/behavior.ts';
import { mayBeServed, retrieveBehaviors, type RetrieveOptions } from '../../handbook/retrieve-behaviors.ts';
import type { GivenBehavior } from './attempt.ts';
import type { TaskSpec } from '../task/task-spec.ts';

/** What conditions attempts, and what of it is fit for a task. */
export interface HandbookOptions extends Pick<RetrieveOptions, 'k' | 'tokens' | 'all' | 'model'> {
  readonly behaviors: readonly MinedBehavior[];
  /** Per behavior, the tags of the tasks it was learned from; what has none is found by its words alone. */
  readonly topics?: ReadonlyMap<string, readonly string[]>;
}

/**
 * The behaviors that an attempt at a task is given: those that fit its words, then those learned from tasks of its topic
 * (a tag in common), in order of merit, within `k` and the token budget. What is known from this very task alone is always
 * left out.
 */
export function behaviorsForTask(
  task: TaskSpec,
  { behaviors, topics = new Map(), k = 3, tokens = 400, all = false, model }: HandbookOptions,
): GivenBehavior[] {
  const tools = task.world?.().tools.map(({ name }) => name);
  const scope = {
    task: task.id,
    all,
    ...(model !== undefined && { model }),
    ...(tools !== undefined && tools.length > 0 && { tools }),
  };
  const byWords = retrieveBehaviors(task.text, behaviors, { k, tokens, ...scope }).behaviors;
  const chosen = new Set(byWords.map(({ id }) => id));
  let left = tokens - byWords.reduce((sum, { tokens: cost }) => sum + cost, 0);
  const byTopic = behaviors
    .filter((behavior) => !chosen.has(behavior.id) && sharesTopic(behavior, task, topics))
    .filter((behavior) => mayBeServed(behavior, { project: undefined, model, tools, ...scope }))
    .sort(byMerit)
    .filter((behavior) => {
      if (chosen.size >= k || behavior.tokens > left) return false;
      chosen.add(behavior.id);
      left -= behavior.tokens;
      return true;
    });
  return [...byWords, ...byTopic].map(({ id, name, instruction, when, whenNot }) => {
    const conditions = [
      ...(when === undefined ? [] : [`when ${when}`]),
      ...(whenNot === undefined ? [] : [`not when ${whenNot}`]),
    ];
    return {
      id,
      name,
      instruction: conditions.length === 0 ? instruction : `${instruction} (${conditions.join('; ')})`,
    };
  });
}

function sharesTopic(
  { id, scope }: MinedBehavior,
  { tags }: TaskSpec,
  topics: ReadonlyMap<string, readonly string[]>,
): boolean {
  return (scope.tasks ?? topics.get(id) ?? []).some((topic) => tags.includes(topic));
}

function byMerit(a: MinedBehavior, b: MinedBehavior): number {
  const pinned = Number(b.pinned === true) - Number(a.pinned === true);
  const rank = (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER);
  return pinned || rank || b.support.tasks - a.support.tasks || (a.id < b.id ? -1 : 1);
}
