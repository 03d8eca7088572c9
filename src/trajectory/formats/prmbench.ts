import type { Json, JsonObject } from '../../core/json.ts';
import { idField, listField, otherFields, stringField } from '../chat/string-field.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { REASONING_STEP, reasoningSteps } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftItem, DraftLabel, TraceFormat } from '../trace-format.ts';

const KNOWN = new Set([
  'modified_question',
  'modified_process',
  'modified_steps',
  'error_steps',
  'reason',
  'idx',
  'classification',
]);

/**
 * PRMBench: a solution into which one kind of error was put. The run is the modified process, since all labels are about
 * it; the original process stays in `extra`: nobody judged it here, and the same one stands in up to nine rows, so that
 * as a run of its own it would blur every rate. The task is the `idx` of the question, the trial the classification.
 *
 * `label:prmbench/error-steps` and `label:prmbench/modified-steps` come once per step, their value the source's number,
 * 1-based into the process: number *n* is part *n* − 1. Numbers beyond the process are kept in one label of that name
 * without a part, `{outOfRange: [n, …], listed}`; an empty list is one label with the value null.
 */
export const prmbench: TraceFormat = rowFormat({
  name: 'prmbench',
  description: 'PRMBench: solutions with injected errors and the steps these are in',
  sureness: 0.98,
  expected: 'a PRMBench row {"modified_process", "error_steps"}',
  isRow: (record) => Array.isArray(record['modified_process']) && 'error_steps' in record,
  items: runItems,
});

function* runItems(row: JsonObject): Iterable<DraftItem> {
  const process = listField(row, 'modified_process')!;
  const modified = stringField(row, 'modified_question');
  const question = modified ?? stringField(row, 'question') ?? stringField(row, 'original_question') ?? '';
  const idx = idField(row, 'idx');
  const kind = stringField(row, 'classification');
  const extra: Record<string, Json> = {
    ...otherFields(row, KNOWN),
    ...oddFields(row, ['modified_question', 'idx']),
  };
  for (const field of ['question', 'original_question']) if (extra[field] === question) delete extra[field];
  const labels = [
    ...stepLabels('label:prmbench/error-steps', row['error_steps'], process.length),
    ...stepLabels('label:prmbench/modified-steps', row['modified_steps'], process.length),
  ];
  for (const field of ['classification', 'reason'] as const) {
    const value = row[field];
    if (value !== undefined && value !== null) labels.push({ name: `label:prmbench/${field}`, value });
  }
  yield {
    draft: {
      ...(idx !== undefined && { runId: kind === undefined ? idx : `${idx}/${kind}` }),
      task: {
        id: idx === undefined ? questionTaskId(question) : `prmbench/${idx}`,
        ...(kind !== undefined && { trial: kind }),
        tags: ['prmbench', ...(kind === undefined ? [] : [kind])],
      },
      agent: {},
      outcomes: [],
      steps: reasoningSteps([question], process, []),
      extra,
      distinguishing: process,
    },
    labels,
  };
}

function stepLabels(name: DraftLabel['name'], given: Json | undefined, listed: number): DraftLabel[] {
  if (given === undefined || given === null) return [];
  if (Array.isArray(given) && given.length === 0) return [{ name, value: null }];
  const labels: DraftLabel[] = [];
  const outOfRange: Json[] = [];
  for (const number of new Set<Json>(Array.isArray(given) ? (given as readonly Json[]) : [given])) {
    if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= listed) {
      labels.push({ name, steps: [REASONING_STEP, REASONING_STEP], part: number - 1, value: number });
    } else outOfRange.push(number);
  }
  if (outOfRange.length > 0) {
    labels.push({ name, steps: [REASONING_STEP, REASONING_STEP], value: { outOfRange, listed } });
  }
  return labels;
}
