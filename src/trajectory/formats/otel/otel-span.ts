import { canonicalJson, sha256 } from '../../../core/content-key.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { withoutRepeats } from '../../chat/without-repeats.ts';

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
  readonly attributes: JsonObject;
  readonly events: readonly OtelEvent[];
  /** Attributes of what produced the span; shared by the spans of a batch. */
  readonly resource?: JsonObject;
  /** All else the source says of the span: kind, links, scope, flags. */
  readonly more?: JsonObject;
  /** Not a span but a log record, that tells an event of the span with these ids. */
  readonly isLog?: true;
}

/** An event of a span. */
export interface OtelEvent {
  readonly name: string;
  readonly attributes: JsonObject;
  readonly at?: string;
}

const SPAN_KNOWN = new Set([
  'name',
  'spanName',
  'context',
  'spanContext',
  'parent',
  'status',
  'events',
  'attributes',
  'resource',
  'traceId',
  'trace_id',
  'spanId',
  'span_id',
  'parentSpanId',
  'parent_span_id',
  'parentId',
  'parent_id',
  'startTimeUnixNano',
  'start_time_unix_nano',
  'start_time',
  'startTime',
  'start_timestamp',
  'endTimeUnixNano',
  'end_time_unix_nano',
  'end_time',
  'endTime',
  'end_timestamp',
  'parentSpanContext',
  'status_code',
  'statusCode',
  'status_message',
  'statusMessage',
]);
// How spans were sent says nothing of a run.
const CONTEXT_KNOWN = new Set([
  'trace_id',
  'traceId',
  'span_id',
  'spanId',
  'is_remote',
  'isRemote',
  'trace_flags',
  'traceFlags',
]);
const STATUS_KNOWN = new Set(['code', 'status_code', 'message', 'description']);
const EVENT_KNOWN = new Set(['name', 'attributes', 'timeUnixNano', 'time', 'timestamp']);
const LOG_KNOWN = new Set([
  'traceId',
  'spanId',
  'trace_id',
  'span_id',
  'eventName',
  'event_name',
  'attributes',
  'body',
  'timeUnixNano',
  'observedTimeUnixNano',
]);

/** Whether a value is a span: something with a name and the ids of itself and its trace. */
export function isSpan(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const ids = idsOf(value);
  return (
    idOf(ids, 'trace') !== undefined &&
    idOf(ids, 'span') !== undefined &&
    isAttributes(value['attributes'] ?? flatAttributes(value))
  );
}

/**
 * The spans in one record: a span itself, `{spans: […]}`, OTLP/JSON `{resourceSpans: […]}`, or the log records of
 * OTLP/JSON `{resourceLogs: […]}` that belong to spans.
 */
export function spansIn(record: Json): OtelSpan[] {
  if (Array.isArray(record)) return (record as readonly Json[]).filter(isSpan).map((span) => toSpan(span));
  if (!isJsonObject(record)) return [];
  const plain = listField(record, 'spans');
  if (plain !== undefined) return plain.filter(isSpan).map((span) => toSpan(span));
  if (isSpan(record)) return [toSpan(record)];
  const single = singleSpan(record);
  if (single !== undefined) return [single];
  const logs = listField(record, 'resourceLogs') ?? listField(record, 'resource_logs');
  if (logs !== undefined) return scoped(logs, 'Logs', 'logRecords', 'log_records', toLog);
  const resources = listField(record, 'resourceSpans') ?? listField(record, 'resource_spans');
  if (resources !== undefined)
    return scoped(resources, 'Spans', 'spans', 'spans', (span, resource, scope) =>
      isSpan(span) ? toSpan(span, resource, scope) : undefined,
    );
  // Spans grouped under a name of their own: `{"ai.generateText": [span, …]}`.
  const lists = Object.values(record);
  if (
    lists.length === 0 ||
    !lists.every((list) => Array.isArray(list) && list.length > 0 && (list as readonly Json[]).every(isSpan))
  )
    return [];
  return lists.flatMap((list) => (list as readonly JsonObject[]).map((span) => toSpan(span)));
}

// A span that was cut out of its trace: only a name and attributes. Its ids are made of what it says.
function singleSpan(record: JsonObject): OtelSpan | undefined {
  if (typeof record['spanName'] !== 'string' || !isJsonObject(record['attributes'])) return undefined;
  const id = sha256(canonicalJson(record), 32);
  return toSpan({ trace_id: id, span_id: id.slice(16), ...record });
}

