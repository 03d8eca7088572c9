import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { EthogramError } from '../../../core/ethogram-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { parseJson } from '../../source/parse-json.ts';

type Scalar = 'string' | 'hex' | 'base64' | 'bool' | 'int32' | 'uint32' | 'fixed32' | 'int64' | 'fixed64' | 'double';
/** `[name in OTLP/JSON, what it holds, whether it is a list]` by field number. */
type Fields = ReadonlyMap<number, readonly [name: string, type: Scalar | (() => Fields), list?: true]>;

// Values may hold lists of values; what is nested deeper is no telemetry.
const DEEPEST = 100;

const ATTRIBUTES = ['attributes', () => KEY_VALUE, true] as const;
const DROPPED = ['droppedAttributesCount', 'uint32'] as const;

const ANY_VALUE: Fields = new Map([
  [1, ['stringValue', 'string']],
  [2, ['boolValue', 'bool']],
  [3, ['intValue', 'int64']],
  [4, ['doubleValue', 'double']],
  [5, ['arrayValue', () => ARRAY_VALUE]],
  [6, ['kvlistValue', () => KEY_VALUE_LIST]],
  [7, ['bytesValue', 'base64']],
]);
const ARRAY_VALUE: Fields = new Map([[1, ['values', () => ANY_VALUE, true]]]);
const KEY_VALUE_LIST: Fields = new Map([[1, ['values', () => KEY_VALUE, true]]]);
const KEY_VALUE: Fields = new Map<number, readonly [string, Scalar | (() => Fields)]>([
  [1, ['key', 'string']],
  [2, ['value', () => ANY_VALUE]],
]);
const RESOURCE: Fields = new Map<number, readonly [string, Scalar | (() => Fields), true?]>([
  [1, ATTRIBUTES],
  [2, DROPPED],
]);
const SCOPE: Fields = new Map<number, readonly [string, Scalar | (() => Fields), true?]>([
  [1, ['name', 'string']],
  [2, ['version', 'string']],
  [3, ATTRIBUTES],
  [4, DROPPED],
]);
const EVENT: Fields = new Map<number, readonly [string, Scalar | (() => Fields), true?]>([
  [1, ['timeUnixNano', 'fixed64']],
  [2, ['name', 'string']],
  [3, ATTRIBUTES],
  [4, DROPPED],
]);
const LINK: Fields = new Map<number, readonly [string, Scalar | (() => Fields), true?]>([
  [1, ['traceId', 'hex']],
  [2, ['spanId', 'hex']],
  [3, ['traceState', 'string']],
  [4, ATTRIBUTES],
  [5, DROPPED],
  [6, ['flags', 'fixed32']],
]);
const STATUS: Fields = new Map<number, readonly [string, Scalar]>([
  [2, ['message', 'string']],
  [3, ['code', 'int32']],
]);
const SPAN: Fields = new Map<number, readonly [string, Scalar | (() => Fields), true?]>([
  [1, ['traceId', 'hex']],
  [2, ['spanId', 'hex']],
  [3, ['traceState', 'string']],
  [4, ['parentSpanId', 'hex']],
  [5, ['name', 'string']],
  [6, ['kind', 'int32']],
  [7, ['startTimeUnixNano', 'fixed64']],
  [8, ['endTimeUnixNano', 'fixed64']],
  [9, ATTRIBUTES],
  [10, DROPPED],
  [11, ['events', () => EVENT, true]],
  [12, ['droppedEventsCount', 'uint32']],
  [13, ['links', () => LINK, true]],
  [14, ['droppedLinksCount', 'uint32']],
  [15, ['status', () => STATUS]],
  [16, ['flags', 'fixed32']],
]);
const SCOPE_SPANS: Fields = new Map<number, readonly [string, Scalar | (() => Fields), true?]>([
  [1, ['scope', () => SCOPE]],
  [2, ['spans', () => SPAN, true]],
  [3, ['schemaUrl', 'string']],
]);
const RESOURCE_SPANS: Fields = new Map<number, readonly [string, Scalar | (() => Fields), true?]>([
  [1, ['resource', () => RESOURCE]],
  [2, ['scopeSpans', () => SCOPE_SPANS, true]],
  [3, ['schemaUrl', 'string']],
]);
const REQUEST: Fields = new Map([[1, ['resourceSpans', () => RESOURCE_SPANS, true]]]);

/**
 * An `ExportTraceServiceRequest` as the value OTLP/JSON would have: ids as lower-case hex, 64-bit integers as digits,
 * both exact. The body is not compressed any more.
 *
 * @param contentType - `application/json` for OTLP/JSON, anything else is protobuf; parameters after `;` do not matter
 * @throws EthogramError `bad-otlp`
 * @see opentelemetry-proto `trace/v1/trace.proto`, `common/v1/common.proto`; OTLP specification § JSON Protobuf Encoding
 */
