import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Model, ModelAnswer, ModelMessage } from '../core/model.ts';
import { finishTrajectory } from '../trajectory/finish-trajectory.ts';
import { wrapInjected } from '../trajectory/split-injected.ts';
import type { Part, Step, Trajectory } from '../trajectory/trajectory.ts';
import { ANSWER_FORM, answerIn } from './answer-in.ts';
import { checkAnswer, type Checked } from './check-answer.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { TaskSpec, TaskWorld } from './task-spec.ts';

/** Format name of the runs that `solve` writes. */
export const SOLVE_FORMAT = 'ethogram-solve';

/** A behavior that conditions an attempt. */
export interface GivenBehavior {
  readonly id: string;
  readonly name: string;
  readonly instruction: string;
}

/** How a task is attempted. */
export interface AttemptOptions {
  /** 0-based. */
  readonly trial: number;
  /** Name of what is tried: a strategy, a condition. Part of the run's identity. Default `plain`. */
  readonly arm?: string;
  /** What the agent is told before the task, whatever the task: a strategy's prompt. */
  readonly strategy?: string;
  /** Stated before the task in a marked block; never mined as the agent's own. */
  readonly behaviors?: readonly GivenBehavior[];
  /** Earlier messages of the same attempt: a first answer to be revised. */
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
  /** Undefined when no price is known; what it cost when it was first answered. */
  readonly costUsd?: number;
}

/** The source's id of an attempt: the same task, arm, model and trial are the same run. */
export function attemptId(
  task: string,
  model: string,
  { trial, arm = 'plain' }: Pick<AttemptOptions, 'trial' | 'arm'>,
): string {
  return `${task}/${arm}/${model}/${trial}`;
}

/**
 * Lets a model attempt a task: one answer, or turns with tools until it ends. Everything is in the trajectory, verbatim:
 * what was asked, injected behaviors in their marked block, reasoning, calls, results, usage, and the checker's verdict.
 *
 * @throws EthogramError as `Model.generate`
 */
export async function solveTask(model: Model, task: TaskSpec, options: AttemptOptions): Promise<Attempt> {
  const { trial, arm = 'plain', maxTurns = 30, now } = options;
  const world = task.world?.();
  const instructions = [options.strategy, task.instructions, answerForm(task)]
    .filter((text) => text !== undefined)
    .join('\n\n');
  const asked = requestText(task, options);
  const startedAt = now().toISOString();
  const messages: ModelMessage[] = [...(options.before ?? []), { role: 'user', text: asked }];
  const steps: Step[] = messages.map((message, index) => ({ index, ...messageStep(message) }));
  const tally = { inputTokens: 0, outputTokens: 0, costUsd: 0 as number | undefined };
  let said = '';
  for (let turn = 0; turn < maxTurns; turn++) {
    const answer = await model.generate({
      purpose: 'solve',
      ...(instructions !== '' && { instructions }),
      messages: [...messages],
      ...(world !== undefined && { tools: world.tools }),
      ...(options.temperature !== undefined && { temperature: options.temperature }),
      ...(options.maxOutputTokens !== undefined && { maxOutputTokens: options.maxOutputTokens }),
      sample: trial,
    });
    tally.inputTokens += answer.usage.inputTokens;
    tally.outputTokens += answer.usage.outputTokens;
    tally.costUsd =
      tally.costUsd === undefined || answer.costUsd === undefined ? undefined : tally.costUsd + answer.costUsd;
    said = answer.text;
    steps.push(agentStep(answer, steps.length, now));
    messages.push({
      role: 'assistant',
      text: answer.text,
      ...(answer.toolCalls.length > 0 && { toolCalls: answer.toolCalls }),
    });
    const next = world === undefined ? undefined : nextMessage(world, answer);
    if (next === undefined) break;
    messages.push(next);
    steps.push({ index: steps.length, at: now().toISOString(), ...messageStep(next) });
  }
  const answer = answerIn(said);
  const checked = await checkedAttempt(task, { answer, said, world, judge: options.judge ?? model });
  const endedAt = now().toISOString();
  const { trajectory } = finishTrajectory(
    {
      runId: attemptId(task.id, model.name, { trial, arm }),
      task: { id: task.id, trial: String(trial), text: task.text, tags: [...task.tags] },
      agent: {
        model: model.name,
        ...(instructions !== '' && { instructions }),
        ...(world !== undefined && { tools: world.tools as unknown as Json }),
      },
      startedAt,
      endedAt,
      outcomes: [
        { name: 'success', value: checked.right, by: 'verifier', at: endedAt },
        ...(checked.why === '' ? [] : [{ name: 'feedback', value: checked.why, by: 'verifier' as const, at: endedAt }]),
      ],
      steps,
      extra: { arm, answer, ...(task.truth !== undefined && { truth: task.truth }) },
    },
    { format: SOLVE_FORMAT, uri: 'solve' },
  );
  const { costUsd, ...tokens } = tally;
  return { trajectory, answer, checked, ...tokens, ...(costUsd !== undefined && { costUsd }) };
}

