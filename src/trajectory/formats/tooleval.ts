import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { jsonText, numberSteps, type BareStep } from '../chat/number-steps.ts';
import { listField, numberField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { questionTaskId } from './reasoning/question-task-id.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

const EXPECTED =
  'expected answers {"query", "available_tools", "answer"} or results {"query", "answer_steps", "passed"} by id';
const ANSWER_KNOWN = new Set(['query', 'available_tools', 'answer']);
const DETAILS_KNOWN = new Set(['method', 'answer_details']);
const RESULT_KNOWN = new Set(['query', 'answer_steps', 'final_step', 'reason', 'passed', 'failed']);

/**
 * ToolEval's files of ToolBench, objects by query id: answers in its own form, `{query, available_tools, answer: {method,
 * final_answer, answer_details}}`, whose details are a graph of messages with what comes `next`; and pass rates, `{query,
 * answer_steps, final_step, passed, failed, is_solved, reason, …}`, where a model judged several times. A run passed when
 * more judgements say so than not, as ToolEval counts it; a tie, which it breaks by chance, is no outcome. Of judged runs
 * only the text of their steps is there.
 */
export const tooleval: TraceFormat = {
  name: 'tooleval',
  description: 'ToolEval (ToolBench) converted answers and pass rates',
  independentRecords: false,
  detect: ({ records, container }) =>
    container !== 'text' && records.some((record) => isJsonObject(record) && Object.values(record).some(isEntry))
      ? 0.95
      : 0,
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (!isJsonObject(value)) {
        yield { issue: { line, code: 'bad-record', message: `found no object, ${EXPECTED}` } };
        return;
      }
      for (const [id, entry] of Object.entries(value)) {
        if (isAnswer(entry)) yield { draft: { ...answerDraft(id, entry), line } };
        else if (isResult(entry)) yield { draft: { ...resultDraft(id, entry), line } };
        else yield { issue: { line, code: 'bad-record', message: `found another value under ${id}, ${EXPECTED}` } };
      }
    },
    end: () => [],
  }),
};

function isEntry(value: Json): boolean {
  return isAnswer(value) || isResult(value);
}

function isAnswer(value: Json): value is JsonObject {
  return isJsonObject(value) && 'query' in value && Array.isArray(objectField(value, 'answer')?.['answer_details']);
}

function isResult(value: Json): value is JsonObject {
  return isJsonObject(value) && 'query' in value && 'answer_steps' in value && 'passed' in value && 'failed' in value;
}

function taskOf(query: string | undefined): TrajectoryDraft['task'] {
  return { ...(query !== undefined && { id: questionTaskId(query), text: query }), tags: ['toolbench'] };
}

function answerDraft(id: string, entry: JsonObject): TrajectoryDraft {
  const answer = objectField(entry, 'answer')!;
  const method = stringField(answer, 'method');
  const tools = entry['available_tools'];
  const rest = otherFields(answer, DETAILS_KNOWN);
  return {
    task: taskOf(stringField(entry, 'query')),
    agent: { ...(method !== undefined && { name: method }), ...(tools !== undefined && tools !== null && { tools }) },
    outcomes: [],
    steps: numberSteps(detailSteps(listField(answer, 'answer_details')!)),
    extra: { query_id: id, ...otherFields(entry, ANSWER_KNOWN), ...(rest !== undefined && { answer: rest }) },
    distinguishing: [id, method ?? null, answer['final_answer'] ?? null],
  };
}

// With a stack of its own: a graph may be deeper than calls can nest.
function detailSteps(details: readonly Json[]): BareStep[] {
  const steps: BareStep[] = [];
  const stack = details.toReversed().map((node) => ({ node, parent: -1 }));
  let calls = 0;
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { node, parent } = visit;
    const record = isJsonObject(node) ? node : { message: node };
    const role = stringField(record, 'role');
    const message = record['message'] ?? null;
    const extra = otherFields(record, new Set(['role', 'message', 'next']));
    const place = {
      ...(parent >= 0 && parent !== steps.length - 1 && { parent }),
      ...(extra !== undefined && { extra }),
    };
    if (role === 'tool' && isJsonObject(message)) {
      const callId = `call_${calls++}`;
      const name = stringField(message, 'name') ?? '';
      const argumentsText = jsonText(message['arguments']);
      const facts = otherFields(message, new Set(['name', 'arguments', 'response']));
      const call = { kind: 'tool-call', callId, name, argumentsText } as const;
      steps.push({
        actor: 'agent',
        parts: [call],
        ...place,
        ...(facts !== undefined && { extra: { ...extra, ...facts } }),
      });
      const text = jsonText(message['response']);
      if (text !== '') steps.push({ actor: 'tool', name, parts: [{ kind: 'tool-result', callId, text }] });
    } else {
      const text = jsonText(message);
      const actor = role === 'system' || role === 'user' || role === 'tool' ? role : 'agent';
      steps.push({ actor, parts: text === '' ? [] : [{ kind: 'text', text }], ...place });
    }
    const at = steps.length - 1;
    for (const next of (listField(record, 'next') ?? []).toReversed()) stack.push({ node: next, parent: at });
  }
  return steps;
}

function resultDraft(id: string, entry: JsonObject): TrajectoryDraft {
  const query = stringField(entry, 'query');
  const passed = numberField(entry, 'passed') ?? 0;
  const failed = numberField(entry, 'failed') ?? 0;
  const reason = stringField(entry, 'reason');
  const outcomes: OutcomeRecord[] = [];
  if (passed !== failed) outcomes.push({ name: 'success', value: passed > failed, by: 'model' });
  if (passed + failed > 0) outcomes.push({ name: 'pass_rate', value: passed / (passed + failed), by: 'model' });
  if (reason !== undefined) outcomes.push({ name: 'feedback', value: reason, by: 'model' });
  const said = ['answer_steps', 'final_step'].flatMap((field) => {
    const value = entry[field] ?? '';
    return Array.isArray(value) ? value.map((text: Json) => jsonText(text)) : [jsonText(value)];
  });
  const steps: BareStep[] = said
    .filter((text) => text !== '')
    .map((text) => ({ actor: 'agent', parts: [{ kind: 'text', text }] }));
  if (query !== undefined) steps.unshift({ actor: 'user', parts: [{ kind: 'text', text: query }] });
  return {
    task: taskOf(query),
    agent: {},
    outcomes,
    steps: numberSteps(steps),
    extra: { query_id: id, passed, failed, ...otherFields(entry, RESULT_KNOWN) },
    distinguishing: [id, entry['final_step'] ?? null],
  };
}
