import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, objectField, stringField } from '../chat/string-field.ts';

/** A span, whatever exporter wrote it. Times are nanoseconds since 1970. */
export interface OtelSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly startNs?: bigint;
  readonly endNs?: bigint;
  readonly isError: boolean;
  readonly statusMessage?: string;
  /** Attributes of the span, and those of its events that hold messages. */
  readonly attributes: JsonObject;
  readonly events: readonly { readonly name: string; readonly attributes: JsonObject }[];
}

/** Whether a value is a span: something with a name and the ids of itself and its trace. */
export function isSpan(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const ids = objectField(value, 'context') ?? value;
  return idOf(ids, 'trace') !== undefined && idOf(ids, 'span') !== undefined && isAttributes(value['attributes']);
}

/** The spans in one record: a span itself, `{spans: […]}`, or OTLP/JSON `{resourceSpans: […]}`. */
export function spansIn(record: Json): OtelSpan[] {
  if (!isJsonObject(record)) return [];
  const plain = listField(record, 'spans');
  if (plain !== undefined) return plain.filter(isSpan).map(toSpan);
  const resources = listField(record, 'resourceSpans') ?? listField(record, 'resource_spans');
  if (resources === undefined) return isSpan(record) ? [toSpan(record)] : [];
  return resources.filter(isJsonObject).flatMap((resource) => {
    const scopes = listField(resource, 'scopeSpans') ?? listField(resource, 'scope_spans') ?? [];
    return scopes.filter(isJsonObject).flatMap((scope) => (listField(scope, 'spans') ?? []).filter(isSpan).map(toSpan));
  });
}

/** ISO 8601 with milliseconds; undefined for a time that is no time. */
export function isoTime(ns: bigint | undefined): string | undefined {
  if (ns === undefined) return undefined;
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function toSpan(value: JsonObject): OtelSpan {
  const ids = objectField(value, 'context') ?? value;
  const parent = value['parent'];
  const parentId = isJsonObject(parent)
    ? idOf(parent, 'span')
    : (idField(value, 'parentSpanId') ??
      idField(value, 'parent_span_id') ??
      idField(value, 'parentId') ??
      idField(value, 'parent_id'));
  const status = objectField(value, 'status') ?? {};
  const code = status['code'] ?? status['status_code'];
  const statusMessage = stringField(status, 'message') ?? stringField(status, 'description');
  const events = (listField(value, 'events') ?? []).filter(isJsonObject).map((event) => ({
    name: stringField(event, 'name') ?? '',
    attributes: attributesOf(event['attributes']),
  }));
  const startNs = nanoseconds(
    value['startTimeUnixNano'] ?? value['start_time_unix_nano'] ?? value['start_time'] ?? value['startTime'],
  );
  const endNs = nanoseconds(
    value['endTimeUnixNano'] ?? value['end_time_unix_nano'] ?? value['end_time'] ?? value['endTime'],
  );
  const messages = events.filter((event) =>
    Object.keys(event.attributes).some((name) => name.startsWith('gen_ai.') && name.endsWith('messages')),
  );
  return {
    traceId: idOf(ids, 'trace')!,
    spanId: idOf(ids, 'span')!,
    ...(parentId !== undefined && { parentId }),
    name: stringField(value, 'name') ?? '',
    ...(startNs !== undefined && { startNs }),
    ...(endNs !== undefined && { endNs }),
    isError: code === 2 || /error/i.test(typeof code === 'string' ? code : ''),
    ...(statusMessage !== undefined && statusMessage !== '' && { statusMessage }),
    attributes: Object.assign(
      {},
      ...messages.map((event) => event.attributes),
      attributesOf(value['attributes']),
    ) as JsonObject,
    events,
  };
}

function idOf(record: JsonObject, what: 'trace' | 'span'): string | undefined {
  return idField(record, `${what}_id`) ?? idField(record, `${what}Id`);
}

function isAttributes(value: Json | undefined): boolean {
  return isJsonObject(value) || (Array.isArray(value) && value.every((item) => isJsonObject(item) && 'key' in item));
}

// An object, or OTLP's list of {key, value: {stringValue | intValue | …}}.
function attributesOf(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value;
  if (!Array.isArray(value)) return {};
  return keyValues(value as readonly Json[]);
}

function keyValues(list: readonly Json[]): JsonObject {
  const entries = list
    .filter(isJsonObject)
    .map((item): [string, Json] => [stringField(item, 'key') ?? '', anyValue(item['value'] ?? null)]);
  return Object.fromEntries(entries);
}

function anyValue(value: Json): Json {
  if (!isJsonObject(value)) return value;
  if ('stringValue' in value) return value['stringValue']!;
  if ('boolValue' in value) return value['boolValue']!;
  if ('intValue' in value) return Number(value['intValue']);
  if ('doubleValue' in value) return value['doubleValue']!;
  const array = objectField(value, 'arrayValue');
  if (array !== undefined) return (listField(array, 'values') ?? []).map(anyValue);
  const record = objectField(value, 'kvlistValue');
  if (record !== undefined) return keyValues(listField(record, 'values') ?? []);
  return 'bytesValue' in value ? value['bytesValue']! : null;
}

// Nanoseconds as a number or its digits, seconds and milliseconds by their size, or ISO 8601.
function nanoseconds(value: Json | undefined): bigint | undefined {
  if (typeof value === 'string' && /^\d{1,25}$/.test(value)) return scaled(BigInt(value));
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) {
    return value < 1e11 ? BigInt(Math.round(value * 1e9)) : scaled(BigInt(Math.round(value)));
  }
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(milliseconds)) return undefined;
  // Dates hold milliseconds; further digits of the second order spans that follow each other closely.
  const digits = /\.\d{3}(\d{1,6})/.exec(value as string)?.[1] ?? '';
  return BigInt(milliseconds) * 1_000_000n + BigInt(digits.padEnd(6, '0'));
}

function scaled(value: bigint): bigint {
  if (value < 100_000_000_000n) return value * 1_000_000_000n;
  return value < 100_000_000_000_000n ? value * 1_000_000n : value;
}