/** How to answer, unless the answer is a program or a state of the world. */
function answerForm({ check: { kind } }: TaskSpec): string | undefined {
  return kind === 'environment' || kind === 'code' ? undefined : ANSWER_FORM;
}

/** The block of behaviors, the task, and what comes after it; all that is not the task is marked as ours. */
function requestText({ text }: TaskSpec, { behaviors = [], after }: AttemptOptions): string {
  const list = behaviors.map(({ name, instruction }) => `- ${name}: ${instruction}`).join('\n');
  const ids = behaviors.map(({ id }) => id);
  const given = behaviors.length === 0 ? [] : [wrapInjected(`${GIVEN}\n${list}`, ids)];
  return [...given, text, ...(after === undefined ? [] : [wrapInjected(after, [])])].join('\n\n');
}

const GIVEN = 'These habits have paid off before. Use those that fit, and leave the others.';

async function checkedAttempt(
  task: TaskSpec,
  {
    answer,
    said,
    world,
    judge,
  }: { readonly answer: string; readonly said: string; readonly world: TaskWorld | undefined; readonly judge: Model },
): Promise<Checked> {
  if (task.check.kind === 'environment') {
    return world?.isRight(said) === true
      ? { right: true, why: '' }
      : { right: false, why: 'the world is not as it should be' };
  }
  if (task.check.kind === 'judge')
    return judgeAnswer(judge, { task: task.text, answer: said, rubric: task.check.rubric });
  return checkAnswer(task.check.kind === 'code' ? said : answer, task.check);
}

function nextMessage(world: TaskWorld, answer: ModelAnswer): ModelMessage | undefined {
  if (answer.toolCalls.length === 0) {
    const reply = world.reply?.(answer.text);
    return reply === undefined ? undefined : { role: 'user', text: reply };
  }
  return {
    role: 'tool',
    results: answer.toolCalls.map(({ callId, name, argumentsText }) => {
      const args = argumentsOf(argumentsText);
      const { text, isError } =
        args === undefined ? { text: 'The arguments are not a JSON object.', isError: true } : world.call(name, args);
      return { callId, name, text, ...(isError && { isError }) };
    }),
  };
}

function argumentsOf(text: string): JsonObject | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function messageStep(message: ModelMessage): Pick<Step, 'actor' | 'parts' | 'simulatedUser'> {
  if (message.role === 'user') return { actor: 'user', parts: [{ kind: 'text', text: message.text }] };
  if (message.role === 'assistant') return { actor: 'agent', parts: [{ kind: 'text', text: message.text }] };
  return {
    actor: 'tool',
    parts: message.results.map(({ callId, text, isError }) => {
      return { kind: 'tool-result', callId, text, ...(isError === true && { isError }) };
    }),
  };
}

function agentStep(answer: ModelAnswer, index: number, now: () => Date): Step {
  const parts: Part[] = [];
  if (answer.reasoning !== '') parts.push({ kind: 'reasoning', text: answer.reasoning, visibility: 'raw' });
  else if (answer.usage.reasoningTokens > 0) parts.push({ kind: 'reasoning', text: '', visibility: 'absent' });
  if (answer.text !== '') parts.push({ kind: 'text', text: answer.text });
  for (const call of answer.toolCalls) parts.push({ kind: 'tool-call', ...call });
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = answer.usage;
  const usage = {
    inputTokens,
    cachedInputTokens,
    outputTokens,
    reasoningTokens,
    ...(answer.costUsd !== undefined && { costUsd: answer.costUsd }),
  };
  return { index, actor: 'agent', at: now().toISOString(), parts, usage };
}
