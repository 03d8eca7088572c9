import type { MinedBehavior } from '../behavior/behavior.ts';
import { isHeld } from '../behavior/security/is-held.ts';
import type { ServingScope } from './retrieval/retrieval.ts';

/** Whether a behavior may be served at all, whatever the request. What is held never is. */
export function mayBeServed(behavior: MinedBehavior, { task, all = false, ...place }: ServingScope): boolean {
  return (
    isServable(behavior, all) && (task === undefined || standsWithout(behavior, task)) && isInScope(behavior, place)
  );
}

/** Whether a behavior may be served to somebody, somewhere. */
export function isServable(behavior: MinedBehavior, all: boolean): boolean {
  const { status, pinned } = behavior;
  return status !== 'archived' && (all || status === 'active' || pinned === true) && !isHeld(behavior);
}

/**
 * Whether a behavior would still be known if no run of this task had been seen: leave-one-task-out. What a person wrote or brought
 * does not come from runs; what an agent proposed may come from the very task.
 */
export function standsWithout({ support: { tasks, taskIds }, origin }: MinedBehavior, task: string): boolean {
  if (tasks === 0) return origin?.how !== 'proposed';
  // Where the tasks are not listed there are too many for one to matter, unless there are hardly any.
  const without = taskIds === undefined ? (tasks > 2 ? tasks : tasks - 1) : tasks - (taskIds.includes(task) ? 1 : 0);
  return without >= 2;
}

/** Whether a behavior is not scoped to other projects, models or tools. */
export function isInScope(
  { scope }: MinedBehavior,
  { project, model, tools }: Pick<ServingScope, 'project' | 'model' | 'tools'>,
): boolean {
  if (project !== undefined && scope.projects !== undefined) {
    // Behaviors name a project as people do, by the last part of its path.
    const name = project.split(/[\\/]+/).findLast((part) => part !== '');
    if (!scope.projects.some((known) => known === project || known === name)) return false;
  }
  if (model !== undefined && scope.models !== undefined && !scope.models.includes(model)) return false;
  if (tools === undefined || scope.tools === undefined || scope.tools.length === 0) return true;
  return scope.tools.some((tool) => tools.includes(tool));
}
