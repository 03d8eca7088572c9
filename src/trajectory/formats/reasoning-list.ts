import type { Json, JsonObject } from '../../core/json.ts';
import { chatSteps, isChatMessage } from '../chat/chat-steps.ts';
import { idField, listField, numberField, otherFields, stringField } from '../chat/string-field.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { textParts } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftLabel, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord, Part, Step } from '../trajectory.ts';

const QUESTIONS = ['question', 'problem', 'instruction', 'prompt', 'query', 'input'] as const;
const REASONINGS = ['reasoning', 'reasoning_content', 'thinking', 'thought', 'cot', 'chain_of_thought'] as const;
const COMPLETIONS = ['completion', 'response', 'solution', 'generation', 'output', 'steps', 'answer'] as const;
const IDS = ['task_id', 'question_id', 'problem_id', 'id', 'idx'] as const;
const TRIALS = ['trial', 'sample_id', 'sample_index', 'sample'] as const;
const SUCCESSES = ['correct', 'is_correct', 'success'] as const;

/**
 * Rows of a question and what was answered, as evaluation and training sets have them: `question` (or `problem`,
 * `instruction`, `prompt`, `query`, `input`; a prompt may be chat messages) and `completion` (or `response`, `solution`,
 * `generation`, `output`, `steps`, `answer`), a text or a list. A list is reasoning, one part per entry, and so is a
 * `reasoning`, `thinking` or `cot` beside the answer; `<think>`, `<Thought>` and the like inside a text are found later.
 * An `input` beside an `instruction` is the second piece of the question, and a `history` what was said before, as in Alpaca. `final_answer` comes last.
 *
 * Outcomes are `correct` (or `is_correct`, `success`), `reward` and `score`; `label` is the label
 * `label:reasoning-list/label`. Whether an `answer` beside a completion is the model's or the right one is not known: it
 * stays in `extra`, as all else.
 */
export const reasoningList: TraceFormat = rowFormat({
  name: 'reasoning-list',
  description: 'rows of a question and its answer or reasoning steps: evaluation outputs, instruction sets',
  sureness: 0.5,
  expected: 'a row with a question and a completion, e.g. {"question", "completion"}',
  isRow: (record) => questionField(record) !== undefined && completionField(record) !== undefined,
  *items(row) {
    yield itemOf(row);
  },
});

function questionField(record: JsonObject): (typeof QUESTIONS)[number] | undefined {
  return QUESTIONS.find((field) => {
    const value = record[field];
    if (typeof value === 'string') return value !== '';
    return (
      Array.isArray(value) && value.length > 0 && (value as readonly Json[]).every((entry) => isChatMessage(entry))
    );
  });
}

function completionField(record: JsonObject): (typeof COMPLETIONS)[number] | undefined {
  const question = questionField(record);
  return COMPLETIONS.find((field) => {
    if ((field as string) === question) return false;
    const value = record[field];
    if (typeof value === 'string') return true;
    return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string');
  });
}

function itemOf(row: JsonObject): { draft: TrajectoryDraft; labels: DraftLabel[] } {
  const used = new Set<string>();
  const take = (fields: readonly string[]): string | undefined => {
    for (const field of fields) {
      const value = idField(row, field);
      if (value === undefined) continue;
      used.add(field);
      return value;
    }
    return undefined;
  };
  const asked = questionField(row)!;
  const answered = completionField(row)!;
  used.add(asked).add(answered);
  const steps = questionSteps(row, asked, used);
  const question = typeof row[asked] === 'string' ? askedText(steps) : JSON.stringify(row[asked]);
  const parts: Part[] = [];
  const reasoning = REASONINGS.find((field) => typeof row[field] === 'string' && row[field] !== '');
  if (reasoning !== undefined) {
    used.add(reasoning);
    parts.push({ kind: 'reasoning', text: stringField(row, reasoning)!, visibility: 'raw' });
  }
  const completion = row[answered]!;
  if (typeof completion === 'string') for (const one of textParts([completion])) parts.push(one);
  else {
    for (const entry of completion as readonly string[])
      parts.push({ kind: 'reasoning', text: entry, visibility: 'raw' });
  }
  const final = stringField(row, 'final_answer');
  if (final !== undefined && final !== completion) for (const one of textParts([final])) parts.push(one);
  if (final !== undefined) used.add('final_answer');
  steps.push({ index: steps.length, actor: 'agent', parts });
  const id = take(IDS) ?? questionTaskId(question);
  const trial = take(TRIALS);
  const model = stringField(row, 'model');
  if (model !== undefined) used.add('model');
  const system = stringField(row, 'system') ?? stringField(row, 'system_prompt');
  if (system !== undefined) used.add('system' in row ? 'system' : 'system_prompt');
  const outcomes = outcomesOf(row, used);
  const label = row['label'];
  const labels: DraftLabel[] =
    label === undefined || label === null ? [] : [{ name: 'label:reasoning-list/label', value: label }];
  used.add('label');
  return {
    draft: {
      task: { id, ...(trial !== undefined && { trial }), tags: [] },
      agent: {
        ...(model !== undefined && { model }),
        ...(system !== undefined && system !== '' && { instructions: system }),
      },
      outcomes,
      steps,
      extra: otherFields(row, used) ?? {},
      distinguishing: completion,
    },
    labels,
  };
}

function questionSteps(row: JsonObject, asked: string, used: Set<string>): Step[] {
  const messages = listField(row, asked);
  if (messages !== undefined) return chatSteps(messages);
  const pieces = [stringField(row, asked)!];
  const second = asked === 'instruction' ? stringField(row, 'input') : undefined;
  if (second !== undefined) {
    used.add('input');
    pieces.push(second);
  }
  const steps = asked === 'instruction' ? earlierTurns(row, used) : [];
  steps.push({ index: steps.length, actor: 'user', parts: textParts(pieces) });
  return steps;
}

// Alpaca's `history` of earlier turns, `[[question, answer], …]`.
function earlierTurns(row: JsonObject, used: Set<string>): Step[] {
  const pairs = listField(row, 'history');
  const isPair = (pair: Json): pair is readonly [string, string] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((entry) => typeof entry === 'string');
  if (pairs === undefined || !pairs.every(isPair)) return [];
  used.add('history');
  return pairs
    .flat()
    .map((words, index): Step => ({ index, actor: index % 2 === 0 ? 'user' : 'agent', parts: textParts([words]) }));
}

function askedText(steps: readonly Step[]): string {
  return steps.flatMap((step) => step.parts.map((part) => (part.kind === 'text' ? part.text : ''))).join('\n');
}

function outcomesOf(row: JsonObject, used: Set<string>): OutcomeRecord[] {
  const outcomes: OutcomeRecord[] = [];
  for (const field of SUCCESSES) {
    const value = row[field];
    if (typeof value !== 'boolean' && value !== 0 && value !== 1) continue;
    used.add(field);
    outcomes.push({ name: 'success', value: value === true || value === 1, by: 'verifier' });
    break;
  }
  for (const field of ['reward', 'score'] as const) {
    const value = numberField(row, field);
    if (value === undefined) continue;
    used.add(field);
    outcomes.push({ name: field, value, by: 'verifier' });
  }
  return outcomes;
}
