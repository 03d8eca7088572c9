import type { JsonObject } from '../../core/json.ts';
import { listField, otherFields, stringField } from '../chat/string-field.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { REASONING_STEP, reasoningSteps } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftItem, DraftLabel, TraceFormat } from '../trace-format.ts';

const KNOWN = new Set(['input', 'steps', 'answer', 'mistake_index']);

/**
 * BIG-Bench Mistake: `{input, steps, target, answer, mistake_index}` per line, chains of thought of PaLM 2. The label
 * `label:bbmistake/mistake-index` is the source's value, 0-based into the listed steps and null where there is no
 * mistake; it names the part of that number. That the answer is the target is a `derived` success.
 */
export const bbmistake: TraceFormat = rowFormat({
  name: 'bbmistake',
  description: 'BIG-Bench Mistake: chains of thought with the first mistaken step',
  sureness: 0.98,
  expected: 'a BIG-Bench Mistake row {"input", "steps", "answer", "mistake_index"}',
  isRow: (record) => typeof record['input'] === 'string' && Array.isArray(record['steps']) && 'mistake_index' in record,
  items: runItems,
});

function* runItems(row: JsonObject): Iterable<DraftItem> {
  const question = stringField(row, 'input')!;
  const listed = listField(row, 'steps')!;
  const answer = stringField(row, 'answer');
  const target = stringField(row, 'target');
  const mistake = row['mistake_index'] ?? null;
  const inRange = typeof mistake === 'number' && Number.isInteger(mistake) && mistake >= 0 && mistake < listed.length;
  const label: DraftLabel = {
    name: 'label:bbmistake/mistake-index',
    ...(mistake !== null && { steps: [REASONING_STEP, REASONING_STEP] }),
    ...(inRange && { part: mistake }),
    value: mistake === null || inRange ? mistake : { outOfRange: [mistake], listed: listed.length },
  };
  const answered = answer !== undefined && target !== undefined;
  yield {
    draft: {
      task: { id: questionTaskId(question), tags: ['bbmistake'] },
      agent: {},
      outcomes: answered ? [{ name: 'success', value: answer === target, by: 'derived' }] : [],
      steps: reasoningSteps([question], listed, answer === undefined ? [] : [answer]),
      extra: {
        ...otherFields(row, KNOWN),
        ...(answer === undefined && row['answer'] !== undefined && { answer: row['answer'] }),
      },
      distinguishing: listed,
    },
    labels: [label],
  };
}
