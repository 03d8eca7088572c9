import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { otherFields, stringField } from '../chat/string-field.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { reasoningSteps } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

// Rows have four systems; of very many, the first alone has what the row says besides, lest a small file become a huge one.
const MOST_SYSTEMS = 100;
const SOLUTION_KNOWN = new Set(['solution', 'is_correct']);

/**
 * The example model solutions of GSM8K: `{question, ground_truth, <system>: {solution, is_correct}, …}` per line. Each
 * system's solution is a run of its own with the same task, its model named as the system; `is_correct` is the verifier's.
 */
export const gsm8kSolutions: TraceFormat = rowFormat({
  name: 'gsm8k-solutions',
  description: 'GSM8K model solutions, several systems per question',
  sureness: 0.95,
  expected: 'a row {"question", "ground_truth", <system>: {"solution", "is_correct"}}',
  isRow: (record) => typeof record['question'] === 'string' && Object.values(record).some(isSolution),
  items: runItems,
});

function isSolution(value: Json): value is JsonObject {
  return isJsonObject(value) && typeof value['solution'] === 'string' && 'is_correct' in value;
}

function* runItems(row: JsonObject): Iterable<DraftItem> {
  const question = stringField(row, 'question')!;
  const systems = Object.entries(row).filter(([, value]) => isSolution(value));
  const shared = otherFields(row, new Set(['question', ...systems.map(([name]) => name)]));
  for (const [index, [model, value]] of systems.entries()) {
    const solution = value as JsonObject;
    const correct = solution['is_correct']!;
    const extra = {
      ...((index === 0 || systems.length <= MOST_SYSTEMS) && shared),
      ...otherFields(solution, SOLUTION_KNOWN),
      ...(typeof correct !== 'boolean' && { is_correct: correct }),
    };
    yield {
      draft: {
        task: { id: questionTaskId(question), tags: ['gsm8k'] },
        agent: { model },
        outcomes: typeof correct === 'boolean' ? [{ name: 'success', value: correct, by: 'verifier' }] : [],
        steps: reasoningSteps([question], [], [stringField(solution, 'solution')!]),
        extra,
      },
    };
  }
}
