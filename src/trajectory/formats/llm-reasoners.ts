import type { JsonObject } from '../../core/json.ts';
import { otherFields, stringField } from '../chat/string-field.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { REASONING_STEP, reasoningSteps } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

const KNOWN = new Set(['question', 'reasoning_chain', 'human_label']);
const STEP_START = /(?=\nStep \d+ - )/;

/**
 * The AutoRace evaluation set of LLM Reasoners: `{question, reasoning_chain, answer, human_label}` per line. A chain that
 * numbers its steps is cut before each `Step n - `; the pieces joined are the chain. `answer` is the reference answer and
 * stays in `extra`. `human_label` judges the reasoning, not the answer (a right answer may be reached wrongly): it is a
 * label and the human outcome `reasoning-correct`, not `success`.
 */
export const llmReasoners: TraceFormat = rowFormat({
  name: 'llm-reasoners',
  description: 'LLM Reasoners (AutoRace): reasoning chains judged by people',
  sureness: 0.95,
  expected: 'a row {"question", "reasoning_chain", "human_label"}',
  isRow: (record) => typeof record['reasoning_chain'] === 'string' && 'human_label' in record,
  items: runItems,
});

function* runItems(row: JsonObject): Iterable<DraftItem> {
  const question = stringField(row, 'question') ?? '';
  const chain = stringField(row, 'reasoning_chain')!;
  const judged = row['human_label'] ?? null;
  yield {
    draft: {
      task: { id: questionTaskId(question), tags: ['llm-reasoners'] },
      agent: {},
      outcomes: typeof judged === 'boolean' ? [{ name: 'reasoning-correct', value: judged, by: 'human' }] : [],
      steps: reasoningSteps([question], chain.split(STEP_START), []),
      extra: { ...otherFields(row, KNOWN), ...oddFields(row, ['question']) },
      distinguishing: chain,
    },
    labels: [{ name: 'label:llm-reasoners/human-label', steps: [REASONING_STEP, REASONING_STEP], value: judged }],
  };
}
