import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, objectField, otherFields, stringField } from './string-field.ts';
import { rawMember } from '../source/raw-member.ts';
import type { MediaPart, Part, ToolCallPart } from '../trajectory.ts';

/** Content, read. */
export interface ContentParts {
  readonly parts: Part[];
  /** Blocks that have no text and are no media. */
  readonly others: Json[];
  /** What blocks say beside their parts (signatures, citations, details of images), as `{part: <index of the part>, …}`. */
  readonly facts: JsonObject[];
}

/**
 * The content of a message as parts: text, null, or a list of typed blocks in the words of OpenAI, Anthropic and
 * training sets. Pictures in the result of a tool come after it, and so do the words of a document that stand in its block.
 */
export function contentParts(content: Json | undefined): ContentParts {
  const found: ContentParts = { parts: [], others: [], facts: [] };
  if (typeof content === 'string') {
    if (content !== '') found.parts.push({ kind: 'text', text: content });
  } else if (Array.isArray(content)) {
    for (const block of content as readonly Json[]) {
      if (typeof block === 'string') found.parts.push({ kind: 'text', text: block });
      else if (isJsonObject(block)) addBlock(block, found);
      else if (block !== null) found.others.push(block);
    }
  } else if (isJsonObject(content)) addBlock(content, found);
  else if (content !== undefined && content !== null) found.others.push(content);
  return found;
}

function addBlock(block: JsonObject, found: ContentParts): void {
  if (block['type'] === 'tool_result') {
    addToolResult(block, found);
    return;
  }
  const { parts, others, facts } = found;
  const at = parts.length;
  // `{"type": "tool_call", "value": "{\"name\": …, \"arguments\": {…}}"}` of training sets; arguments stay as written.
  const written = block['type'] === 'tool_call' ? callFromText(stringField(block, 'value') ?? '') : undefined;
  const part = written?.call ?? blockPart(block);
  if (part === undefined) {
    others.push(block);
    return;
  }
  parts.push(part);
  let rest = part.kind === 'media' ? mediaRest(block) : otherFields(block, heldFields(block, part));
  if (written?.rest !== undefined) rest = { ...rest, ...written.rest };
  if (part.kind === 'media') {
    const words = documentText(block);
    if (words !== undefined) parts.push({ kind: 'text', text: words });
  }
  if (rest !== undefined) facts.push({ part: at, ...rest });
}

// An Anthropic `tool_result`: its texts joined as they are.
function addToolResult(block: JsonObject, { parts, facts }: ContentParts): void {
  const at = parts.length;
  const inner = contentParts(block['content']);
  let text = '';
  for (const part of inner.parts) if (part.kind === 'text') text += part.text;
  const isError = block['is_error'];
  const callId = idField(block, 'tool_use_id') ?? '';
  parts.push({ kind: 'tool-result', callId, text, ...(typeof isError === 'boolean' && { isError }) });
  for (const part of inner.parts) if (part.kind !== 'text') parts.push(part);
  const rest = otherFields(block, RESULT_HELD);
  const left = [...inner.others, ...inner.facts];
  if (rest !== undefined || left.length > 0) {
    facts.push({ part: at, ...rest, ...(left.length > 0 && { content: left }) });
  }
}

const PLAIN_TYPES = new Set(['', 'text', 'input_text', 'output_text', 'tool_call']);
const TEXT_HELD = new Set(['type', 'text']);
const VALUE_HELD = new Set(['type', 'value']);
const CONTENT_HELD = new Set(['type', 'content']);
const THINKING_HELD = new Set(['type', 'thinking']);
const CALL_HELD = new Set(['type', 'id', 'name', 'input']);
const RESULT_HELD = new Set(['type', 'tool_use_id', 'content', 'is_error']);
const RUN_BY_PROVIDER = new Set([...CALL_HELD, ...RESULT_HELD].filter((name) => name !== 'type'));

function heldFields(block: JsonObject, part: Part): ReadonlySet<string> {
  if (part.kind === 'tool-call') {
    if (block['type'] === 'tool_call') return VALUE_HELD;
    return block['type'] === 'tool_use' ? CALL_HELD : RUN_BY_PROVIDER;
  }
  if (part.kind === 'tool-result') return RUN_BY_PROVIDER;
  if (part.kind === 'reasoning' && typeof block['thinking'] === 'string') return THINKING_HELD;
  const named = typeof block['text'] === 'string' ? 'text' : typeof block['value'] === 'string' ? 'value' : 'content';
  // A type of its own says more than that there is text.
  if (part.kind === 'text' && !PLAIN_TYPES.has(stringField(block, 'type') ?? '')) return new Set([named]);
  return named === 'text' ? TEXT_HELD : named === 'value' ? VALUE_HELD : CONTENT_HELD;
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

function plainText(block: JsonObject): string | undefined {
  return stringField(block, 'text') ?? stringField(block, 'value') ?? stringField(block, 'content');
}

const WRITTEN_CALL_HELD = new Set(['id', 'name', 'arguments']);

/**
 * A call written as JSON text `{"name": …, "arguments": …}`, its arguments verbatim, and what the text says besides;
 * undefined when it is none.
 */
export function callFromText(
  value: string,
): { readonly call: ToolCallPart; readonly rest: JsonObject | undefined } | undefined {
  let call: unknown;
  try {
    call = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (!isJsonObject(call) || typeof call['name'] !== 'string') return undefined;
  const given = call['arguments'];
  const argumentsText = typeof given === 'string' ? given : (rawMember(value, 'arguments') ?? '');
  return {
    call: { kind: 'tool-call', callId: idField(call, 'id') ?? '', name: call['name'], argumentsText },
    rest: otherFields(call, WRITTEN_CALL_HELD),
  };
}

const MEDIA_PLACES = ['image_url', 'file', 'input_audio', 'source'] as const;
const MEDIA_HELD = new Set(['type', 'url', 'path', 'media_type', 'mime_type', 'data', 'file_data', 'file_id']);
const BARE_MEDIA_HELD = new Set([...MEDIA_HELD, 'image_url']);

// What a block of an image says beside where it is.
function mediaRest(block: JsonObject): JsonObject | undefined {
  const place = MEDIA_PLACES.find((name) => isJsonObject(block[name]));
  if (place === undefined) return otherFields(block, BARE_MEDIA_HELD);
  const outer = otherFields(block, new Set(['type', place]));
  const inner = otherFields(objectField(block, place)!, MEDIA_HELD);
  return inner === undefined ? outer : { ...outer, [place]: inner };
}

// The words of a document that stand in its block as they are.
function documentText(block: JsonObject): string | undefined {
  const source = objectField(block, 'source');
  return source?.['type'] === 'text' ? stringField(source, 'data') : undefined;
}

/** Where an image, sound or file is. Bytes that stand in the message itself are named, not kept. */
function mediaPart(block: JsonObject, type: string): MediaPart | undefined {
  const place = MEDIA_PLACES.find((name) => isJsonObject(block[name]));
  const image = (place === undefined ? undefined : objectField(block, place)) ?? block;
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
  const data = url ?? stringField(image, 'data') ?? stringField(image, 'file_data') ?? '';
  return { kind: 'media', mediaType, ref: `inline:${data.length}` };
}

function mediaTypeOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /^data:([\w.+-]{1,60}\/[\w.+-]{1,60})/.exec(url)?.[1];
}
