import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Model, ModelAnswer, ModelMessage, ModelRequest } from '../../core/model.ts';
import { finishTrajectory } from '../../trajectory/finish-trajectory.ts';
import { answerIn } from '../answer/answer-in.ts';
import { attemptId, firstRequest, SOLVE_FORMAT, type Attempt, type AttemptOptions } from './attempt.ts';
import { checkAnswer, type Checked } from '../answer/check-answer.ts';
import { judgeAnswer } from '../answer/judge-answer.ts';
import { recorder, type Recorder } from './recorder.ts';
import type { TaskSpec, TaskWorld } from '../task/task-spec.ts';
import { thinkInChunks } from './think-in-chunks.ts';

/**
 * Lets a model attempt a task: one answer, pieces of thought, or turns with tools until it ends. Everything is in the
 * trajectory, verbatim: what was asked, injected behaviors in their marked block, reasoning, calls, results, usage, and the
 * checker's verdict.
 *
 * @throws EthogramError as `Model.generate`
 */
export async function solveTask(model: Model, task: TaskSpec, options: AttemptOptions): Promise<Attempt> {
  const { trial, arm = 'plain', chunks, before = [], now } = options;
  const world = task.world?.();
  const first = firstRequest(task, model, options, world);
  const startedAt = now().toISOString();
  const record = recorder(now);
  for (const [i, message] of first.messages.entries()) {
    const simulatedUser = world?.reply !== undefined && { simulatedUser: true };
    record.message(message, i < before.length ? { copied: true } : { ...simulatedUser });
  }
  const said =
    chunks !== undefined && world === undefined
      ? await thinkInChunks(model, first, { chunks, record })
      : await takeTurns(model, first, { world, record, maxTurns: options.maxTurns ?? 30 });
  const answer = answerIn(said);
  const checked = await checkedAttempt(task, { answer, said, world, judge: options.judge ?? model, first });
  const endedAt = now().toISOString();
  const { trajectory } = finishTrajectory(
    {
      runId: attemptId(task, model, options),
      task: { id: task.id, trial: String(trial), text: task.text, tags: [...task.tags] },
      agent: {
        model: model.name,
        ...(first.instructions !== undefined && { instructions: first.instructions }),
        ...(first.tools !== undefined && { tools: first.tools as unknown as Json }),
      },
      startedAt,
      endedAt,
      outcomes: [
        { name: 'success', value: checked.right, by: 'verifier', at: endedAt },
        ...(checked.why === '' ? [] : [{ name: 'feedback', value: checked.why, by: 'verifier' as const, at: endedAt }]),
      ],
      steps: [...record.steps],
      extra: { arm, answer, ...(task.truth !== undefined && { truth: task.truth }) },
    },
    { format: SOLVE_FORMAT, uri: 'solve' },
  );
  const { inputTokens, outputTokens, costUsd } = record;
  return { trajectory, answer, checked, inputTokens, outputTokens, ...(costUsd !== undefined && { costUsd }) };
}

/** Turn by turn until the agent has nothing more to do, or no turns are left. @returns what it said last */
async function takeTurns(
  model: Model,
  first: ModelRequest<undefined>,
  {
    world,
    record,
    maxTurns,
  }: { readonly world: TaskWorld | undefined; readonly record: Recorder; readonly maxTurns: number },
): Promise<string> {
  const messages = [...first.messages];
  let said = '';
  for (let turn = 0; turn < maxTurns; turn++) {
    const answer = await model.generate({ ...first, messages: [...messages] });
    record.answer(answer);
    said = answer.text;
    const next = world === undefined ? undefined : nextMessage(world, answer);
    if (next === undefined) break;
    const { text, toolCalls } = answer;
    messages.push({ role: 'assistant', text, ...(toolCalls.length > 0 && { toolCalls }) }, next);
    record.message(next, next.role === 'user' ? { simulatedUser: true } : {});
  }
  return said;
}

function nextMessage(world: TaskWorld, answer: ModelAnswer): ModelMessage | undefined {
  if (answer.toolCalls.length === 0) {
    const reply = world.reply?.(answer.text);
    return reply === undefined ? undefined : { role: 'user', text: reply };
  }
  return {
    role: 'tool',
    results: answer.toolCalls.map(({ callId, name, argumentsText }) => {
      const { text, isError } = called(world, name, argumentsText);
      return { callId, name, text, ...(isError && { isError }) };
    }),
  };
}

function called(
  world: TaskWorld,
  name: string,
  argumentsText: string,
): { readonly text: string; readonly isError: boolean } {
  const tool = world.tools.find((known) => known.name === name);
  if (tool === undefined) {
    const known = world.tools.map((one) => one.name).join(', ');
    return { text: `There is no tool ${JSON.stringify(name)}; there are ${known}.`, isError: true };
  }
  const args = argumentsOf(argumentsText);
  if (args === undefined) return { text: 'The arguments are not a JSON object.', isError: true };
  // Worlds rely on what they ask for.
  const { required = [] } = tool.parameters as { required?: readonly string[] };
  const missing = required.filter((argument) => args[argument] === undefined || args[argument] === null);
  if (missing.length > 0) return { text: `${name} needs ${missing.join(', ')}.`, isError: true };
  return world.call(name, args);
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

interface Solution {
  readonly answer: string;
  readonly said: string;
  readonly world: TaskWorld | undefined;
  readonly judge: Model;
  readonly first: ModelRequest<undefined>;
}

async function checkedAttempt(task: TaskSpec, { answer, said, world, judge, first }: Solution): Promise<Checked> {
  if (task.check.kind === 'environment') {
    return world?.isRight(said) === true
      ? { right: true, why: '' }
      : { right: false, why: 'the world is not as it should be' };
  }
  if (task.check.kind === 'judge') {
    const { rubric } = task.check;
    return judgeAnswer(judge, { task: task.text, answer: said, rubric, subjects: first.subjects ?? [] });
  }
  return checkAnswer(task.check.kind === 'code' ? said : answer, task.check);
}
