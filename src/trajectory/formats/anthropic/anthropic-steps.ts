import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { listField, stringField } from '../../chat/string-field.ts';
import { restOf, type BareStep } from '../../chat/number-steps.ts';
import type { Actor, Part } from '../../trajectory.ts';

const MESSAGE_KNOWN = new Set(['role', 'content']);
/** Fields of a block that its part holds, by the kind of the part. */
const HELD: Readonly<Record<Part['kind'], ReadonlySet<string>>> = {
  text: new Set(['type', 'text']),
  reasoning: new Set(['type', 'thinking', 'text']),
  'tool-call': new Set(['type', 'id', 'name', 'input']),
  'tool-result': new Set(['type', 'tool_use_id', 'content', 'is_error']),
  media: new Set(['type', 'source']),
  compaction: new Set(['type', 'content']),
  feedback: new Set(['type']),
};
const OWN_BLOCKS =
  /^(?:thinking|redacted_thinking|tool_use|tool_result|(?:server|mcp)_tool_use|document|search_result|container_upload|\w{1,60}_tool_result)$/;

/** Whether a message's blocks can only be Anthropic's: thinking, tool use and its results, documents. */
export function hasAnthropicBlock(message: Json): boolean {
  if (!isJsonObject(message) || (message['role'] !== 'user' && message['role'] !== 'assistant')) return false;
  return (listField(message, 'content') ?? []).some((block) => {
    if (!isJsonObject(block)) return false;
    const type = stringField(block, 'type') ?? '';
    if (type === 'image') return isJsonObject(block['source']);
    return OWN_BLOCKS.test(type);
  });
}

/** Messages of Anthropic's API as steps, one each. A message that holds only results of tools is a step of the tool. */
export function anthropicSteps(messages: readonly Json[], toolOfCall = new Map<string, string>()): BareStep[] {
  return messages.map((message) => anthropicStep(message, toolOfCall));
}

/**
 * One message. Signatures, data of redacted thinking, citations, cache marks, the caller of a tool: what blocks say beside
 * their parts stands in `extra.blocks`, each with the part it belongs to.
 */
export function anthropicStep(message: Json, toolOfCall = new Map<string, string>()): BareStep {
  if (!isJsonObject(message)) {
    const parts: Part[] = typeof message === 'string' ? [{ kind: 'text', text: message }] : [];
    return { actor: 'environment', parts, ...(parts.length === 0 && { extra: { value: message } }) };
  }
  const parts: Part[] = [];
  const rests: Json[] = [];
  const content = message['content'];
  for (const block of Array.isArray(content) ? (content as readonly Json[]) : [content ?? null]) {
    addBlock(block, parts, rests);
  }
  for (const part of parts) if (part.kind === 'tool-call') toolOfCall.set(part.callId, part.name);
  const role = stringField(message, 'role') ?? '';
  const actor = actorOf(role, parts);
  const first = parts[0];
  const results = parts.filter((part) => part.kind === 'tool-result');
  const tool = first?.kind === 'tool-result' && results.length === 1 ? toolOfCall.get(first.callId) : undefined;
  const name = actor === 'environment' && role !== '' ? role : actor === 'tool' ? tool : undefined;
  const extra = { ...restOf(message, MESSAGE_KNOWN), ...(rests.length > 0 && { blocks: rests }) };
  return {
    actor,
    ...(name !== undefined && { name }),
    parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function actorOf(role: string, parts: readonly Part[]): Actor {
  if (role === 'assistant') return 'agent';
  if (role === 'system') return 'system';
  if (role !== 'user') return 'environment';
  return parts[0]?.kind === 'tool-result' && parts.every(({ kind }) => kind === 'tool-result' || kind === 'media')
    ? 'tool'
    : 'user';
}

function addBlock(block: Json, parts: Part[], rests: Json[]): void {
  const type = isJsonObject(block) ? (stringField(block, 'type') ?? '') : '';
  const at = parts.length;
  if (isJsonObject(block) && type === 'compaction') {
    parts.push({ kind: 'compaction', text: stringField(block, 'content') ?? '' });
  } else if (isJsonObject(block) && wordsOf(block, type) !== undefined) {
    parts.push({ kind: 'text', text: wordsOf(block, type) ?? '' });
    const { content: _content, source, ...about } = block;
    const rest = isJsonObject(source) ? restOf(source, new Set(['data', 'content'])) : undefined;
    rests.push({
      part: at,
      ...about,
      ...(rest !== undefined && { source: rest }),
      ...(typeof source === 'string' && { source }),
    });
    return;
  } else {
    const { parts: found, others } = contentParts(block);
    for (const one of found.map((part) => (isFailure(block, part) ? { ...part, isError: true } : part)))
      parts.push(one);
    for (const one of others) rests.push(one);
    if (found.length === 0) return;
  }
  if (!isJsonObject(block)) return;
  const part = parts[at]!;
  if (part.kind === 'tool-result' && type === 'tool_result') {
    const inner = contentParts(block['content']);
    const left = [...inner.others, ...inner.facts];
    if (left.length > 0) rests.push({ part: at, content: left });
  }
  const rest = restOf(block, HELD[part.kind]);
  const source = part.kind === 'media' ? sourceRest(block) : undefined;
  // Who ran the tool: the provider, unless it is a plain call.
  const ran: JsonObject =
    /^(?:tool_use|tool_result)$/.test(type) || !/^tool-(?:call|result)$/.test(part.kind) ? {} : { type };
  const facts = { ...ran, ...rest, ...(source && { source }) };
  if (Object.keys(facts).length > 0) rests.push({ part: at, ...facts });
}

// The words of a document or of a search result that stand in the message.
function wordsOf(block: JsonObject, type: string): string | undefined {
  if (type !== 'document' && type !== 'search_result') return undefined;
  const source = type === 'document' && isJsonObject(block['source']) ? block['source'] : block;
  if (source['type'] === 'text') return stringField(source, 'data');
  const content = source === block && type === 'document' ? undefined : source['content'];
  if (typeof content === 'string') return content;
  const { parts, others } = contentParts(content);
  const isText = parts.length > 0 && others.length === 0 && parts.every(({ kind }) => kind === 'text');
  return isText ? parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') : undefined;
}

// Bytes are named by the part and not kept; the words of a document are.
function sourceRest(block: JsonObject): JsonObject | undefined {
  const source = block['source'];
  if (!isJsonObject(source)) return undefined;
  return restOf(source, new Set(source['type'] === 'base64' ? ['type', 'media_type', 'data'] : ['media_type', 'url']));
}

// Server tools answer with a block of their own when they fail.
function isFailure(block: Json, part: Part): boolean {
  if (part.kind !== 'tool-result' || !isJsonObject(block) || block['type'] === 'tool_result') return false;
  const content = block['content'];
  return isJsonObject(content) && (stringField(content, 'type') ?? '').endsWith('_error');
}
