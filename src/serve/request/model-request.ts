import { isJsonObject, type Json } from '../../core/json.ts';
import { elementSpans, fieldSpans, kindAt, stringAt, type JsonSpan } from './json-span.ts';
import { readMessage, type ReadMessage } from './read-message.ts';

/** The protocols whose requests are read: Chat Completions, Responses, Messages. */
export type ServedProtocol = 'chat' | 'responses' | 'anthropic';

/** A request to a model, as bytes, with the places of what it says. Nothing is decoded before it is asked for. */
export interface ModelRequest {
  readonly protocol: ServedProtocol;
  readonly body: Buffer;
  /** Where the values of the top-level fields stand. */
  readonly fields: ReadonlyMap<string, JsonSpan>;
  /** Where messages or input items stand; empty when the input is a text. */
  readonly messages: readonly JsonSpan[];
  /** The text of a field; undefined when there is none. */
  text(name: string): string | undefined;
  /** The value of a field; undefined when there is none, or it is too large to look into. */
  value(name: string): Json | undefined;
  /** What a message says; the input, when it is a text, is message 0. Undefined past the end. */
  message(index: number): ReadMessage | undefined;
  /** How many messages there are; an input that is a text is one. */
  readonly length: number;
}

const LARGEST_FIELD = 1 << 20;
const LARGEST_PART = 1 << 16;
// Message, content, block, source, data.
const DEEPEST = 5;

/** The protocol of a path below the server's root; undefined for paths whose requests are passed on as they are. */
export function servedProtocol(path: string): ServedProtocol | undefined {
  const end = /\/(chat\/completions|responses|messages)\/?$/.exec(path)?.[1];
  if (end === undefined) return undefined;
  if (end === 'chat/completions') return 'chat';
  return end === 'responses' ? 'responses' : 'anthropic';
}

/** Finds its way in a request's body; undefined when it is no JSON, or none that this protocol's requests are. */
export function readModelRequest(protocol: ServedProtocol, bytes: Uint8Array): ModelRequest | undefined {
  const body = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = fieldSpans(body);
  const list = fields?.get(protocol === 'responses' ? 'input' : 'messages');
  if (fields === undefined || list === undefined) return undefined;
  const isText = protocol === 'responses' && kindAt(body, list.start) === 'string';
  const messages = isText ? [] : elementSpans(body, list.start);
  if (messages === undefined) return undefined;
  const read: (ReadMessage | undefined)[] = [];
  const value = ({ start, end }: JsonSpan): Json | undefined =>
    end - start > LARGEST_FIELD ? undefined : parsed(body, { start, end });
  return {
    protocol,
    body,
    fields,
    messages,
    length: isText ? 1 : messages.length,
    text(name) {
      const span = fields.get(name);
      return span === undefined ? undefined : stringAt(body, span);
    },
    value(name) {
      const span = fields.get(name);
      return span === undefined ? undefined : value(span);
    },
    message(index) {
      const span = isText ? (index === 0 ? list : undefined) : messages[index];
      if (span === undefined) return undefined;
      read[index] ??= readMessage(isText ? { role: 'user', content: value(span) ?? '' } : within(body, span));
      return read[index];
    },
  };
}

function parsed(body: Buffer, { start, end }: JsonSpan): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8', start, end)) as Json;
  } catch {
    return undefined;
  }
}

/** The value of a span; in place of parts that are too large to look into (pictures) stands how they begin, and their length. */
function within(body: Buffer, span: JsonSpan, depth = 0): Json {
  const { start, end } = span;
  if (end - start <= LARGEST_PART) return parsed(body, span) ?? null;
  const kind = depth < DEEPEST ? kindAt(body, start) : undefined;
  if (kind === 'list') return elementSpans(body, start)!.map((element) => within(body, element, depth + 1));
  if (kind === 'object') {
    const fields = [...fieldSpans(body, start)!];
    return Object.fromEntries(fields.map(([name, field]) => [name, within(body, field, depth + 1)]));
  }
  return `${body.toString('latin1', start + 1, start + 1024)} ${end - start}`;
}

/** The names of the tools that a request gives the model. */
export function toolNames(request: ModelRequest): readonly string[] {
  const tools = request.value('tools');
  if (!Array.isArray(tools)) return [];
  return (tools as readonly Json[]).flatMap((tool) => {
    if (!isJsonObject(tool)) return [];
    const called = isJsonObject(tool['function']) ? tool['function'] : tool;
    const name = called['name'] ?? tool['type'];
    return typeof name === 'string' ? [name] : [];
  });
}

// Shorter than this, the last words say too little to go by alone ("yes, go on").
const FEW_WORDS = 4;

/**
 * What the user wants in the request that opens a session: the first text of a user where the model has not answered yet, else
 * the last one, since examples may come before it, with the first when it is only a few words.
 */
export function requestQuery(request: ModelRequest): string {
  let first = '';
  let last = '';
  let answered = false;
  for (let i = 0; i < request.length; i++) {
    const { by, text } = request.message(i)!;
    if (by === 'model') answered = true;
    if (by !== 'user' || text === '') continue;
    if (first === '') first = text;
    last = text;
  }
  if (!answered) return first;
  return last.split(/\s+/, FEW_WORDS).length < FEW_WORDS && last !== first ? `${first}\n${last}` : last;
}
