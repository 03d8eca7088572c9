import { brotliDecompressSync, constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, objectField, stringField } from '../../trajectory/chat/string-field.ts';
import type { BareStep } from '../../trajectory/chat/number-steps.ts';
import { readExchange, requestProtocol, type Exchange } from '../../trajectory/exchange/read-exchange.ts';
import { splitInjected, mayBeInjected } from '../../trajectory/split-injected.ts';
import { streamedResponse } from '../../trajectory/stream/streamed-response.ts';
import type { RecordedCall } from './recorder.ts';
import { SDK_PATH, sdkExchange } from './sdk-exchange.ts';

/** A call that was read: what was said before, what was answered, and how it ended. */
export interface ReadCall {
  readonly exchange: Exchange;
  /** What Ethogram put outside the messages (`system`, `instructions`), markers included. */
  readonly injected?: string;
  /** Id of the response that the request continues without repeating what came before it. */
  readonly continues?: string;
  /** Items of the answer by id, for requests that name them instead of repeating them. */
  readonly items: ReadonlyMap<string, JsonObject>;
  /** Why there is no answer, or only the beginning of one. */
  readonly failure?: { readonly status: number; readonly end: 'whole' | 'cut' | 'aborted'; readonly message: string };
}

const PATHS = /\/(?:chat\/completions|responses|messages|models\/([^/]+):(?:generateContent|streamGenerateContent))$/;
// A compressed body is no larger than this when it is unpacked.
const LARGEST_BYTES = 256 * 2 ** 20;
const LONGEST_MESSAGE = 2000;

/**
 * Reads the bytes of a call. Streams are put together, compressed ones unpacked as far as they came.
 *
 * @param itemOf - items of earlier answers of the session by id
 * @returns undefined when it is no call of a model, or its request cannot be read
 */
export function readCall(
  call: Pick<RecordedCall, 'path' | 'status' | 'request' | 'response' | 'responseEncoding' | 'end'>,
  itemOf: (id: string) => JsonObject | undefined = () => undefined,
): ReadCall | undefined {
  const path = PATHS.exec(call.path);
  if (path === null && call.path !== SDK_PATH) return undefined;
  const asked = jsonObjectIn(Buffer.from(call.request).toString('utf8'));
  if (asked === undefined) return undefined;
  if (path === null) return readSdkCall(call, asked);
  const request = withItems(path[1] === undefined ? asked : { model: decodeURIComponent(path[1]), ...asked }, itemOf);
  const text = responseText(call);
  const isFailure = call.status >= 400 || call.status === 0;
  const response = isFailure ? undefined : (streamedResponse(text) ?? jsonObjectIn(text));
  const exchange = readBodies(request, response);
  if (exchange === undefined) return undefined;
  const { end = 'whole' } = call;
  const failed = isFailure || end !== 'whole' || exchange.answer.length === 0;
  const message = isFailure ? errorMessage(text) : '';
  const continues = stringField(request, 'previous_response_id');
  return {
    ...withoutInjected(exchange),
    ...(continues !== undefined && { continues }),
    items: itemsOf(response),
    ...(failed && { failure: { status: call.status, end, message } }),
  };
}

function readSdkCall(call: Pick<RecordedCall, 'status' | 'response' | 'end'>, request: JsonObject): ReadCall {
  const response = jsonObjectIn(responseText(call)) ?? {};
  const exchange = sdkExchange(request, response);
  const message = stringField(response, 'error');
  const { end = 'whole', status } = call;
  const failed = message !== undefined || end !== 'whole';
  return {
    ...withoutInjected(exchange),
    items: new Map(),
    ...(failed && { failure: { status, end, message: (message ?? '').slice(0, LONGEST_MESSAGE) } }),
  };
}

// A body that only looks like a response is none: the protocol is that of the request.
function readBodies(request: JsonObject, response: JsonObject | undefined): Exchange | undefined {
  if (response !== undefined) {
    const read = readExchange({ request, response });
    if (read !== undefined) return read;
  }
  const protocol = requestProtocol(request);
  if (protocol !== undefined) return readExchange({ request });
  // A question in plain text, with nothing else that tells whose protocol it is.
  const { input } = request;
  if (typeof input === 'string') return readExchange({ request: { store: true, ...request } });
  return undefined;
}

function responseText({
  response,
  responseEncoding,
}: Pick<RecordedCall, 'response'> & Partial<Pick<RecordedCall, 'responseEncoding'>>): string {
  const bytes = response.length === 1 ? response[0]! : Buffer.concat(response);
  try {
    return Buffer.from(unpacked(bytes, responseEncoding)).toString('utf8');
  } catch {
    return '';
  }
}

function unpacked(bytes: Uint8Array, encoding = ''): Uint8Array {
  const options = { maxOutputLength: LARGEST_BYTES };
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH });
    case 'deflate':
      return inflateSync(bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH });
    case 'br':
      return brotliDecompressSync(bytes, { ...options, finishFlush: constants.BROTLI_OPERATION_FLUSH });
    case 'zstd':
      return zstdDecompressSync(bytes, options);
    default:
      return bytes;
  }
}

function withItems(request: JsonObject, itemOf: (id: string) => JsonObject | undefined): JsonObject {
  const input = listField(request, 'input');
  if (input === undefined || !input.some(isReference)) return request;
  return {
    ...request,
    input: input.map((item) => (isReference(item) ? (itemOf(idField(item, 'id')!) ?? item) : item)),
  };
}

function isReference(item: Json): item is JsonObject {
  return isJsonObject(item) && item['type'] === 'item_reference' && idField(item, 'id') !== undefined;
}

function itemsOf(response: JsonObject | undefined): ReadonlyMap<string, JsonObject> {
  const items = new Map<string, JsonObject>();
  for (const item of (response && listField(response, 'output')) ?? []) {
    const id = isJsonObject(item) ? idField(item, 'id') : undefined;
    if (id !== undefined) items.set(id, item as JsonObject);
  }
  return items;
}

function cutInjected(instructions: string | undefined): { readonly block: string; readonly rest: string } | undefined {
  if (instructions === undefined || !mayBeInjected(instructions)) return undefined;
  const parts = splitInjected(instructions);
  const blocks = parts.filter(({ injected }) => injected !== undefined).map(({ text }) => text);
  if (blocks.length === 0) return undefined;
  const rest = parts.filter(({ injected }) => injected === undefined).map(({ text }) => text);
  return { block: blocks.join('\n'), rest: rest.join('').trim() };
}

function withoutInjected(exchange: Exchange): Pick<ReadCall, 'exchange' | 'injected'> {
  const cut = cutInjected(exchange.agent.instructions);
  if (cut === undefined) return { exchange };
  const { instructions: _instructions, ...agent } = exchange.agent;
  const rest = cut.rest === '' ? agent : { ...agent, instructions: cut.rest };
  return { exchange: { ...exchange, agent: rest }, injected: cut.block };
}

function errorMessage(text: string): string {
  const body = jsonObjectIn(text);
  const error = body === undefined ? undefined : (objectField(body, 'error') ?? body);
  return ((error && stringField(error, 'message')) ?? text).slice(0, LONGEST_MESSAGE);
}

/** The step that says why a model did not answer; clients do not send it back. */
export function failureStep({ status, end, message }: NonNullable<ReadCall['failure']>): BareStep {
  return {
    actor: 'environment',
    name: 'model-error',
    parts: message === '' ? [] : [{ kind: 'text', text: message }],
    extra: { ...(status !== 0 && { status }), ...(end !== 'whole' && { end }) },
  };
}
