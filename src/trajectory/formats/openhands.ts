import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { isOpenHandsEvent, openHandsSteps } from '../harness/openhands-steps.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import { partText, type OutcomeRecord } from '../trajectory.ts';

const ROW_KNOWN = new Set(['history', 'instance_id', 'success', 'instruction']);

/**
 * OpenHands before its SDK: a list of events (one run per file), or rows of `output.jsonl`, `{instance_id, instruction,
 * history, metadata, test_result, error}`, whose history is a list of events or, in older versions, of pairs
 * `[action, observation]`. See `openHandsSteps`. Outcomes are `success` (said by a model for issues it resolved) and
 * `resolved` of a report, by the verifier.
 */
export const openhands: TraceFormat = {
  name: 'openhands',
  description: 'OpenHands (V0) event streams and output.jsonl',
  independentRecords: false,
  detect({ records }) {
    if (records.some((record) => isJsonObject(record) && isRow(record))) return 0.95;
    const events = records.filter(isOpenHandsEvent).length;
    return events > 0 && events * 2 > records.length ? 0.95 : 0;
  },
  open() {
    const events: Json[] = [];
    let firstLine: number | undefined;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (isJsonObject(value) && isRow(value)) yield { draft: { ...rowDraft(value), line } };
        else if (isOpenHandsEvent(value)) {
          firstLine ??= line;
          events.push(value);
        } else {
          const message = 'found no event, expected {"action"} or {"observation"}, or a row with a history of them';
          yield { issue: { line, code: 'bad-record', message } };
        }
      },
      *end(): Iterable<DraftItem> {
        if (events.length > 0) yield { draft: { ...rowDraft({ history: events }), line: firstLine ?? 1 } };
      },
    };
  },
};

function isRow(record: JsonObject): boolean {
  const history = listField(record, 'history');
  return history !== undefined && history.length > 0 && eventsOf(history).some(isOpenHandsEvent);
}

function eventsOf(history: readonly Json[]): readonly Json[] {
  return history.flatMap((entry) => (Array.isArray(entry) ? (entry as readonly Json[]) : [entry]));
}

function rowDraft(row: JsonObject): TrajectoryDraft {
  const { steps, late } = openHandsSteps(eventsOf(listField(row, 'history') ?? []));
  const metadata = objectField(row, 'metadata') ?? {};
  const id = idField(row, 'instance_id') ?? issueId(objectField(row, 'issue'));
  const instruction = stringField(row, 'instruction');
  const model = stringField(objectField(metadata, 'llm_config') ?? {}, 'model') ?? stringField(metadata, 'model_name');
  const name = stringField(metadata, 'agent_class');
  const { success } = row;
  const outcomes: OutcomeRecord[] = [];
  const resolved =
    objectField(objectField(row, 'test_result') ?? {}, 'report')?.['resolved'] ??
    objectField(row, 'report')?.['resolved'];
  if (typeof resolved === 'boolean') outcomes.push({ name: 'success', value: resolved, by: 'verifier' });
  if (typeof success === 'boolean') outcomes.push({ name: 'success', value: success, by: 'model' });
  const isOdd = success !== undefined && success !== null && typeof success !== 'boolean';
  return {
    task: {
      ...(id !== undefined && { id }),
      ...(instruction !== undefined && { text: instruction }),
      tags: ['openhands'],
    },
    agent: { ...(name !== undefined && { name }), ...(model !== undefined && { model }) },
    outcomes,
    steps,
    extra: { ...otherFields(row, ROW_KNOWN), ...(isOdd && { success }) },
    ...(late.length > 0 && { late }),
    distinguishing: [
      steps[0]?.at ?? null,
      steps
        .find((step) => step.actor === 'agent')
        ?.parts.map(partText)
        .join('\n') ?? null,
    ],
  };
}

function issueId(issue: JsonObject | undefined): string | undefined {
  const pieces = issue === undefined ? [] : ['owner', 'repo', 'number'].map((field) => idField(issue, field));
  return pieces.length === 0 || pieces.includes(undefined) ? undefined : pieces.join('/');
}
