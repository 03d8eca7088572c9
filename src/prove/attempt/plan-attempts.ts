import type { ModelKey } from '../../core/model.ts';
import { attemptTrajectoryId, type AttemptOptions, type GivenBehavior } from './attempt.ts';
import { PLAIN, type Strategy } from '../strategies/load-strategy.ts';
import type { TaskSpec } from '../task/task-spec.ts';

/** One attempt that is to be made. */
export interface PlannedAttempt {
  readonly task: TaskSpec;
  readonly arm: string;
  readonly options: Omit<AttemptOptions, 'now' | 'judge'>;
  /** Under which it is stored. */
  readonly trajectoryId: string;
}

/** What is attempted, and how often. */
export interface AttemptPlan {
  readonly tasks: readonly TaskSpec[];
  readonly strategies: readonly Strategy[];
  /** Per task and arm. */
  readonly trials: number;
  readonly model: ModelKey;
  /** The behaviors that condition attempts at a task; undefined when none do. */
  readonly behaviorsFor?: (task: TaskSpec) => readonly GivenBehavior[];
  readonly settings?: Pick<AttemptOptions, 'temperature' | 'maxOutputTokens' | 'maxTurns'>;
}

/** The name of an arm: its strategy, and whether behaviors condition it. */
export function armName(strategy: string, conditioned: boolean): string {
  if (!conditioned) return strategy;
  return strategy === PLAIN ? 'behaviors' : `${strategy}+behaviors`;
}

/** Every attempt of a plan: trial by trial, and within a trial task by task, so that what is cut short is balanced. */
export function planAttempts({
  tasks,
  strategies,
  trials,
  model,
  behaviorsFor,
  settings = {},
}: AttemptPlan): PlannedAttempt[] {
  const given = new Map(tasks.map((task) => [task, behaviorsFor?.(task)]));
  return Array.from({ length: trials }, (_, trial) =>
    tasks.flatMap((task) =>
      strategies.map(({ name, prompt, chunks }) => {
        const behaviors = given.get(task);
        const arm = armName(name, behaviorsFor !== undefined);
        const options = {
          trial,
          arm,
          ...(prompt !== '' && { strategy: prompt }),
          ...(chunks !== undefined && { chunks }),
          ...(behaviors !== undefined && { behaviors }),
          ...settings,
        };
        return { task, arm, options, trajectoryId: attemptTrajectoryId(task, model, options) };
      }),
    ),
  ).flat();
}