function scoped(
  resources: readonly Json[],
  what: 'Spans' | 'Logs',
  list: string,
  list2: string,
  read: (item: JsonObject, resource: JsonObject | undefined, scope: JsonObject | undefined) => OtelSpan | undefined,
): OtelSpan[] {
  const found: OtelSpan[] = [];
  for (const holder of resources.filter(isJsonObject)) {
    const attributes = attributesOf(objectField(holder, 'resource')?.['attributes']);
    const resource = Object.keys(attributes).length === 0 ? undefined : attributes;
    const scopes = listField(holder, `scope${what}`) ?? listField(holder, `scope_${what.toLowerCase()}`) ?? [];
    for (const scope of scopes.filter(isJsonObject)) {
      const schema = stringField(scope, 'schemaUrl') ?? stringField(scope, 'schema_url') ?? '';
      const own = objectField(scope, 'scope');
      const about = schema === '' ? own : { ...own, schemaUrl: schema };
      for (const item of listField(scope, list) ?? listField(scope, list2) ?? []) {
        const span = isJsonObject(item) ? read(item, resource, about) : undefined;
        if (span !== undefined) found.push(span);
      }
    }
  }
  return found;
}

// What a log says as one object, as newer conventions say it in the attributes.
function toLog(record: JsonObject, resource: JsonObject | undefined): OtelSpan | undefined {
  const traceId = idOf(record, 'trace');
  const spanId = idOf(record, 'span');
  if (traceId === undefined || spanId === undefined) return undefined;
  const attributes = attributesOf(record['attributes']);
  const body = anyValue(record['body'] ?? null);
  const name =
    stringField(record, 'eventName') ??
    stringField(record, 'event_name') ??
    stringField(attributes, 'event.name') ??
    '';
  const at = nanoseconds(record['timeUnixNano'] ?? record['observedTimeUnixNano']);
  const more = otherFields(record, LOG_KNOWN);
  const event: OtelEvent = {
    name,
    attributes: {
      ...attributes,
      ...(isJsonObject(body) ? body : body !== null && { body }),
      ...(more !== undefined && { log: more }),
    },
    ...(at !== undefined && { at: isoTime(at)! }),
  };
  return {
    traceId,
    spanId,
    name,
    ...(at !== undefined && { startNs: at }),
    isError: false,
    attributes: {},
    events: [event],
    ...(resource !== undefined && { resource }),
    isLog: true,
  };
}

/** ISO 8601 with milliseconds; undefined for a time that is no time. */
export function isoTime(ns: bigint | undefined): string | undefined {
  if (ns === undefined) return undefined;
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

// Ids stand in a context, or beside the name.
function idsOf(value: JsonObject): JsonObject {
  return objectField(value, 'context') ?? objectField(value, 'spanContext') ?? contextColumns(value) ?? value;
}

// Data frames have columns `context.trace_id`, `attributes.llm.model_name`.
function contextColumns(value: JsonObject): JsonObject | undefined {
  const traceId = value['context.trace_id'];
  const spanId = value['context.span_id'];
  return traceId === undefined || spanId === undefined ? undefined : { trace_id: traceId, span_id: spanId };
}

function flatAttributes(value: JsonObject): JsonObject | undefined {
  const entries = Object.entries(value).filter(([name, item]) => name.startsWith('attributes.') && item !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, item]) => [name.slice(11), item]));
}

