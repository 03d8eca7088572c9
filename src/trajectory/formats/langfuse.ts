import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, objectField } from '../chat/string-field.ts';
import { langfuseRuns, type LangfuseTrace } from './langfuse/langfuse-runs.ts';
import { otelMessages } from './otel/otel-message.ts';
import { stepBook } from './otel/step-book.ts';
import { guardedRuns } from './otel/guarded-runs.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

/**
 * Exports of Langfuse: a trace with its observations (as downloaded, `{trace, observations}`, or as the API has it), or one
 * trace, observation or score per line. Messages that Langfuse normalised (`{<observation>: {input, output}}`) are a run
 * without times.
 */
export const langfuse: TraceFormat = {
  name: 'langfuse',
  description: 'Langfuse exports: traces with observations and scores',
  independentRecords: false,
  detect({ records }) {
    if (records.some((record) => isJsonObject(record) && isTrace(record))) return 0.97;
    if (records.some((record) => isJsonObject(record) && (isObservation(record) || isScore(record)))) return 0.92;
    return records.some((record) => isJsonObject(record) && isNormalised(record)) ? 0.8 : 0;
  },
  open() {
    const traces = new Map<
      string,
      { trace: JsonObject; readonly observations: JsonObject[]; readonly scores: JsonObject[]; readonly line: number }
    >();
    const of = (id: string, line: number) => {
      const known = traces.get(id) ?? { trace: {}, observations: [], scores: [], line };
      traces.set(id, known);
      return known;
    };
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (isJsonObject(value)) {
          if (isTrace(value)) {
            yield* langfuseRuns(traceIn(value, line));
            return;
          }
          const traceId = idField(value, 'traceId') ?? idField(value, 'trace_id');
          if (isObservation(value) && traceId !== undefined) {
            of(traceId, line).observations.push(value);
            return;
          }
          if (isScore(value) && traceId !== undefined) {
            of(traceId, line).scores.push(value);
            return;
          }
          if (isTraceRow(value)) {
            const known = of(idField(value, 'id')!, line);
            known.trace = value;
            for (const one of (listField(value, 'scores') ?? []).filter(isJsonObject)) known.scores.push(one);
            return;
          }
          if (isNormalised(value)) {
            yield normalised(value, line);
            return;
          }
        }
        yield {
          issue: {
            line,
            code: 'bad-record',
            message: 'found no trace, observation or score, expected a Langfuse export',
          },
        };
      },
      *end() {
        for (const [id, { trace, observations, scores, line }] of traces)
          yield* guardedRuns(id, line, () => langfuseRuns({ id, trace, observations, scores, line }));
      },
    };
  },
};

function isObservation(value: JsonObject): boolean {
  return (
    typeof value['type'] === 'string' &&
    ('parentObservationId' in value || 'parent_observation_id' in value) &&
    ('traceId' in value || 'trace_id' in value)
  );
}

function isScore(value: JsonObject): boolean {
  return (
    ('traceId' in value || 'trace_id' in value) &&
    typeof value['name'] === 'string' &&
    'source' in value &&
    ('dataType' in value || 'data_type' in value)
  );
}

function isTrace(value: JsonObject): boolean {
  const observations = listField(value, 'observations');
  if (observations === undefined) return false;
  const trace = objectField(value, 'trace') ?? value;
  if (idField(trace, 'id') === undefined) return false;
  if (observations.length > 0) return observations.some((item) => isJsonObject(item) && isObservation(item));
  return 'timestamp' in trace && ('projectId' in trace || 'sessionId' in trace);
}

function isTraceRow(value: JsonObject): boolean {
  return idField(value, 'id') !== undefined && 'timestamp' in value && ('input' in value || 'scores' in value);
}

// Ids of observations are 16 hex digits or UUIDs.
function isNormalised(value: JsonObject): boolean {
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.every(
      ([id, item]) =>
        /^[\da-f-]{16,36}$/.test(id) &&
        isJsonObject(item) &&
        Object.keys(item).every((side) => side === 'input' || side === 'output') &&
        Object.values(item).length > 0 &&
        Object.values(item).every(isResult),
    )
  );
}

function isResult(value: Json | undefined): boolean {
  return isJsonObject(value) && typeof value['success'] === 'boolean';
}

function traceIn(value: JsonObject, line: number): LangfuseTrace {
  const trace = objectField(value, 'trace') ?? value;
  return {
    id: idField(trace, 'id')!,
    trace,
    observations: listField(value, 'observations')!.filter(isJsonObject),
    scores: [
      ...(listField(trace, 'scores') ?? []),
      ...(trace === value ? [] : (listField(value, 'scores') ?? [])),
    ].filter(isJsonObject),
    line,
  };
}

function normalised(value: JsonObject, line: number): DraftItem {
  const book = stepBook();
  const failed: Record<string, Json> = {};
  for (const [id, item] of Object.entries(value)) {
    for (const side of ['input', 'output'] as const) {
      const result = (item as JsonObject)[side] as JsonObject | undefined;
      if (result === undefined) continue;
      if (result['success'] === true)
        book.history(otelMessages(result['data'], side === 'input' ? 'user' : 'agent'), {});
      else failed[`${id}/${side}`] = result;
    }
  }
  const steps = book.steps;
  const extra = { observations: Object.keys(value), ...(Object.keys(failed).length > 0 && { failed }) };
  if (steps.length === 0)
    return { issue: { line, code: 'bad-record', message: 'found no messages, expected normalised observations' } };
  return {
    draft: { task: { tags: [] }, agent: {}, outcomes: [], steps, extra, distinguishing: Object.keys(value), line },
  };
}
