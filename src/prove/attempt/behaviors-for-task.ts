import type { HandbookIndex } from '../../handbook/handbook-index.ts';
import type { RetrieveOptions } from '../../handbook/retrieval/retrieval.ts';
import type { TaskSpec } from '../task/task-spec.ts';
import type { GivenBehavior } from './attempt.ts';

/** What conditions attempts, and what of it is fit for a task. */
export interface HandbookOptions extends Pick<RetrieveOptions, 'k' | 'tokens' | 'all' | 'model'> {
  readonly index: HandbookIndex;
}

/**
 * The behaviors that an attempt at a task is given: those that `ethogram retrieve` shows for its words and tags, within `k` and
 * the token budget. What is known from this very task alone is always left out.
 */
export function behaviorsForTask(task: TaskSpec, { index, ...options }: HandbookOptions): GivenBehavior[] {
  const tools = task.world?.().tools.map(({ name }) => name) ?? [];
  const { behaviors } = index.retrieve(task.text, {
    ...options,
    task: task.id,
    topics: task.tags,
    ...(tools.length > 0 && { tools }),
  });
  return behaviors.map(({ id, name, instruction, when, whenNot }) => {
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
