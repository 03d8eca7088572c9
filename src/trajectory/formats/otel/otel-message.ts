import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { callFacts, toolCall } from '../../chat/chat-steps.ts';
import { roleActor } from '../../chat/role-actor.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { Actor, Part } from '../../trajectory.ts';
import { blockParts, blockRest } from './block-parts.ts';

/** A message of a span, whatever its dialect: who, and what. */
export interface OtelMessage {
  readonly actor: Actor;
  readonly name?: string;
  readonly parts: readonly Part[];
  /** What the message says beside its parts. */
  readonly extra?: JsonObject;
}

// Classes of LangChain's messages, with `Chunk` or without.
const ROLE_OF_CLASS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    HumanMessage: 'user',
    AIMessage: 'assistant',
    SystemMessage: 'system',
    ToolMessage: 'tool',
    FunctionMessage: 'tool',
  }),
);
const KNOWN = new Set([
  'role',
  'parts',
  'content',
  'name',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'reasoning_content',
  'reasoning',
  'refusal',
  'finish_reason',
]);
// LangChain repeats its calls in these, and says of most messages that they are none of several things.
const LANGCHAIN_EMPTY = new Set([
  'example',
  'additional_kwargs',
  'response_metadata',
  'invalid_tool_calls',
  'artifact',
]);
const RESPONSE_ITEMS = new Set(['function_call', 'function_call_output', 'reasoning', 'message', 'custom_tool_call']);
// What holds messages inside a larger value: requests and answers of providers, states of graphs.
const HOLDERS = [
  'messages',
  'message',
  'choices',
  'generations',
  'output',
  'contents',
  'candidates',
  'prompt',
  'input',
];
const DEEPEST = 8;

/**
 * The messages in a value: a list or one of them, or JSON text of it, in the words of the GenAI conventions
 * (`{role, parts}`), OpenAI's chat and Responses API, Anthropic, the AI SDK, Gemini and LangChain (plain and serialised).
 * Text that is none is one message of the given role.
 */
export function otelMessages(value: Json | undefined, role: Actor): OtelMessage[] {
  const given = typeof value === 'string' ? jsonIn(value) : value;
  if (given === undefined || given === null || given === '') return [];
  if (!Array.isArray(given)) {
    return isJsonObject(given)
      ? (messageIn(given, role, 0) ?? [textMessage(value!, role)])
      : [textMessage(value!, role)];
  }
  const items = given as readonly Json[];
  if (items.length === 0) return [];
  // System instructions, and answers of the AI SDK, are a list of blocks without roles.
  if (items.every(isBlock)) return [withBlocks(role, items)];
  // LangChain batches: a list of lists.
  if (items.every((item) => Array.isArray(item))) return items.flatMap((item) => otelMessages(item, role));
  return items.flatMap((item) =>
    isJsonObject(item) ? (messageIn(item, role, 0) ?? [textMessage(item, role)]) : [textMessage(item, role)],
  );
}

/** Whether a value, or JSON text of one, holds messages rather than other data. */
export function holdsMessages(value: Json | undefined): boolean {
  const given = typeof value === 'string' ? jsonIn(value) : value;
  if (Array.isArray(given)) {
    const items = given as readonly Json[];
    return items.length > 0 && items.every((item) => isJsonObject(item) && (isMessage(item) || isBlock(item)));
  }
  return isJsonObject(given) && messageIn(given, 'user', 0) !== undefined;
}

/** The calls of a list `[{"tool.name", "tool.args"}]`, as any-agent writes its outputs; undefined when it is none. */
export function listedCalls(value: Json | undefined): Part[] | undefined {
  const list = typeof value === 'string' ? jsonIn(value) : value;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const items = list as readonly Json[];
  if (!items.every((item) => isJsonObject(item) && typeof item['tool.name'] === 'string')) return undefined;
  return items.map((item) =>
    toolCall({ name: (item as JsonObject)['tool.name']!, arguments: (item as JsonObject)['tool.args'] ?? '' }),
  );
}

