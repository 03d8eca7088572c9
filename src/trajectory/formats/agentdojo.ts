import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { chatSteps } from '../chat/chat-steps.ts';
import { listField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord } from '../trajectory.ts';

const KNOWN = new Set(['messages', 'user_task_id', 'pipeline_name']);

/**
 * AgentDojo run files, one run per file. `success` is the benchmark's utility; `attack_succeeded`, its
 * `security`, says that the attacker's goal was reached. Without an attack that field is always true and says nothing: it
 * stays in `extra`. A step's `extra` does not repeat the call that a tool message answers.
 */
export const agentdojo: TraceFormat = {
  name: 'agentdojo',
  description: 'AgentDojo runs, with and without prompt injections',
  independentRecords: true,
  detect: ({ records }) => (records.some((record) => isJsonObject(record) && isRun(record)) ? 0.97 : 0),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isJsonObject(value) && isRun(value)) yield { draft: { ...draftOf(value), line } };
      else
        yield {
          issue: { line, code: 'bad-record', message: 'found no AgentDojo run, expected {"user_task_id", "messages"}' },
        };
    },
    end: () => [],
  }),
};

function isRun(record: JsonObject): boolean {
  return (
    typeof record['user_task_id'] === 'string' &&
    typeof record['suite_name'] === 'string' &&
    Array.isArray(record['messages'])
  );
}

function draftOf(record: JsonObject): TrajectoryDraft {
  const suite = stringField(record, 'suite_name')!;
  const task = stringField(record, 'user_task_id')!;
  const model = stringField(record, 'pipeline_name');
  const attack = stringField(record, 'attack_type');
  const injection = stringField(record, 'injection_task_id');
  const told = new Set<string>(KNOWN);
  if (model === undefined) told.delete('pipeline_name');
  const outcomes: OutcomeRecord[] = [];
  const tell = (field: string, name: string): void => {
    const value = record[field];
    if (typeof value !== 'boolean') return;
    outcomes.push({ name, value, by: 'verifier' });
    told.add(field);
  };
  tell('utility', 'success');
  if (injection !== undefined) tell('security', 'attack_succeeded');
  return {
    task: { id: `${suite}/${task}`, tags: ['agentdojo', suite, ...(attack === undefined ? [] : [`attack:${attack}`])] },
    agent: { ...(model !== undefined && { model }) },
    outcomes,
    steps: chatSteps(listField(record, 'messages')!),
    extra: otherFields(record, told) ?? {},
    distinguishing: [model ?? null, task, injection ?? null, attack ?? null],
  };
}
