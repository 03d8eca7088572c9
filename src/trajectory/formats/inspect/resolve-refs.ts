import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, objectField } from '../../chat/string-field.ts';

const PREFIX = 'attachment://';

/** The value with strings that are `attachment://<hash>` replaced by the attachment, where there is one. */
export function resolveAttachments(value: Json, attachments: JsonObject): Json {
  if (typeof value === 'string') {
    if (!value.startsWith(PREFIX)) return value;
    const hash = value.slice(PREFIX.length);
    return Object.hasOwn(attachments, hash) ? (attachments[hash] ?? value) : value;
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => resolveAttachments(item, attachments));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveAttachments(inner, attachments)]));
}

/** The attachments that are not told by the messages alone. */
export function condensedAttachments(attachments: JsonObject, messages: readonly Json[], extra: Json): JsonObject {
  const names = Object.keys(attachments);
  if (names.length === 0) return {};
  const told = refsIn(messages);
  const needed = refsIn(extra);
  return Object.fromEntries(
    names.filter((name) => !told.has(name) || needed.has(name)).map((name) => [name, attachments[name]!]),
  );
}

function refsIn(value: Json, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (value.startsWith(PREFIX)) found.add(value.slice(PREFIX.length));
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value) as readonly Json[]) refsIn(inner, found);
  }
  return found;
}

/**
 * The events of a sample with the pools they point into put back: `input_refs` are ranges `[from, to)` of messages,
 * `call_refs` of the messages of a raw request, in `message_pool`, or `events_data` with `messages` and `calls`.
 */
export function resolveRefs(sample: JsonObject): Json[] {
  const data = objectField(sample, 'events_data') ?? {};
  const messages = listField(data, 'messages') ?? listField(sample, 'message_pool') ?? [];
  const calls = listField(data, 'calls') ?? listField(sample, 'call_pool') ?? [];
  return (listField(sample, 'events') ?? []).map((event) => resolveEvent(event, messages, calls));
}

function resolveEvent(event: Json, messages: readonly Json[], calls: readonly Json[]): Json {
  if (!isJsonObject(event)) return event;
  let resolved: JsonObject = event;
  const input = pooled(event['input_refs'], messages);
  if (input !== undefined) {
    const { input_refs: _refs, ...rest } = event;
    resolved = { ...rest, input: [...(listField(event, 'input') ?? []), ...input] };
  }
  const call = objectField(resolved, 'call');
  const request = call === undefined ? undefined : pooled(call['call_refs'], calls);
  if (call !== undefined && request !== undefined) {
    const { call_refs: _refs, call_key: key = 'messages', ...rest } = call;
    const name = typeof key === 'string' ? key : 'messages';
    resolved = { ...resolved, call: { ...rest, request: { ...objectField(call, 'request'), [name]: request } } };
  }
  const nested = listField(resolved, 'events');
  if (nested === undefined || nested.length === 0) return resolved;
  return { ...resolved, events: nested.map((inner) => resolveEvent(inner, messages, calls)) };
}

// Undefined when these are no ranges of the pool: then they stay as they are.
function pooled(refs: Json | undefined, pool: readonly Json[]): Json[] | undefined {
  if (!Array.isArray(refs)) return undefined;
  const found: Json[] = [];
  for (const range of refs as readonly Json[]) {
    const [from, to] = Array.isArray(range) ? (range as readonly Json[]) : [range, Number(range) + 1];
    if (!Number.isInteger(from) || !Number.isInteger(to) || Number(from) < 0 || Number(to) > pool.length)
      return undefined;
    // No range of a damaged file makes more messages than a conversation has.
    if (found.length + Number(to) - Number(from) > 1_000_000) return undefined;
    for (const one of pool.slice(Number(from), Number(to))) found.push(one);
  }
  return found;
}
