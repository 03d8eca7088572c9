import { contentKey } from '../../core/content-key.ts';
import type { Json } from '../../core/json.ts';
import type { Model, ModelKey, ModelMessage, ModelRequest } from '../../core/model.ts';
import { runTrajectoryId } from '../../trajectory/finish-trajectory.ts';
import { wrapInjected } from '../../trajectory/split-injected.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { ANSWER_FORM } from '../answer/answer-in.ts';
import type { Checked } from '../answer/check-answer.ts';
import type { TaskSpec, TaskWorld } from '../task/task-spec.ts';

/** Format name of the runs that `solve` writes. */
export const SOLVE_FORMAT = 'ethogram-solve';

/** A behavior that conditions an attempt. */
export interface GivenBehavior {
  readonly id: string;
  readonly name: string;
  readonly instruction: string;
}

/** Thinking in pieces: after each, all is forgotten but the task and what the piece notes for the next. */
export interface Chunks {
  /** At most so many; the last must answer. */
  readonly most: number;
  /** Output tokens of each. */
  readonly tokens: number;
}

/** How a task is attempted. */
export interface AttemptOptions {
  /** 0-based. */
  readonly trial: number;
  /** Name of what is tried: a strategy, a condition. Part of the run's identity. Default `plain`. */
  readonly arm?: string;
  /** What the agent is told before the task, whatever the task: a strategy's prompt. */
  readonly strategy?: string;
  /** Think in pieces; left aside in a world with tools, where turns are pieces already. */
  readonly chunks?: Chunks;
  /** Stated before the task in a marked block; never mined as the agent's own. */
  readonly behaviors?: readonly GivenBehavior[];
  /** Earlier messages of the same attempt: a first answer to be revised. Their steps are flagged as copied. */
  readonly before?: readonly ModelMessage[];
  /** Words put after the task. */
  readonly after?: string;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  /** Turns of the agent in a world with tools; default 30. */
  readonly maxTurns?: number;
  /** Judges answers whose check is a rubric; default: the solver itself. */
  readonly judge?: Model;
  readonly now: () => Date;
}

/** An attempt, checked, as a run like any other. */
export interface Attempt {
  readonly trajectory: Trajectory;
  readonly answer: string;
  readonly checked: Checked;
  /** Sums over the attempt's calls. */
  readonly outputTokens: number;
  readonly inputTokens: number;
  /** What it cost now: nothing for answers that were stored. Undefined when no price is known. */
  readonly costUsd?: number;
}

/**
 * The source's id of an attempt: the same task, asked in the same way, of the same model, in the same trial is the same run;
 * with another strategy, other behaviors or another temperature, or of a model of that name on another server, it is another.
 */
export function attemptId(task: TaskSpec, model: ModelKey, options: Omit<AttemptOptions, 'now' | 'judge'>): string {
  const { trial, arm = 'plain', strategy, chunks, behaviors = [], before = [], after, maxTurns } = options;
  const asked = {
    task: [task.instructions ?? null, task.text],
    strategy: strategy ?? null,
    chunks: chunks === undefined ? null : { ...chunks },
    behaviors: behaviors.map(({ id, name, instruction }) => [id, name, instruction]),
    before: before as unknown as Json,
    after: after ?? null,
    temperature: options.temperature ?? null,
    maxOutputTokens: options.maxOutputTokens ?? null,
    maxTurns: maxTurns ?? null,
    ...(model.address !== undefined && { address: model.address }),
  };
  return `${task.id}/${arm}~${contentKey(asked, 8)}/${model.name}/${trial}`;
}

/** The id under which an attempt is stored; see {@link attemptId}. */
export function attemptTrajectoryId(
  task: TaskSpec,
  model: ModelKey,
  options: Omit<AttemptOptions, 'now' | 'judge'>,
): string {
  return runTrajectoryId(SOLVE_FORMAT, attemptId(task, model, options));
}

/**
 * What the model is asked first in an attempt: all it is asked, where there are neither tools nor turns.
 *
 * @param world - the attempt's own; default: a fresh one
 */
export function firstRequest(
  task: TaskSpec,
  model: ModelKey,
  options: Omit<AttemptOptions, 'now' | 'judge'>,
  world: TaskWorld | undefined = task.world?.(),
): ModelRequest<undefined> {
  const instructions = [options.strategy, task.instructions, answerForm(task)]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n');
  const maxOutputTokens = world === undefined && options.chunks ? options.chunks.tokens : options.maxOutputTokens;
  return {
    purpose: 'solve',
    subjects: [attemptTrajectoryId(task, model, options)],
    ...(instructions !== '' && { instructions }),
    messages: [...(options.before ?? []), { role: 'user', text: requestText(task, options) }],
    ...(world !== undefined && world.tools.length > 0 && { tools: world.tools }),
    ...(options.temperature !== undefined && { temperature: options.temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    sample: options.trial,
  };
}

/** How to answer, unless the answer is a program or a state of the world. */
function answerForm({ check: { kind } }: TaskSpec): string | undefined {
  return kind === 'environment' || kind === 'code' ? undefined : ANSWER_FORM;
}

/** The block of behaviors, the task, and what comes after it; all that is not the task is marked as ours. */
function requestText(
  { text }: TaskSpec,
  { behaviors = [], after }: Pick<AttemptOptions, 'behaviors' | 'after'>,
): string {
  const list = behaviors.map(({ name, instruction }) => `- ${name}: ${instruction}`).join('\n');
  const ids = behaviors.map(({ id }) => id);
  const given = behaviors.length === 0 ? [] : [wrapInjected(`${GIVEN}\n${list}`, ids)];
  return [...given, text, ...(after === undefined ? [] : [wrapInjected(after, [])])].join('\n\n');
}

const GIVEN = 'These habits have paid off before. Use those that fit, and leave the others.';