function toSpan(value: JsonObject, batchResource?: JsonObject, scope?: JsonObject): OtelSpan {
  const ids = idsOf(value);
  const parent = value['parent'] ?? value['parentSpanContext'];
  const parentId = isJsonObject(parent)
    ? idOf(parent, 'span')
    : (idField(value, 'parentSpanId') ??
      idField(value, 'parent_span_id') ??
      idField(value, 'parentId') ??
      idField(value, 'parent_id'));
  const status = objectField(value, 'status') ?? {};
  const code = status['code'] ?? status['status_code'] ?? value['status_code'] ?? value['statusCode'];
  const statusMessage =
    stringField(status, 'message') ??
    stringField(status, 'description') ??
    stringField(value, 'status_message') ??
    stringField(value, 'statusMessage');
  const events = (listField(value, 'events') ?? []).filter(isJsonObject).map((event): OtelEvent => {
    const at = isoTime(nanoseconds(event['timeUnixNano'] ?? event['time'] ?? event['timestamp']));
    return {
      name: stringField(event, 'name') ?? '',
      attributes: withRest(attributesOf(event['attributes']), { event: restOf(event, EVENT_KNOWN) }),
      ...(at !== undefined && { at }),
    };
  });
  const startNs = nanoseconds(
    value['startTimeUnixNano'] ??
      value['start_time_unix_nano'] ??
      value['start_time'] ??
      value['startTime'] ??
      value['start_timestamp'],
  );
  const endNs = nanoseconds(
    value['endTimeUnixNano'] ??
      value['end_time_unix_nano'] ??
      value['end_time'] ??
      value['endTime'] ??
      value['end_timestamp'],
  );
  const columns = flatAttributes(value);
  const others = Object.entries(otherFields(value, SPAN_KNOWN) ?? {}).filter(
    ([name]) => columns === undefined || (!name.startsWith('attributes.') && !name.startsWith('context.')),
  );
  const ownResource = objectField(value, 'resource');
  const resource = batchResource ?? (ownResource && attributesOf(ownResource['attributes'] ?? ownResource));
  const more = withRest(Object.fromEntries([...others, ...(scope === undefined ? [] : [['scope', scope] as const])]), {
    context: ids === value ? undefined : restOf(ids, CONTEXT_KNOWN),
    parent: isJsonObject(parent) ? restOf(parent, CONTEXT_KNOWN) : undefined,
    status: restOf(status, STATUS_KNOWN),
    resource_info: ownResource?.['attributes'] === undefined ? undefined : restOf(ownResource, RESOURCE_KNOWN),
  });
  return {
    traceId: idOf(ids, 'trace')!,
    spanId: idOf(ids, 'span')!,
    ...(parentId !== undefined && { parentId }),
    name: stringField(value, 'name') ?? stringField(value, 'spanName') ?? '',
    ...(startNs !== undefined && { startNs }),
    ...(endNs !== undefined && { endNs }),
    isError: code === 2 || /error/i.test(typeof code === 'string' ? code : ''),
    ...(statusMessage !== undefined && statusMessage !== '' && { statusMessage }),
    attributes: { ...columns, ...attributesOf(value['attributes']) },
    events,
    ...(resource !== undefined && { resource }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

const RESOURCE_KNOWN = new Set(['attributes']);

// Without what is empty, and without counts of what was dropped when nothing was.
function restOf(record: JsonObject, known: ReadonlySet<string>): Json | undefined {
  const rest = otherFields(record, known);
  if (rest === undefined) return undefined;
  const telling = Object.entries(rest).filter(([name, value]) => !(value === 0 && name.startsWith('dropped')));
  return withoutRepeats(Object.fromEntries(telling), []);
}

function withRest(record: JsonObject, rests: Readonly<Record<string, Json | undefined>>): JsonObject {
  let joined: Record<string, Json> | undefined;
  for (const name in rests) if (rests[name] !== undefined) (joined ??= { ...record })[name] = rests[name];
  return joined ?? record;
}

function idOf(record: JsonObject, what: 'trace' | 'span'): string | undefined {
  return idField(record, `${what}_id`) ?? idField(record, `${what}Id`);
}

function isAttributes(value: Json | undefined): boolean {
  return isJsonObject(value) || (Array.isArray(value) && value.every((item) => isJsonObject(item) && 'key' in item));
}

/** Attributes as an object: one, or OTLP's list of {key, value: {stringValue | intValue | …}}. */
export function attributesOf(value: Json | undefined): JsonObject {
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
  if ('intValue' in value) return integer(value['intValue']);
  if ('doubleValue' in value) return value['doubleValue']!;
  const array = objectField(value, 'arrayValue');
  if (array !== undefined) return (listField(array, 'values') ?? []).map(anyValue);
  const record = objectField(value, 'kvlistValue');
  if (record !== undefined) return keyValues(listField(record, 'values') ?? []);
  return 'bytesValue' in value ? value['bytesValue']! : null;
}

// Digits that a number cannot hold stay text.
function integer(value: Json): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Nanoseconds since 1970 of a number or its digits (seconds and milliseconds by their size), `[seconds, nanoseconds]`, or ISO 8601. */
export function nanoseconds(value: Json | undefined): bigint | undefined {
  if (Array.isArray(value) && value.length === 2 && value.every((item) => Number.isSafeInteger(item)))
    return BigInt(value[0] as number) * 1_000_000_000n + BigInt(value[1] as number);
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
