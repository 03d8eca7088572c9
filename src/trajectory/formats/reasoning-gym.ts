import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { listField, numberField, otherFields, stringField } from '../chat/string-field.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { reasoningSteps } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

const FILE_KNOWN = new Set(['results', 'system_prompt', 'model']);
const RESULT_KNOWN = new Set(['question', 'completions', 'best_model_answer', 'best_full_model_response']);
const COMPLETION_KNOWN = new Set(['full_model_response', 'score']);

/**
 * Results of Reasoning Gym: `{name, system_prompt, results: [{question, completions: [{full_model_response, score}]}]}`.
 * Each completion is a run: its trial is its place among the completions, its reward the score, 0–1. Partial scores pay
 * for the form of an answer, so that only 1 counts as solved, which is what a reward means without a `success`. The
 * model stands in the file in newer results; else in the name of the folder, `vendor_model_<date>_<time>`. The best of
 * the completions is not kept twice.
 */
export const reasoningGym: TraceFormat = rowFormat({
  name: 'reasoning-gym',
  description: 'Reasoning Gym evaluation results, one run per completion',
  sureness: 0.95,
  expected: 'Reasoning Gym results {"results": [{"question", "completions"}]}',
  isRow: (record) => (listField(record, 'results') ?? []).some((result) => isJsonObject(result) && isResult(result)),
  *items(file, path) {
    const model = stringField(file, 'model') ?? modelIn(path);
    for (const [index, result] of listField(file, 'results')!.entries()) {
      if (isJsonObject(result) && isResult(result)) yield* resultItems(result, file, model);
      else yield bad(`result ${index} has no completions`);
    }
  },
});

function isResult(result: JsonObject): boolean {
  const completions = listField(result, 'completions');
  return (
    'question' in result &&
    completions !== undefined &&
    (completions.length === 0 || completions.some((entry) => isJsonObject(entry) && 'full_model_response' in entry))
  );
}

function bad(message: string): DraftItem {
  return { issue: { code: 'bad-record', message } };
}

function* resultItems(result: JsonObject, file: JsonObject, model: string | undefined): Iterable<DraftItem> {
  const question = stringField(result, 'question') ?? '';
  const name = stringField(file, 'name');
  const system = stringField(file, 'system_prompt');
  const taskId = name === undefined ? questionTaskId(question) : `reasoning-gym/${name}/${questionTaskId(question)}`;
  const completions = listField(result, 'completions')!;
  const responses = completions.map((entry) => (isJsonObject(entry) ? entry['full_model_response'] : undefined));
  const best = result['best_full_model_response'] ?? null;
  const shared = {
    ...otherFields(file, FILE_KNOWN),
    ...otherFields(result, RESULT_KNOWN),
    ...oddFields(file, ['system_prompt', 'model']),
    ...oddFields(result, ['question']),
    ...(best !== null &&
      !responses.includes(best) && {
        best_full_model_response: best,
        best_model_answer: result['best_model_answer'] ?? null,
      }),
  };
  for (const [trial, completion] of completions.entries()) {
    if (!isJsonObject(completion)) {
      yield bad(`completion ${trial} is no object, expected {"full_model_response", "score"}`);
      continue;
    }
    const response = completion['full_model_response'];
    const score = numberField(completion, 'score');
    yield {
      draft: {
        task: { id: taskId, trial: String(trial), tags: tagsOf(file) },
        agent: { ...(model !== undefined && { model }), ...(system !== undefined && { instructions: system }) },
        outcomes: score === undefined ? [] : [{ name: 'reward', value: score, by: 'verifier' }],
        steps: reasoningSteps([question], [], typeof response === 'string' ? [response] : []),
        extra: {
          ...shared,
          ...otherFields(completion, score === undefined ? new Set(['full_model_response']) : COMPLETION_KNOWN),
          ...(typeof response !== 'string' && { full_model_response: response ?? null }),
        },
        // The folder that names the model may be lost.
        distinguishing: response ?? null,
      },
    };
  }
}

function tagsOf(file: JsonObject): string[] {
  const names: (string | undefined)[] = [stringField(file, 'category'), stringField(file, 'name')];
  return ['reasoning-gym', ...names.flatMap((name) => name ?? [])];
}

// `anthropic_claude-3.5-sonnet_20250315_163713` → `anthropic/claude-3.5-sonnet`.
function modelIn(path: string): string | undefined {
  for (const folder of path.split(/[/\\]/).toReversed()) {
    const name = /^(.+)_\d{8}_\d{6}$/.exec(folder)?.[1];
    if (name !== undefined) return name.replace('_', '/');
  }
  return undefined;
}
