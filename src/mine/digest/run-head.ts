import { outcomeOf, type Trajectory } from '../../trajectory/trajectory.ts';
import { plainTime } from './plain-time.ts';

/** What mining needs to know of a run besides its content. */
export interface RunHead {
  readonly id: string;
  /** Runs of the same task have the same key: the source's task id, else a hash of what was asked. */
  readonly task: string;
  /** Runs of one kind of task have the same key: by the source's tags, else the project, else the format and agent. */
  readonly group: string;
  readonly project?: string;
  readonly model?: string;
  /** ISO 8601, UTC. */
  readonly startedAt?: string;
  readonly success?: boolean;
}

/** What people call a run's project: the last part of its path. */
export function projectName({ project }: { readonly project?: string }): string | undefined {
  return project?.split(/[\\/]+/).findLast((part) => part !== '');
}

/**
 * Reads the head off a run without its steps.
 *
 * @param request - hash of what was asked; `''` when nothing was
 */
export function runHead(
  { id, task, project, source, agent, startedAt, outcomes }: Omit<Trajectory, 'steps' | 'extra'>,
  request: string,
): RunHead {
  const { success } = outcomeOf(outcomes);
  // An attack makes a task harder, not another kind of task.
  const tags = task.tags.filter((tag) => !tag.startsWith('attack:')).sort();
  const time = plainTime(startedAt ?? '');
  const named = projectName({ ...(project !== undefined && { project }) });
  return {
    id,
    task: task.id ?? (request === '' ? id : `~${request}`),
    group: tags.length > 0 ? tags.join(' ') : (named ?? `${source.format} ${agent.name ?? ''}`.trim()),
    ...(project !== undefined && { project }),
    ...(agent.model !== undefined && { model: agent.model }),
    ...(time !== undefined && { startedAt: time }),
    ...(success !== undefined && { success }),
  };
}
