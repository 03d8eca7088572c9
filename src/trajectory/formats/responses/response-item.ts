import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { idField, listField, stringField } from '../../chat/string-field.ts';
import { jsonText, restOf } from '../../chat/number-steps.ts';
import type { Actor, Part, Visibility } from '../../trajectory.ts';

/** An item of the Responses API, read: who it is by, its parts, and what it says beside them. */
export interface ResponseItem {
  readonly actor: Actor;
  readonly name?: string;
  readonly parts: readonly Part[];
  readonly extra?: JsonObject;
}

const ACTOR_OF_ROLE: ReadonlyMap<string, Actor> = new Map<string, Actor>([
  ['assistant', 'agent'],
  ['user', 'user'],
  ['system', 'system'],
  ['developer', 'system'],
  ['tool', 'tool'],
]);
const MESSAGE_KNOWN = new Set(['type', 'content']);
const BLOCK_KNOWN = new Set(['type', 'text', 'refusal', 'image_url']);
const TEXT_KNOWN = new Set(['type', 'text']);
const REASONING_KNOWN = new Set(['type', 'summary', 'content']);
const CALL_KNOWN = new Set(['call_id', 'name', 'arguments']);
const OUTPUT_KNOWN = new Set(['call_id']);
/** What a call of a built-in tool was given, and what it gave: the first field of each that is there. */
const GIVEN = ['arguments', 'input', 'code', 'action', 'operation', 'queries', 'query'] as const;
const GOT = ['output', 'outputs', 'results', 'result', 'tools'] as const;

/** Whether a value is an item: a message with a role, or anything that has a type of the Responses API. */
export function isResponseItem(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const type = value['type'];
  if (type === undefined || type === 'message') return typeof value['role'] === 'string' && 'content' in value;
  return typeof type === 'string' && ITEM_TYPE.test(type);
}

const ITEM_TYPE =
  /^(?:reasoning|compaction|program|item_reference|mcp_list_tools|mcp_approval_re(?:quest|sponse)|\w{1,60}_call|\w{1,60}_call_output|tool_search_output)$/;

/**
 * One item. Messages, reasoning (summaries, raw content, or only encrypted), function calls and their outputs, calls of
 * built-in and custom tools — a call that comes with its result has both parts — and anything else as a step of the
 * environment whose `extra` holds the item.
 *
 * @param summaryVisibility - what a server puts into `summary`: OpenAI's write a summary, others the reasoning itself
 */
export function responseItem(item: JsonObject, summaryVisibility: Visibility = 'summary'): ResponseItem {
  const type = stringField(item, 'type') ?? 'message';
  if (type === 'message') return messageItem(item);
  if (type === 'reasoning') return reasoningItem(item, summaryVisibility);
  if (type === 'compaction') {
    const text = stringField(item, 'summary') ?? '';
    return withRest({ actor: 'environment', parts: [{ kind: 'compaction', text }] }, item, new Set(['summary']));
  }
  if (type.endsWith('_call_output') || type === 'tool_search_output') return outputItem(item);
  if (type.endsWith('_call') || type === 'mcp_approval_request' || type === 'mcp_list_tools') {
    return callItem(item, type);
  }
  return withRest({ actor: 'environment', name: type, parts: [] }, item, new Set());
}

function withRest(read: ResponseItem, item: JsonObject, known: ReadonlySet<string>): ResponseItem {
  const extra = restOf(item, known);
  return extra === undefined ? read : { ...read, extra };
}

