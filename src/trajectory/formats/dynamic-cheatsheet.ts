import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { listField, otherFields, stringField } from '../chat/string-field.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import { textParts } from './reasoning/reasoning-steps.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord, Step } from '../trajectory.ts';

const KNOWN = new Set(['steps', 'input', 'raw_input', 'input_txt', 'final_output', 'generator_output']);
const ROUND_KNOWN = new Set(['generator_prompt', 'generator_output', 'new_cheatsheet', 'current_cheatsheet']);

/**
 * Dynamic Cheatsheet: `{input, target, steps: [round], final_answer, final_output, final_cheatsheet}` per line. A round is
 * the prompt (user, with the cheatsheet as it was shown), what the generator answered (agent), and the cheatsheet that the
 * curator wrote after it (agent `curator`), if it did. All that was answered or shown twice is kept once; the final
 * cheatsheet is always in `extra`. Model and method stand in the file's name only, `<model>_<method>.jsonl`, the benchmark
 * in its folder's.
 *
 * The rows do not say who was right. A final answer that equals the target is a `derived` success; one that does not is
 * a failure only when the target is a whole number, as of AIME: elsewhere equal answers may be written differently.
 */
export const dynamicCheatsheet: TraceFormat = rowFormat({
  name: 'dynamic-cheatsheet',
  description: 'Dynamic Cheatsheet results: questions answered one after the other with a growing memory',
  sureness: 0.95,
  expected: 'a Dynamic Cheatsheet row {"input", "steps": [{"generator_prompt", "generator_output"}]}',
  isRow: (record) =>
    (listField(record, 'steps') ?? []).some(
      (round) => isJsonObject(round) && 'generator_prompt' in round && 'generator_output' in round,
    ),
  *items(row, path) {
    yield { draft: draftOf(row, path) };
  },
});

function draftOf(row: JsonObject, path: string): TrajectoryDraft {
  const steps: Step[] = [];
  for (const round of listField(row, 'steps')!) addRound(round, steps);
  const shown = new Set(steps.flatMap((step) => step.parts.map((part) => (part.kind === 'text' ? part.text : ''))));
  const question = stringField(row, 'raw_input') ?? stringField(row, 'input');
  const extra: Record<string, Json> = { ...otherFields(row, KNOWN) };
  const said = new Set([question]);
  for (const field of ['input', 'raw_input', 'input_txt', 'final_output', 'generator_output']) {
    const value = row[field];
    if (value === undefined || value === null) continue;
    if (typeof value === 'string') {
      if (said.has(value) || shown.has(value)) continue;
      said.add(value);
    }
    extra[field] = value;
  }
  const { model, method, benchmark } = namesIn(path);
  return {
    task: {
      ...(question !== undefined && { id: questionTaskId(question), text: question }),
      tags: ['dynamic-cheatsheet', ...(benchmark === undefined ? [] : [benchmark])],
    },
    agent: { ...(method !== undefined && { name: method }), ...(model !== undefined && { model }) },
    outcomes: outcomesOf(row),
    steps,
    extra,
    distinguishing: { method: method ?? null, output: row['final_output'] ?? null },
  };
}

function addRound(round: Json, steps: Step[]): void {
  if (!isJsonObject(round)) {
    steps.push({ index: steps.length, actor: 'environment', parts: [], extra: { value: round } });
    return;
  }
  const prompt = stringField(round, 'generator_prompt') ?? '';
  const output = stringField(round, 'generator_output') ?? '';
  const current = round['current_cheatsheet'] ?? null;
  const extra = {
    ...oddFields(round, ['generator_prompt', 'generator_output', 'new_cheatsheet']),
    ...(current !== null &&
      !(typeof current === 'string' && prompt.includes(current)) && { current_cheatsheet: current }),
  };
  steps.push({
    index: steps.length,
    actor: 'user',
    parts: textParts([prompt]),
    ...(Object.keys(extra).length > 0 && { extra }),
  });
  const rest = otherFields(round, ROUND_KNOWN);
  steps.push({
    index: steps.length,
    actor: 'agent',
    name: 'generator',
    parts: textParts([output]),
    ...(rest !== undefined && { extra: rest }),
  });
  const written = stringField(round, 'new_cheatsheet');
  if (written !== undefined) {
    steps.push({ index: steps.length, actor: 'agent', name: 'curator', parts: textParts([written]) });
  }
}

function outcomesOf(row: JsonObject): OutcomeRecord[] {
  const answer = stringField(row, 'final_answer')?.trim();
  const target = stringField(row, 'target')?.trim();
  if (answer === undefined || target === undefined) return [];
  if (answer === target) return [{ name: 'success', value: true, by: 'derived' }];
  return /^-?\d+$/.test(target) ? [{ name: 'success', value: false, by: 'derived' }] : [];
}

// `AIME_2024/gpt-4o_DynamicCheatsheet_Cumulative.jsonl`: models have no underscores.
function namesIn(path: string): { model?: string; method?: string; benchmark?: string } {
  const pieces = path.split(/[/\\]/);
  const found = /^([^_]+)_(.+)\.jsonl?$/.exec(pieces.at(-1) ?? '');
  if (found === null) return {};
  const benchmark = pieces.at(-2);
  return { model: found[1]!, method: found[2]!, ...(benchmark !== undefined && benchmark !== '' && { benchmark }) };
}
