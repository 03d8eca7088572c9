import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, objectField, stringField } from '../../chat/string-field.ts';
import { isoTime, jsonText, restOf } from '../../chat/number-steps.ts';

/** One recorded call over HTTP. Bodies are decoded text. */
export interface HttpCall {
  readonly uri: string;
  readonly request: string;
  readonly response: string;
  readonly at?: string;
  /** What else was recorded: method, status, headers. */
  readonly facts: JsonObject;
}

/** How large a body may become when it is unpacked, in bytes. */
const LARGEST_BODY = 64 * 2 ** 20;

/** The recorded calls of a cassette: VCR in any language (`interactions`, `http_interactions`) or a HAR file (`log.entries`). */
export function cassetteCalls(cassette: Json): readonly Json[] | undefined {
  if (!isJsonObject(cassette)) return undefined;
  const calls =
    listField(cassette, 'interactions') ??
    listField(cassette, 'http_interactions') ??
    listField(objectField(cassette, 'log') ?? {}, 'entries');
  return calls?.some((call) => isJsonObject(call) && isJsonObject(call['request']) && isJsonObject(call['response']))
    ? calls
    : undefined;
}

/** What a cassette says besides its calls: the version, who recorded it, pages. */
export function cassetteFacts(cassette: Json): JsonObject | undefined {
  if (!isJsonObject(cassette)) return undefined;
  const log = objectField(cassette, 'log');
  const facts = {
    ...restOf(cassette, new Set(['interactions', 'http_interactions', ...(log === undefined ? [] : ['log'])])),
    ...(log !== undefined && restOf(log, new Set(['entries']))),
  };
  return Object.keys(facts).length === 0 ? undefined : facts;
}

/** Reads one recorded call; undefined when it has no request and response. */
export function httpCall(call: Json): HttpCall | undefined {
  if (!isJsonObject(call)) return undefined;
  const request = objectField(call, 'request');
  const response = objectField(call, 'response');
  if (request === undefined || response === undefined) return undefined;
  const at = isoTime(call['recorded_at'] ?? call['startedDateTime']);
  return {
    uri: stringField(request, 'uri') ?? stringField(request, 'url') ?? '',
    request: bodyText(request),
    response: bodyText(response),
    ...(at !== undefined && { at }),
    facts: {
      ...restOf(call, new Set(['request', 'response', 'recorded_at', 'startedDateTime'])),
      request: { ...restOf(request, BODIES), ...bodyFacts(request) },
      response: { ...restOf(response, BODIES), ...bodyFacts(response) },
    },
  };
}

const BODIES = new Set(['body', 'parsed_body', 'postData', 'content']);

const BODY_KNOWN = new Set(['string', 'text', 'base64_string']);

// What is recorded of a body beside its text: of HAR its type and size.
function bodyFacts(message: JsonObject): JsonObject {
  const field = ['body', 'parsed_body', 'postData', 'content'].find((name) => isJsonObject(message[name]));
  const body = field === undefined ? undefined : objectField(message, field);
  const isText = body !== undefined && [...BODY_KNOWN].some((name) => body[name] !== undefined && body[name] !== null);
  const rest = isText ? restOf(body, BODY_KNOWN) : undefined;
  return rest === undefined ? {} : { [field!]: rest };
}

function bodyText(message: JsonObject): string {
  const body = message['body'] ?? message['parsed_body'] ?? message['postData'] ?? message['content'];
  const value = isJsonObject(body) ? (body['string'] ?? body['text'] ?? body['base64_string'] ?? body) : body;
  const encoded = isJsonObject(body) && (body['base64_string'] !== undefined || body['encoding'] === 'base64');
  const bytes = bytesOf(value ?? null, encoded);
  if (bytes === undefined) return jsonText(value);
  return unpacked(bytes, encodingOf(message)).toString('utf8');
}

// `!!binary` of YAML is bytes; JSON cassettes write base64.
function bytesOf(value: unknown, encoded: boolean): Buffer | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return typeof value === 'string' && encoded ? Buffer.from(value, 'base64') : undefined;
}

function encodingOf(message: JsonObject): string {
  for (const [name, value] of Object.entries(objectField(message, 'headers') ?? {})) {
    if (name.toLowerCase() === 'content-encoding') return jsonText(Array.isArray(value) ? value[0] : value);
  }
  return '';
}

// Recorders often unpack a body and leave the header, so what cannot be unpacked is taken as it is.
function unpacked(bytes: Buffer, encoding: string): Buffer {
  const unpack = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync, zstd: zstdDecompressSync }[
    encoding
  ];
  if (unpack === undefined) return bytes;
  try {
    return unpack(bytes, { maxOutputLength: LARGEST_BODY });
  } catch {
    return bytes;
  }
}