/** The list or object that a text holds; any other text as it is. */
export function jsonIn(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function textMessage(value: Json, actor: Actor): OtelMessage {
  return { actor, parts: [{ kind: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }] };
}

function isMessage(item: JsonObject): boolean {
  return roleOf(item) !== undefined || RESPONSE_ITEMS.has(stringField(item, 'type') ?? '') || 'lc' in item;
}

function isBlock(item: Json): boolean {
  if (!isJsonObject(item) || roleOf(item) !== undefined || 'lc' in item) return false;
  const type = stringField(item, 'type');
  if (type !== undefined) return !RESPONSE_ITEMS.has(type) || (type === 'reasoning' && !('summary' in item));
  return typeof item['toolCallId'] === 'string';
}

function roleOf(item: JsonObject): string | undefined {
  const role = stringField(item, 'role');
  if (role !== undefined) return role;
  const type = stringField(item, 'type');
  return type !== undefined && 'content' in item && ['human', 'ai', 'system', 'tool', 'function'].includes(type)
    ? type
    : undefined;
}

// Undefined when an object holds no message.
function messageIn(item: JsonObject, role: Actor, depth: number): OtelMessage[] | undefined {
  if (roleOf(item) !== undefined) return [message(item, role)];
  if ('lc' in item) {
    const kwargs = objectField(item, 'kwargs');
    const last = listField(item, 'id')?.at(-1);
    const known = typeof last === 'string' ? ROLE_OF_CLASS.get(last.replace(/Chunk$/, '')) : undefined;
    return kwargs === undefined
      ? undefined
      : [message({ ...kwargs, role: known ?? stringField(kwargs, 'role') ?? 'user' }, role)];
  }
  const responseItem = responsesItem(item);
  if (responseItem !== undefined) return [responseItem];
  if (depth > DEEPEST) return undefined;
  const holder = HOLDERS.find((name) => {
    const held = item[name];
    return (
      isJsonObject(held) || (Array.isArray(held) && held.length > 0) || (name === 'prompt' && typeof held === 'string')
    );
  });
  if (holder === undefined) {
    const content = item['content'] ?? item['parts'];
    if (Array.isArray(content) && content.every((block) => isJsonObject(block)))
      return [message({ ...item, role: role === 'agent' ? 'assistant' : role }, role)];
    return undefined;
  }
  const held = item[holder]!;
  const inner = (Array.isArray(held) ? (held.flat(1) as readonly Json[]) : [held]).flatMap((inside): OtelMessage[] => {
    if (isJsonObject(inside))
      return messageIn(inside, role, depth + 1) ?? (isBlock(inside) ? [withBlocks(role, [inside])] : []);
    return typeof inside === 'string' && holder === 'prompt' ? [textMessage(inside, role)] : [];
  });
  if (inner.length === 0) return undefined;
  const system = stringField(item, 'system');
  const others = otherFields(item, new Set([holder, 'system', 'generations', 'type']));
  const messages = system === undefined || system === '' ? inner : [textMessage(system, 'system'), ...inner];
  return others === undefined
    ? messages
    : [...messages.slice(0, -1), { ...messages.at(-1)!, extra: { ...messages.at(-1)!.extra, ...others } }];
}

function message(item: JsonObject, given: Actor): OtelMessage {
  const role = roleOf(item) ?? '';
  const actor = roleActor(role) ?? (role === '' ? given : 'environment');
  const parts: Part[] = [];
  const others: Json[] = [];
  const reasoning = stringField(item, 'reasoning_content') ?? stringField(item, 'reasoning');
  if (reasoning !== undefined && reasoning !== '')
    parts.push({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  const content = item['parts'] ?? item['content'];
  // Flattening exporters write lists of blocks as JSON text.
  const blocks = typeof content === 'string' && /^\s*\[\s*\{\s*"type"/.test(content) ? jsonIn(content) : content;
  const callId = actor === 'tool' ? (idField(item, 'tool_call_id') ?? idField(item, 'id')) : undefined;
  if (actor === 'tool') addResult(item, blocks, callId ?? '', parts, others);
  else addBlocks(blocks, parts, others);
  const refusal = stringField(item, 'refusal');
  if (refusal !== undefined && refusal !== '') parts.push({ kind: 'text', text: refusal });
  const kwargs = objectField(item, 'additional_kwargs') ?? {};
  const calls = nonEmpty(listedField(item, 'tool_calls')) ?? listField(kwargs, 'tool_calls') ?? [];
  const known = new Set(parts.map((part) => (part.kind === 'tool-call' ? part.callId : '')));
  const more: Json[] = [];
  for (const call of calls) {
    if (!isJsonObject(call)) others.push(call);
    // Anthropic's blocks hold the calls that LangChain lists once more.
    else if (idField(call, 'id') === undefined || !known.has(idField(call, 'id')!)) {
      const facts = callFacts(call);
      if (facts !== undefined) more.push({ part: parts.length, ...facts });
      parts.push(toolCall(call));
    }
  }
  const legacy = objectField(item, 'function_call');
  if (legacy !== undefined) parts.push(toolCall(legacy));
  const langChain = 'additional_kwargs' in item || 'response_metadata' in item;
  const rest = Object.entries(otherFields(item, KNOWN) ?? {}).filter(
    ([name, value]) =>
      !(name === 'id' && actor === 'tool' && value === callId) &&
      !(name === 'type' && value === role) &&
      !(langChain && LANGCHAIN_EMPTY.has(name) && isEmpty(value)),
  );
  const finish = stringField(item, 'finish_reason');
  const extra = Object.fromEntries([
    ...rest,
    ...(finish !== undefined && finish !== '' ? [['finish_reason', finish] as const] : []),
    ...(others.length > 0 ? [['content', others] as const] : []),
    ...(more.length > 0 ? [['tool_calls', more] as const] : []),
    ...(role === 'developer' || (actor === 'environment' && role !== '') ? [['role', role] as const] : []),
  ]);
  const name = stringField(item, 'name');
  const onlyResults = parts.length > 0 && parts.every((part) => part.kind === 'tool-result');
  return {
    actor: onlyResults ? 'tool' : actor,
    ...(name !== undefined && name !== '' && { name }),
    parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function isEmpty(value: Json): boolean {
  return value === false || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function nonEmpty(list: readonly Json[] | undefined): readonly Json[] | undefined {
  return list !== undefined && list.length > 0 ? list : undefined;
}

function listedField(item: JsonObject, name: string): readonly Json[] | undefined {
  const value = item[name];
  const given = typeof value === 'string' ? jsonIn(value) : value;
  return Array.isArray(given) ? (given as readonly Json[]) : undefined;
}

function addBlocks(content: Json | undefined, parts: Part[], others: Json[]): void {
  if (typeof content === 'string') {
    if (content !== '') parts.push({ kind: 'text', text: content });
  } else if (content !== undefined && content !== null) {
    for (const block of Array.isArray(content) ? (content as readonly Json[]) : [content]) {
      const found = typeof block === 'string' ? [{ kind: 'text', text: block } as const] : blockParts(block);
      if (found === undefined) {
        others.push(block);
        continue;
      }
      const rest = blockRest(block);
      if (rest !== undefined) others.push({ part: parts.length, ...rest });
      for (const one of found) parts.push(one);
    }
  }
}

function addResult(item: JsonObject, content: Json | undefined, callId: string, parts: Part[], others: Json[]): void {
  const inner: Part[] = [];
  // Data that a tool answered with is no block.
  const isData = isJsonObject(content) && blockParts(content) === undefined;
  addBlocks(isData ? JSON.stringify(content) : content, inner, others);
  if (inner.some((part) => part.kind === 'tool-result')) for (const one of inner) parts.push(one);
  else {
    const text = inner.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    const isError = item['is_error'] === true || item['status'] === 'error';
    parts.push({ kind: 'tool-result', callId, text, ...(isError && { isError }) });
    for (const one of inner.filter((part) => part.kind !== 'text')) parts.push(one);
  }
}

function withBlocks(role: Actor, blocks: readonly Json[]): OtelMessage {
  const parts: Part[] = [];
  const others: Json[] = [];
  addBlocks(blocks, parts, others);
  const actor = parts.length > 0 && parts.every((part) => part.kind === 'tool-result') ? 'tool' : role;
  return { actor, parts, ...(others.length > 0 && { extra: { content: others } }) };
}

// Items of OpenAI's Responses API that have no role.
function responsesItem(item: JsonObject): OtelMessage | undefined {
  const type = stringField(item, 'type');
  const extra = (...known: string[]): { readonly extra?: JsonObject } => {
    const others = otherFields(item, new Set(['type', ...known]));
    return others === undefined ? {} : { extra: others };
  };
  const callId = idField(item, 'call_id') ?? '';
  switch (type) {
    case 'function_call':
    case 'custom_tool_call':
      return {
        actor: 'agent',
        parts: [
          toolCall({ id: callId, name: item['name'] ?? '', arguments: item['arguments'] ?? item['input'] ?? '' }),
        ],
        ...extra('call_id', 'name', 'arguments', 'input'),
      };
    case 'function_call_output': {
      const output = item['output'];
      const text = typeof output === 'string' ? output : JSON.stringify(output ?? '');
      return { actor: 'tool', parts: [{ kind: 'tool-result', callId, text }], ...extra('call_id', 'output') };
    }
    case 'reasoning': {
      const blocks = [...(listField(item, 'content') ?? []), ...(listField(item, 'summary') ?? [])].filter(
        isJsonObject,
      );
      const visibility = (listField(item, 'content')?.length ?? 0) > 0 ? 'raw' : 'summary';
      const parts = blocks.map(
        (block) => ({ kind: 'reasoning' as const, text: stringField(block, 'text') ?? '', visibility }) as const,
      );
      return {
        actor: 'agent',
        parts: parts.length > 0 ? parts : [{ kind: 'reasoning', text: '', visibility: 'encrypted' }],
        ...extra('content', 'summary'),
      };
    }
    default:
      return undefined;
  }
}