function messageItem(item: JsonObject): ResponseItem {
  const role = stringField(item, 'role') ?? '';
  const actor = ACTOR_OF_ROLE.get(role) ?? 'environment';
  const parts: Part[] = [];
  const rests: Json[] = [];
  const content = item['content'];
  for (const block of Array.isArray(content) ? (content as readonly Json[]) : [content ?? null]) {
    const refusal = isJsonObject(block) ? stringField(block, 'refusal') : undefined;
    if (refusal !== undefined) parts.push({ kind: 'text', text: refusal });
    const found = contentParts(block);
    for (const one of found.parts) parts.push(one);
    const rest = isJsonObject(block) && found.others.length === 0 ? restOf(block, BLOCK_KNOWN) : undefined;
    const left = found.others.length > 0 && refusal === undefined ? found.others : rest === undefined ? [] : [rest];
    for (const value of left) rests.push(value);
  }
  const { role: _role, ...rest } = restOf(item, MESSAGE_KNOWN) ?? {};
  const plain = role === 'assistant' || role === 'user' || role === 'system' || role === 'tool';
  const extra = {
    ...rest,
    ...(!plain && role !== '' && { role }),
    ...(rests.length > 0 && { content: rests }),
  };
  return {
    actor,
    ...(actor === 'environment' && role !== '' && { name: role }),
    parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function reasoningItem(item: JsonObject, summaryVisibility: Visibility): ResponseItem {
  const parts: Part[] = [];
  const rests: Json[] = [];
  for (const [field, visibility] of [
    ['summary', summaryVisibility],
    ['content', 'raw'],
  ] as const) {
    const given = item[field];
    for (const block of Array.isArray(given) ? (given as readonly Json[]) : [given ?? null]) {
      const text = typeof block === 'string' ? block : isJsonObject(block) ? stringField(block, 'text') : undefined;
      const rest = text !== undefined && isJsonObject(block) ? restOf(block, TEXT_KNOWN) : undefined;
      if (rest !== undefined) rests.push({ part: parts.length, ...rest });
      if (text !== undefined) parts.push({ kind: 'reasoning', text, visibility });
      else if (block !== null) rests.push(block);
    }
  }
  if (parts.length === 0) {
    const hidden = (stringField(item, 'encrypted_content') ?? '') !== '';
    parts.push({ kind: 'reasoning', text: '', visibility: hidden ? 'encrypted' : 'absent' });
  }
  const extra = { ...restOf(item, REASONING_KNOWN), ...(rests.length > 0 && { content: rests }) };
  return { actor: 'agent', parts, ...(Object.keys(extra).length > 0 && { extra }) };
}

function callItem(item: JsonObject, type: string): ResponseItem {
  const callId = idField(item, 'call_id') ?? idField(item, 'id') ?? '';
  const name = stringField(item, 'name') ?? type.replace(/_call$/, '');
  const given = GIVEN.find((field) => item[field] !== undefined && item[field] !== null);
  const got = GOT.find((field) => item[field] !== undefined && item[field] !== null);
  const argumentsText = given === undefined ? '' : jsonText(item[given]);
  const parts: Part[] = [{ kind: 'tool-call', callId, name, argumentsText }];
  const error = item['error'];
  const failed = error !== undefined && error !== null;
  if (type === 'image_generation_call' && typeof item['result'] === 'string') {
    const format = stringField(item, 'output_format') ?? 'png';
    parts.push({ kind: 'media', mediaType: `image/${format}`, ref: `inline:${item['result'].length}` });
  } else if (got !== undefined || failed) {
    const text = got === undefined ? jsonText(error) : jsonText(item[got]);
    parts.push({ kind: 'tool-result', callId, text, ...(failed && { isError: true }) });
  }
  const known = new Set([...CALL_KNOWN, ...(given === undefined ? [] : [given]), ...(got === undefined ? [] : [got])]);
  if (failed && got === undefined) known.add('error');
  if (type === 'function_call') known.add('type');
  return withRest({ actor: 'agent', parts }, item, known);
}

function outputItem(item: JsonObject): ResponseItem {
  const callId = idField(item, 'call_id') ?? '';
  const output = item['output'] ?? item['tools'] ?? item['content'];
  const blocks = Array.isArray(output) ? contentParts(output) : undefined;
  const isText = blocks !== undefined && blocks.others.length === 0 && blocks.parts.length > 0;
  const text = isText ? blocks.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') : jsonText(output);
  const failed = item['status'] === 'failed' || item['status'] === 'incomplete';
  const result: Part = { kind: 'tool-result', callId, text, ...(failed && { isError: true }) };
  const media = isText ? blocks.parts.filter((part) => part.kind === 'media') : [];
  const known = new Set([...OUTPUT_KNOWN, 'output', ...(item['output'] === undefined ? ['tools', 'content'] : [])]);
  if (item['type'] === 'function_call_output') known.add('type');
  const read = withRest({ actor: 'tool', parts: [result, ...media] }, item, known);
  const facts = isText ? blocks.facts : [];
  return facts.length === 0 ? read : { ...read, extra: { ...read.extra, blocks: facts } };
}

/** Whether items say for certain that they are of the Responses API, and not messages of another. */
export function hasResponseMark(items: readonly Json[]): boolean {
  return items.some((item) => {
    if (!isJsonObject(item)) return false;
    const type = item['type'];
    if (type === 'reasoning') return Array.isArray(item['summary']);
    if (typeof type === 'string' && type !== 'message') return ITEM_TYPE.test(type);
    return (listField(item, 'content') ?? []).some(
      (block) => isJsonObject(block) && /^(?:input|output)_(?:text|image|file)$/.test(stringField(block, 'type') ?? ''),
    );
  });
}
