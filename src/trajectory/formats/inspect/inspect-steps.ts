import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { Actor, Part, Step, Usage } from '../../trajectory.ts';

const ACTORS: Readonly<Record<string, Actor>> = { system: 'system', user: 'user', assistant: 'agent', tool: 'tool' };
const KNOWN = new Set(['role', 'content', 'tool_calls', 'tool_call_id', 'function', 'error']);
const CALL_KNOWN = new Set(['id', 'function', 'arguments', 'type']);
const MEDIA = new Set(['image', 'audio', 'video', 'document']);

/** A step whose fields are still being filled in. */
export type OpenStep = { -readonly [K in keyof Step]: Step[K] };

/** Inspect's chat messages as steps, one each, in order. What is no message is a step of the environment. */
export function inspectSteps(messages: readonly Json[]): OpenStep[] {
  return messages.map((message, index) => {
    if (isJsonObject(message)) return inspectStep(message, index);
    const parts: Part[] = typeof message === 'string' ? [{ kind: 'text', text: message }] : [];
    return { index, actor: 'environment', parts, ...(parts.length === 0 && { extra: { value: message } }) };
  });
}

function inspectStep(message: JsonObject, index: number): OpenStep {
  const role = stringField(message, 'role') ?? '';
  const actor: Actor = Object.hasOwn(ACTORS, role) ? ACTORS[role]! : 'environment';
  const extra: Record<string, Json> = { ...otherFields(message, KNOWN) };
  const content = inspectContent(message['content']);
  if (content.others.length > 0) extra['content'] = content.others;
  const name = stringField(message, 'function') ?? (actor === 'environment' && role !== '' ? role : undefined);
  const parts = actor === 'tool' ? toolParts(message, content.parts, extra) : content.parts;
  const calls: Json[] = [];
  for (const call of listField(message, 'tool_calls') ?? []) {
    if (!isJsonObject(call)) {
      if (call !== null) calls.push(call);
      continue;
    }
    parts.push(callPart(call));
    const rest = otherFields(call, CALL_KNOWN);
    // How a viewer should show the call, or why it could not be parsed.
    if (rest !== undefined) calls.push({ id: call['id'] ?? null, ...rest });
  }
  if (calls.length > 0) extra['tool_calls'] = calls;
  if (actor !== 'tool' && message['error'] !== undefined && message['error'] !== null)
    extra['error'] = message['error'];
  return {
    index,
    actor,
    ...(name !== undefined && { name }),
    parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function toolParts(message: JsonObject, content: readonly Part[], extra: Record<string, Json>): Part[] {
  const error = message['error'];
  const failed = error !== undefined && error !== null;
  let text = '';
  for (const part of content) if (part.kind === 'text') text += part.text;
  if (failed) {
    const said = isJsonObject(error) ? stringField(error, 'message') : typeof error === 'string' ? error : undefined;
    if (text === '' && said !== undefined) text = said;
    extra['error'] = error;
  }
  const callId = idField(message, 'tool_call_id') ?? '';
  const result: Part = { kind: 'tool-result', callId, text, ...(failed && { isError: true }) };
  return [result, ...content.filter((part) => part.kind !== 'text')];
}

function callPart(call: JsonObject): Part {
  const given = call['arguments'];
  const argumentsText =
    typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  return {
    kind: 'tool-call',
    callId: idField(call, 'id') ?? '',
    name: stringField(call, 'function') ?? '',
    argumentsText,
  };
}

/** Content in Inspect's blocks as parts. What a block says beyond its part comes back among `others`, in full. */
function inspectContent(content: Json | undefined): { readonly parts: Part[]; readonly others: Json[] } {
  if (!Array.isArray(content)) return contentParts(content);
  const parts: Part[] = [];
  const others: Json[] = [];
  for (const block of content as readonly Json[]) {
    const type = isJsonObject(block) ? (stringField(block, 'type') ?? '') : '';
    if (!isJsonObject(block)) {
      const found = contentParts([block]);
      for (const one of found.parts) parts.push(one);
      for (const one of found.others) others.push(one);
    } else if (type === 'text' && typeof block['text'] === 'string') {
      parts.push({ kind: 'text', text: block['text'] });
      if (otherFields(block, new Set(['type', 'text'])) !== undefined) {
        others.push({ ...block, text: null });
      }
    } else if (type === 'reasoning') {
      for (const one of reasoningParts(block)) parts.push(one);
      if (otherFields(block, new Set(['type', 'reasoning'])) !== undefined) {
        others.push(block['redacted'] === true ? block : { ...block, reasoning: null });
      }
    } else if (type === 'tool_use') {
      for (const one of serverCall(block)) parts.push(one);
      others.push(block);
    } else if (MEDIA.has(type) && typeof block[type] === 'string') {
      parts.push(mediaPart(block, type, block[type]));
      if (block[type].startsWith('data:') || otherFields(block, new Set(['type', type])) !== undefined) {
        others.push({ ...block, [type]: block[type].startsWith('data:') ? null : block[type] });
      }
    } else {
      const found = contentParts([block]);
      for (const one of found.parts) parts.push(one);
      for (const one of found.others) others.push(one);
    }
  }
  return { parts, others };
}

// Redacted reasoning is what only the provider can read; a summary of it may stand beside.
function reasoningParts(block: JsonObject): Part[] {
  const text = stringField(block, 'reasoning') ?? '';
  if (block['redacted'] !== true) return [{ kind: 'reasoning', text, visibility: 'raw' }];
  const summary = stringField(block, 'summary');
  if (summary !== undefined && summary !== '') return [{ kind: 'reasoning', text: summary, visibility: 'summary' }];
  return [{ kind: 'reasoning', text: '', visibility: 'encrypted' }];
}

// A tool that the model's provider ran: call and result stand in one block.
function serverCall(block: JsonObject): Part[] {
  const callId = idField(block, 'id') ?? '';
  const given = block['arguments'];
  const argumentsText =
    typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  const result = block['result'];
  const text =
    typeof result === 'string' ? result : result === undefined || result === null ? '' : JSON.stringify(result);
  const failed = block['error'] !== undefined && block['error'] !== null;
  return [
    { kind: 'tool-call', callId, name: stringField(block, 'name') ?? '', argumentsText },
    { kind: 'tool-result', callId, text, ...(failed && { isError: true }) },
  ];
}

function mediaPart(block: JsonObject, type: string, ref: string): Part {
  const inline = /^data:([\w.+-]{1,60}\/[\w.+-]{1,60})/.exec(ref)?.[1];
  const mediaType = stringField(block, 'mime_type') ?? inline ?? stringField(block, 'format') ?? type;
  return { kind: 'media', mediaType, ref: ref.startsWith('data:') ? `inline:${ref.length}` : ref };
}

/**
 * Inspect's token counts. Whether its input counts the cached tokens depends on the provider, and shows in the total.
 */
export function inspectUsage(usage: JsonObject | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const input = numberField(usage, 'input_tokens');
  const output = numberField(usage, 'output_tokens');
  const read = numberField(usage, 'input_tokens_cache_read');
  const written = numberField(usage, 'input_tokens_cache_write');
  const isWhole = numberField(usage, 'total_tokens') === (input ?? 0) + (output ?? 0);
  const inputTokens = input === undefined || isWhole ? input : input + (read ?? 0) + (written ?? 0);
  const reasoningTokens = numberField(usage, 'reasoning_tokens');
  const costUsd = numberField(usage, 'total_cost');
  const found: Usage = {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(read !== undefined && { cachedInputTokens: read }),
    ...(output !== undefined && { outputTokens: output }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...(costUsd !== undefined && { costUsd }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}

/** The usage of what a model event returned. */
export function outputUsage(event: JsonObject): Usage | undefined {
  return inspectUsage(objectField(objectField(event, 'output') ?? {}, 'usage'));
}
