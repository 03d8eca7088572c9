import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, objectField, stringField } from './string-field.ts';
import { rawMember } from '../source/raw-member.ts';
import type { MediaPart, Part } from '../trajectory.ts';

/**
 * The content of a message as parts: text, null, or a list of typed blocks in the words of OpenAI, Anthropic and
 * training sets. Blocks that have no text and are no media come back as `others`, so that nothing is lost.
 */
export function contentParts(content: Json | undefined): { readonly parts: Part[]; readonly others: Json[] } {
  const parts: Part[] = [];
  const others: Json[] = [];
  if (typeof content === 'string') {
    if (content !== '') parts.push({ kind: 'text', text: content });
  } else if (Array.isArray(content)) {
    for (const block of content as readonly Json[]) {
      if (typeof block === 'string') parts.push({ kind: 'text', text: block });
      else if (isJsonObject(block)) {
        const part = blockPart(block);
        if (part === undefined) others.push(block);
        else parts.push(part);
      } else if (block !== null) others.push(block);
    }
  } else if (isJsonObject(content)) {
    const part = blockPart(content);
    if (part === undefined) others.push(content);
    else parts.push(part);
  } else if (content !== undefined && content !== null) others.push(content);
  return { parts, others };
}

function blockPart(block: JsonObject): Part | undefined {
  const type = stringField(block, 'type') ?? '';
  switch (type) {
    case 'thinking':
    case 'reasoning': {
      const text = stringField(block, 'thinking') ?? plainText(block);
      if (text === undefined) return undefined;
      // A signature without words: the provider kept the reasoning to itself.
      const hidden = text === '' && typeof block['signature'] === 'string' && block['signature'] !== '';
      return { kind: 'reasoning', text, visibility: hidden ? 'encrypted' : 'raw' };
    }
    case 'redacted_thinking':
      return { kind: 'reasoning', text: '', visibility: 'encrypted' };
    case 'tool_call':
      return trainingCall(block);
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use': {
      const input = block['input'];
      const argumentsText =
        input === undefined || input === null ? '' : typeof input === 'string' ? input : JSON.stringify(input);
      return {
        kind: 'tool-call',
        callId: idField(block, 'id') ?? '',
        name: stringField(block, 'name') ?? '',
        argumentsText,
      };
    }
    case 'tool_result':
      return toolResultPart(block);
    default: {
      if (type.endsWith('_tool_result')) {
        return {
          kind: 'tool-result',
          callId: idField(block, 'tool_use_id') ?? '',
          text: JSON.stringify(block['content'] ?? null),
        };
      }
      const text = plainText(block);
      return text === undefined ? mediaPart(block, type) : { kind: 'text', text };
    }
  }
}

/** An Anthropic `tool_result` block as a part: its texts joined as they are. */
export function toolResultPart(block: JsonObject): Part {
  let text = '';
  for (const part of contentParts(block['content']).parts) if (part.kind === 'text') text += part.text;
  const isError = block['is_error'];
  const callId = idField(block, 'tool_use_id') ?? '';
  return { kind: 'tool-result', callId, text, ...(typeof isError === 'boolean' && { isError }) };
}

function plainText(block: JsonObject): string | undefined {
  return stringField(block, 'text') ?? stringField(block, 'value') ?? stringField(block, 'content');
}

// {"type": "tool_call", "value": "{\"name\": …, \"arguments\": {…}}"} of training sets; arguments stay as written.
function trainingCall(block: JsonObject): Part | undefined {
  const value = stringField(block, 'value');
  if (value === undefined) return undefined;
  return { ...(callFromText(value) ?? { kind: 'text', text: value }) };
}

/** A call written as JSON text `{"name": …, "arguments": …}`, its arguments verbatim; undefined when it is none. */
export function callFromText(value: string): (Part & { readonly kind: 'tool-call' }) | undefined {
  let call: unknown;
  try {
    call = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (!isJsonObject(call) || typeof call['name'] !== 'string') return undefined;
  const given = call['arguments'];
  const argumentsText = typeof given === 'string' ? given : (rawMember(value, 'arguments') ?? '');
  return { kind: 'tool-call', callId: idField(call, 'id') ?? '', name: call['name'], argumentsText };
}

/** Where an image, sound or file is. Bytes that stand in the message itself are named, not kept. */
function mediaPart(block: JsonObject, type: string): MediaPart | undefined {
  const source = objectField(block, 'source');
  const image =
    objectField(block, 'image_url') ??
    objectField(block, 'file') ??
    objectField(block, 'input_audio') ??
    source ??
    block;
  const url =
    stringField(block, 'image_url') ??
    stringField(image, 'url') ??
    stringField(image, 'file_id') ??
    stringField(image, 'path');
  const known = /image|audio|video|file|document/.test(type);
  if (!known && url === undefined) return undefined;
  const mediaType =
    stringField(image, 'media_type') ??
    stringField(image, 'mime_type') ??
    mediaTypeOf(url) ??
    type.replace(/_url$/, '');
  if (url !== undefined && !url.startsWith('data:')) return { kind: 'media', mediaType, ref: url };
  const data = url ?? stringField(image, 'data') ?? '';
  return { kind: 'media', mediaType, ref: `inline:${data.length}` };
}

function mediaTypeOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /^data:([\w.+-]{1,60}\/[\w.+-]{1,60})/.exec(url)?.[1];
}
