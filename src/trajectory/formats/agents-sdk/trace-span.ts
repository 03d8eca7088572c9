import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';

/** A span of the OpenAI Agents SDK. Times are as the SDK writes them: ISO 8601. */
export interface TraceSpan {
  readonly id: string;
  readonly traceId: string;
  readonly parentId?: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly error?: Json;
  /** What the span says besides. */
  readonly rest?: JsonObject;
}

const SPAN_KNOWN = new Set(['object', 'id', 'trace_id', 'parent_id', 'started_at', 'ended_at', 'span_data', 'error']);

/** Whether a record is a trace (`object: 'trace'`) of the SDK. */
export function isTrace(record: Json): record is JsonObject {
  return isJsonObject(record) && record['object'] === 'trace' && idField(record, 'id') !== undefined;
}

/** The span in a record; undefined when it is none. */
export function traceSpan(record: Json): TraceSpan | undefined {
  if (!isJsonObject(record) || record['object'] !== 'trace.span') return undefined;
  const id = idField(record, 'id');
  const traceId = idField(record, 'trace_id');
  const data = objectField(record, 'span_data');
  if (id === undefined || traceId === undefined || data === undefined) return undefined;
  const parentId = idField(record, 'parent_id');
  const startedAt = stringField(record, 'started_at');
  const endedAt = stringField(record, 'ended_at');
  const { error } = record;
  const rest = otherFields(record, SPAN_KNOWN);
  return {
    id,
    traceId,
    ...(parentId !== undefined && { parentId }),
    type: stringField(data, 'type') ?? '',
    data,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(error !== undefined && error !== null && { error }),
    ...(rest !== undefined && { rest }),
  };
}

/** The traces and spans in a record: itself, or those of the batch that it is. */
export function traceRecords(record: Json): readonly Json[] {
  const batch = isJsonObject(record) ? listField(record, 'data') : undefined;
  return batch?.some((item) => isTrace(item) || traceSpan(item) !== undefined) ? batch : [record];
}
