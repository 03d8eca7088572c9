import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, otherFields, stringField } from '../chat/string-field.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { REASONING_STEP, reasoningSteps } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftItem, DraftLabel, TraceFormat } from '../trace-format.ts';

const KNOWN = new Set([
  'Question_UUID',
  'Question',
  'Options',
  'Sampled_Model',
  'Model_Solution_Steps',
  'Model_Solution_Correctness',
  'Model_Solution_First_Error_Step',
  'Model_Solution_Error_Reason',
  'Model_Solution_Rectified_First_Error_Step',
]);

/**
 * MR-Ben: solutions of three models, judged by people. A file is `{<question id>: [solution, …]}`, or one solution per
 * row. Solutions of one model to one question are trials 0, 1, ….
 *
 * Labels `label:mr-ben/correctness`, `first-error-step`, `error-reason` and `rectified-step` keep the source's values, by
 * a person; those that say `N/A` (of correct solutions) become null for the error step and are left out otherwise. The
 * error step is the number *n* that the solution itself gives its steps (blank entries stand between them in many), so
 * the part is the one entry that begins with `Step n`, and none where several do. A solution that is one text (code) is
 * one text part; there the error step is a line of it.
 */
export const mrBen: TraceFormat = rowFormat({
  name: 'mr-ben',
  description: 'MR-Ben: model solutions with the first error step, its reason and its correction',
  sureness: 0.98,
  expected: 'MR-Ben solutions with "Model_Solution_Steps"',
  isRow: (record) => isSolution(record) || Object.values(record).some((list) => solutionsIn(list) > 0),
  *items(record) {
    if (isSolution(record)) {
      yield solutionItem(record, idField(record, 'Question_UUID'), 0);
      return;
    }
    for (const [id, list] of Object.entries(record)) {
      if (!Array.isArray(list)) {
        yield badSolution(id);
        continue;
      }
      const seen = new Map<string, number>();
      for (const solution of list as readonly Json[]) {
        if (!isJsonObject(solution) || !isSolution(solution)) {
          yield badSolution(id);
          continue;
        }
        const model = stringField(solution, 'Sampled_Model') ?? '';
        const trial = seen.get(model) ?? 0;
        seen.set(model, trial + 1);
        yield solutionItem(solution, idField(solution, 'Question_UUID') ?? id, trial);
      }
    }
  },
});

function isSolution(record: JsonObject): boolean {
  return 'Model_Solution_Steps' in record;
}

function solutionsIn(list: Json): number {
  return Array.isArray(list) ? list.filter((entry) => isJsonObject(entry) && isSolution(entry)).length : 0;
}

function badSolution(id: string): DraftItem {
  const message = `question ${id.slice(0, 60)}: found no solution, expected an object with "Model_Solution_Steps"`;
  return { issue: { code: 'bad-record', message } };
}

function solutionItem(solution: JsonObject, id: string | undefined, trial: number): DraftItem {
  const question = stringField(solution, 'Question') ?? '';
  const options = stringField(solution, 'Options') ?? '';
  const given = solution['Model_Solution_Steps'] ?? null;
  const listed: readonly Json[] = Array.isArray(given) ? (given as readonly Json[]) : [];
  const whole = typeof given === 'string' ? [given] : [];
  const model = stringField(solution, 'Sampled_Model');
  const correctness = solution['Model_Solution_Correctness'];
  const judged = correctness === 'correct' || correctness === 'incorrect';
  const extra = {
    ...otherFields(solution, KNOWN),
    ...(isJsonObject(given) && { Model_Solution_Steps: given }),
    ...oddFields(solution, ['Question', 'Options', 'Question_UUID', 'Sampled_Model']),
  };
  return {
    draft: {
      task: {
        id: id === undefined ? questionTaskId(question) : `mr-ben/${id}`,
        trial: String(trial),
        tags: ['mr-ben'],
      },
      agent: { ...(model !== undefined && { model }) },
      outcomes: judged ? [{ name: 'success', value: correctness === 'correct', by: 'human' }] : [],
      steps: reasoningSteps([question, options], listed, whole),
      extra,
      distinguishing: given,
    },
    labels: labelsOf(solution, listed, whole[0]),
  };
}

function labelsOf(solution: JsonObject, listed: readonly Json[], whole: string | undefined): DraftLabel[] {
  const labels: DraftLabel[] = [];
  const correctness = solution['Model_Solution_Correctness'];
  if (correctness !== undefined && correctness !== null) {
    labels.push({ name: 'label:mr-ben/correctness', value: correctness });
  }
  const error = solution['Model_Solution_First_Error_Step'];
  if (error === undefined || error === null) return labels;
  if (error === 'N/A') return [...labels, { name: 'label:mr-ben/first-error-step', value: null }];
  const part = errorPart(error, listed, whole);
  const place = { steps: [REASONING_STEP, REASONING_STEP] as const, ...(part !== undefined && { part }) };
  labels.push({ name: 'label:mr-ben/first-error-step', ...place, value: error });
  for (const [field, name] of [
    ['Model_Solution_Error_Reason', 'error-reason'],
    ['Model_Solution_Rectified_First_Error_Step', 'rectified-step'],
  ] as const) {
    const value = solution[field];
    if (value !== undefined && value !== null && value !== 'N/A') {
      labels.push({ name: `label:mr-ben/${name}`, ...place, value });
    }
  }
  return labels;
}

function errorPart(error: Json, listed: readonly Json[], whole: string | undefined): number | undefined {
  const text = String(error).trim();
  if (whole !== undefined) return text !== '' && whole.includes(text) ? 0 : undefined;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const begins = new RegExp(`^\\s*step\\s*${Number(text)}\\b`, 'i');
  const parts = listed.flatMap((entry, index) => (typeof entry === 'string' && begins.test(entry) ? [index] : []));
  return parts.length === 1 ? parts[0] : undefined;
}
