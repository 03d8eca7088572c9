import type { GivenBehavior } from '../attempt/attempt.ts';
import { groupBehaviors } from './group-behaviors.ts';
import type { LearnedBehavior } from './learn-behaviors.ts';

/** Behaviors that were read out of attempts at one task. */
export interface TaskBehaviors {
  readonly task: string;
  readonly behaviors: readonly LearnedBehavior[];
}

/** A behavior that may be carried over to a task. */
export interface TransferredBehavior extends GivenBehavior {
  /** Other tasks that it was learned from. */
  readonly tasks: number;
}

/** Behaviors that a task is given: few, as when they are served. */
const MOST = 3;
/** What fewer tasks taught may be those tasks' own. */
const FEWEST_TASKS = 2;

/**
 * For each task the behaviors that other tasks taught: at least two others, in words that come from one of them. The task itself
 * neither speaks for a behavior nor words it, so that what it gains is transfer.
 *
 * @returns by task; the most widely taught first
 */
export function transferBehaviors(learned: readonly TaskBehaviors[]): ReadonlyMap<string, readonly TransferredBehavior[]> {
  const groups = groupBehaviors(learned.flatMap(({ task, behaviors }) => behaviors.map((behavior) => ({ ...behavior, task }))));
  return new Map(
    learned.map(({ task }) => {
      const taught = groups.flatMap((group): TransferredBehavior[] => {
        const others = group.filter((one) => one.task !== task);
        const tasks = new Set(others.map((one) => one.task)).size;
        if (tasks < FEWEST_TASKS) return [];
        const { id, name, instruction } = others[0]!;
        return [{ id, name, instruction, tasks }];
      });
      return [task, taught.sort((a, b) => b.tasks - a.tasks || (a.name < b.name ? -1 : 1)).slice(0, MOST)];
    }),
  );
} // prettier-ignore
