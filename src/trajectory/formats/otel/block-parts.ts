import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { toolCall } from '../../chat/chat-steps.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { idField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { Part } from '../../trajectory.ts';

const UNTYPED_TEXT = new Set(['text', 'content', 'thought', 'thoughtSignature', 'thought_signature']);
// What parts are made of; all else a block says is kept beside them.
const KNOWN = new Set([
  'type',
  'text',
  'content',
  'thinking',
  'reasoning',
  'thought',
  'value',
  'id',
  'name',
  'arguments',
  'args',
  'input',
  'toolCallId',
  'toolName',
  'tool_use_id',
  'output',
  'result',
  'error',
  'isError',
  'response',
  'is_error',
  'function',
  'server_tool_call',
  'server_tool_call_response',
  'function_call',
  'functionCall',
  'function_response',
  'functionResponse',
  'image_url',
  'image',
  'url',
  'uri',
  'file',
  'file_id',
  'source',
  'data',
  'input_audio',
  'mime_type',
  'media_type',
  'mediaType',
  'modality',
]);

/** What a block says beside the parts it became (signatures, annotations, caching); undefined when nothing. */
export function blockRest(block: Json): JsonObject | undefined {
  if (!isJsonObject(block)) return undefined;
  const rest = otherFields(block, KNOWN);
  if (rest === undefined) return undefined;
  const said = Object.entries(rest).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/**
 * A block of a message as parts, in the words of the GenAI conventions, the AI SDK, Gemini, OpenAI or Anthropic;
 * undefined when it is none of them.
 */
export function blockParts(block: Json): readonly Part[] | undefined {
  if (!isJsonObject(block)) return undefined;
  const part = otelPart(block);
  if (part !== undefined) return [part];
  // A block without a type is data, though it may hold a field `url`.
  if (typeof block['type'] !== 'string') return undefined;
  const { parts } = contentParts(block);
  return parts.length > 0 ? parts : undefined;
}

/** The text of a tool's answer: text as it is, the AI SDK's `{type, value}` without its wrapping, else JSON. */
export function answerText(answer: Json | undefined): string {
  if (typeof answer === 'string') return answer;
  if (answer === undefined || answer === null) return '';
  if (
    isJsonObject(answer) &&
    'value' in answer &&
    Object.keys(answer).length === 2 &&
    typeof answer['type'] === 'string'
  )
    return answerText(answer['value']);
  const blocks = isJsonObject(answer) && Object.keys(answer).length === 1 ? answer['content'] : answer;
  if (Array.isArray(blocks) && blocks.length > 0) {
    const texts = (blocks as readonly Json[]).map((block) =>
      isJsonObject(block) && block['type'] === 'text' ? stringField(block, 'text') : undefined,
    );
    if (texts.every((text) => text !== undefined)) return texts.join('');
  }
  return JSON.stringify(answer);
}

function otelPart(item: JsonObject): Part | undefined {
  const type = stringField(item, 'type') ?? '';
  const content = stringField(item, 'content') ?? stringField(item, 'text');
  switch (type) {
    case 'reasoning':
    case 'thinking': {
      const text = content ?? stringField(item, 'thinking') ?? stringField(item, 'reasoning');
      if (text === undefined) return undefined;
      const hidden = text === '' && (typeof item['signature'] === 'string' || typeof item['data'] === 'string');
      return { kind: 'reasoning', text, visibility: hidden ? 'encrypted' : 'raw' };
    }
    case 'input_text':
    case 'output_text':
    case 'text':
      return content === undefined ? undefined : { kind: 'text', text: content };
    case 'tool_call':
    case 'server_tool_call':
      return 'value' in item
        ? undefined
        : toolCall({ ...item, arguments: item['arguments'] ?? item['args'] ?? item['server_tool_call'] ?? '' });
    case 'tool-call':
      return callOf(item);
    case 'tool-result':
    case 'tool-error': {
      const isError =
        type === 'tool-error' ||
        item['isError'] === true ||
        (stringField(objectField(item, 'output') ?? {}, 'type') ?? '').startsWith('error-');
      const text = answerText(item['output'] ?? item['result'] ?? item['error']);
      return { kind: 'tool-result', callId: idField(item, 'toolCallId') ?? '', text, ...(isError && { isError }) };
    }
    case 'tool_call_response':
    case 'server_tool_call_response': {
      const answer = item['response'] ?? item['result'] ?? item['server_tool_call_response'] ?? '';
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      const isError = item['is_error'];
      return {
        kind: 'tool-result',
        callId: idField(item, 'id') ?? '',
        text,
        ...(typeof isError === 'boolean' && { isError }),
      };
    }
    case 'uri':
    case 'blob':
      return mediaPart(item, content, type);
    case 'file':
      return 'file' in item || 'source' in item ? undefined : mediaPart(item, content, type);
    case '':
      return untyped(item, content);
    default:
      return undefined;
  }
}

function mediaPart(item: JsonObject, content: string | undefined, type: string): Part {
  const mediaType =
    stringField(item, 'mime_type') ?? stringField(item, 'mediaType') ?? stringField(item, 'modality') ?? type;
  const ref =
    stringField(item, 'uri') ??
    stringField(item, 'file_id') ??
    `inline:${(stringField(item, 'data') ?? content ?? '').length}`;
  return { kind: 'media', mediaType, ref };
}

// Gemini's parts have no type, and neither have the calls that the AI SDK lists.
function untyped(item: JsonObject, content: string | undefined): Part | undefined {
  const call = objectField(item, 'function_call') ?? objectField(item, 'functionCall');
  if (call !== undefined) return toolCall(call);
  const response = objectField(item, 'function_response') ?? objectField(item, 'functionResponse');
  if (response !== undefined)
    return { kind: 'tool-result', callId: idField(response, 'id') ?? '', text: answerText(response['response']) };
  if (typeof item['toolCallId'] === 'string') return callOf(item);
  if (content === undefined || !Object.keys(item).every((name) => UNTYPED_TEXT.has(name))) return undefined;
  return item['thought'] === true
    ? { kind: 'reasoning', text: content, visibility: 'summary' }
    : { kind: 'text', text: content };
}

function callOf(item: JsonObject): Part {
  return toolCall({
    id: item['toolCallId'] ?? '',
    name: item['toolName'] ?? '',
    arguments: item['input'] ?? item['args'] ?? '',
  });
}