export function decodeOtlp(body: Uint8Array, contentType: string = 'application/x-protobuf'): JsonObject {
  return contentType.split(';', 1)[0]!.trim().toLowerCase() === 'application/json'
    ? otlpJson(body)
    : otlpProtobuf(body);
}

/**
 * Whether bytes are the beginning of an OTLP/protobuf request for traces: a whole path down to a span with a trace id of
 * 16 bytes. Costs a few hundred steps, whatever the length.
 */
export function looksLikeOtlpProtobuf(bytes: Uint8Array): boolean {
  const resource = firstLengths(bytes, 0, bytes.length, 1);
  const scope = resource && firstLengths(bytes, resource.from, resource.to, 2);
  const span = scope && firstLengths(bytes, scope.from, scope.to, 2);
  const id = span && firstLengths(bytes, span.from, span.to, 1);
  return id !== undefined && id.to - id.from === 16 && id.to <= bytes.length;
}

function otlpJson(body: Uint8Array): JsonObject {
  let value: Json;
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new EthogramError('bad-otlp', 'OTLP body: found no JSON in UTF-8, expected OTLP/JSON', { cause });
  }
  if (isJsonObject(value) && (Array.isArray(value['resourceSpans']) || Object.keys(value).length === 0)) return value;
  throw new EthogramError('bad-otlp', 'OTLP body: found JSON without a list resourceSpans, expected OTLP/JSON traces');
}

function otlpProtobuf(body: Uint8Array): JsonObject {
  const reader = new BinaryReader(body);
  try {
    return message(reader, reader.len, REQUEST, 0);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const place = `OTLP body, byte ${reader.pos} of ${body.length}`;
    throw new EthogramError('bad-otlp', `${place}: found ${reason}, expected a protobuf ExportTraceServiceRequest`, {
      cause,
    });
  }
}

function message(reader: BinaryReader, end: number, fields: Fields, depth: number): JsonObject {
  if (depth > DEEPEST) throw new Error(`values nested deeper than ${DEEPEST}`);
  const found: Record<string, Json> = {};
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = fields.get(number);
    if (field === undefined) {
      reader.skip(wire, number);
      continue;
    }
    const [name, type, list] = field;
    if (wire !== (typeof type === 'string' ? wireOf(type) : WireType.LengthDelimited))
      throw new Error(`wire type ${wire} for ${name}`);
    const value = typeof type === 'string' ? scalar(reader, type) : nested(reader, end, type(), depth + 1);
    if (list === true) ((found[name] ??= []) as Json[]).push(value);
    else found[name] = value;
  }
  if (reader.pos !== end) throw new Error('a message that ends within a field');
  return found;
}

function nested(reader: BinaryReader, outerEnd: number, fields: Fields, depth: number): JsonObject {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > outerEnd) throw new Error(`a length of ${length}`);
  return message(reader, end, fields, depth);
}

function wireOf(type: Scalar): WireType {
  switch (type) {
    case 'string':
    case 'hex':
    case 'base64':
      return WireType.LengthDelimited;
    case 'fixed64':
    case 'double':
      return WireType.Bit64;
    case 'fixed32':
      return WireType.Bit32;
    default:
      return WireType.Varint;
  }
}

function scalar(reader: BinaryReader, type: Scalar): Json {
  switch (type) {
    case 'string':
      return reader.string();
    case 'hex':
      return Buffer.from(reader.bytes()).toString('hex');
    case 'base64':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'uint32':
      return reader.uint32();
    case 'fixed32':
      return reader.fixed32();
    case 'int64':
      return String(reader.int64());
    case 'fixed64':
      return String(reader.fixed64());
    case 'double': {
      const value = reader.double();
      return Number.isFinite(value) ? value : String(value);
    }
  }
}

/** Where a length-delimited field begins and ends; `to` may be behind the bytes there are. */
interface Extent {
  readonly from: number;
  readonly to: number;
}

// The first field of that number in a message all of whose fields before it are length-delimited, as those on the way
// to a span are.
function firstLengths(bytes: Uint8Array, from: number, to: number, number: number): Extent | undefined {
  const end = Math.min(to, bytes.length);
  for (let at = from; at < end;) {
    const tag = bytes[at++]!;
    if ((tag & 7) !== 2 || tag >> 3 === 0 || tag >> 3 > 15) return undefined;
    let length = 0;
    let shift = 0;
    for (; at < end && shift < 35; shift += 7) {
      const byte = bytes[at++]!;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    if (at + length > to && to <= bytes.length && from > 0) return undefined;
    if (tag >> 3 === number) return { from: at, to: at + length };
    at += length;
  }
  return undefined;
}
