import type { JsonObject } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { idField, listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import { partText, type OutcomeRecord, type Step } from '../trajectory.ts';

const STATE_KNOWN = new Set(['history', 'success']);
const FEEDBACK = 'Expert feedback:';

/**
 * MINT results: rows `{state: {history, success, terminate_reason, …}, task}`. What a model playing the expert said stands
 * at the end of a user's message after `Expert feedback:`; such steps have `extra.feedback` `"model"` and are those of a
 * simulated user, as all turns after the first, which the harness wrote. Task names are shared by benchmarks
 * (`reasoning` is GSM8K and MATH), so a task is known by its prompt.
 */
export const mint: TraceFormat = rowFormat({
  name: 'mint',
  description: 'MINT-bench results: tools and feedback over several turns',
  sureness: 0.95,
  expected: 'a MINT result {"state": {"history"}, "task"}',
  isRow,
  *items(row) {
    yield { draft: draftOf(row) };
  },
});

// Of a long row the beginning, with nothing but messages, must do.
function isRow(record: JsonObject): boolean {
  const state = objectField(record, 'state');
  const history = state === undefined ? undefined : listField(state, 'history');
  if (state === undefined || history === undefined) return false;
  if ('success' in state || 'agent_action_count' in state) return objectField(record, 'task') !== undefined;
  return (
    Object.keys(record).length === 1 &&
    Object.keys(state).length === 1 &&
    history.length > 0 &&
    history.every(isChatMessage)
  );
}

function draftOf(row: JsonObject): TrajectoryDraft {
  const state = objectField(row, 'state')!;
  const task = objectField(row, 'task') ?? {};
  const prompt = stringField(task, 'prompt');
  const taskName = stringField(task, 'task_name');
  const taskId = idField(task, 'task_id');
  const id =
    prompt === undefined
      ? [taskName, taskId].filter((piece) => piece !== undefined).join('/') || undefined
      : questionTaskId(prompt);
  const { success } = state;
  const outcomes: OutcomeRecord[] =
    typeof success === 'boolean' ? [{ name: 'success', value: success, by: 'verifier' }] : [];
  const history = chatSteps(listField(state, 'history')!);
  const firstUser = history.findIndex((step) => step.actor === 'user');
  const steps = history.map((step, index) => (step.actor === 'user' && index > firstUser ? marked(step) : step));
  const restOfState = otherFields(state, STATE_KNOWN);
  const isOdd = success !== undefined && success !== null && typeof success !== 'boolean';
  return {
    task: {
      ...(id !== undefined && { id }),
      ...(prompt !== undefined && { text: prompt }),
      tags: ['mint', ...(taskName === undefined ? [] : [taskName])],
    },
    agent: {},
    outcomes,
    steps,
    extra: {
      ...otherFields(row, new Set(['state', 'task'])),
      state: { ...restOfState, ...(isOdd && { success }) },
      task: otherFields(task, new Set(prompt === undefined ? [] : ['prompt'])) ?? {},
    },
    // The model stands nowhere: what it said tells systems apart.
    distinguishing: steps.slice(firstUser + 1).map((step) => step.parts.map(partText).join('\n')),
  };
}

function marked(step: Step): Step {
  const isFeedback = step.parts.some((part) => part.kind === 'text' && part.text.includes(FEEDBACK));
  return {
    ...step,
    simulatedUser: true,
    ...(isFeedback && { extra: { ...step.extra, feedback: 'model' } }),
  };
}
