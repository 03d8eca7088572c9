import type { Task } from '../trajectory/trajectory.ts';

/**
 * What the trials of one task have in common: format, project and the task's id. Intervals are between these, since trials
 * of one task end alike.
 *
 * @returns undefined when the source names no task: the run is a task of its own
 */
export function taskKey(format: string, { task, project }: { task: Task; project?: string }): string | undefined {
  return task.id === undefined ? undefined : JSON.stringify([format, project ?? '', task.id]);
}
