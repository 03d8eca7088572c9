import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, numberField, objectField, stringField } from '../../chat/string-field.ts';
import { isoTime, jsonText, restOf, type BareStep } from '../../chat/number-steps.ts';
import type { Actor, Part, Usage } from '../../trajectory.ts';

const MESSAGE_KNOWN = new Set(['role', 'content', 'parts', 'createdAt', 'toolInvocations']);
const PART_KNOWN: Readonly<Record<Part['kind'], ReadonlySet<string>>> = {
  text: new Set(['type', 'text']),
  reasoning: new Set(['type', 'text', 'reasoning', 'details']),
  'tool-call': new Set(['toolCallId', 'toolName', 'input', 'args', 'output', 'result', 'errorText', 'toolInvocation']),
  'tool-result': new Set(['type', 'toolCallId', 'toolName', 'output', 'result', 'isError', 'content']),
  media: new Set(['type', 'mediaType', 'mimeType', 'data', 'url', 'image', 'file']),
  compaction: new Set(['type']),
  feedback: new Set(['type']),
};
const MODEL_PARTS = new Set([
  'tool-call',
  'tool-result',
  'tool-approval-request',
  'tool-approval-response',
  'tool-error',
]);
const UI_PARTS =
  /^(?:text|reasoning|step-start|file|source|source-url|source-document|dynamic-tool|tool-[\w-]{1,100}|data-[\w-]{1,100})$/;

/** Whether a message is a UI message of the AI SDK: a role, and parts with types. */
export function isUiMessage(message: Json): message is JsonObject {
  if (!isJsonObject(message) || typeof message['role'] !== 'string') return false;
  const parts = listField(message, 'parts');
  return (
    parts !== undefined &&
    parts.length > 0 &&
    parts.every((part) => isJsonObject(part) && UI_PARTS.test(stringField(part, 'type') ?? ''))
  );
}

/** Whether a message has parts that only model messages of the AI SDK have. */
export function hasModelPart(message: Json): boolean {
  if (!isJsonObject(message)) return false;
  return (listField(message, 'content') ?? []).some((part) => {
    if (!isJsonObject(part)) return false;
    const type = stringField(part, 'type') ?? '';
    return MODEL_PARTS.has(type) && (typeof part['toolCallId'] === 'string' || 'approvalId' in part);
  });
}

/** Messages of either kind as steps, one each; what parts say besides stands in `extra.parts`, with the part's place. */
export function aiSdkSteps(messages: readonly Json[]): BareStep[] {
  return messages.map((message) => aiSdkStep(message));
}

/** One message, of the model (`content`) or of the user interface (`parts`). */
export function aiSdkStep(message: Json): BareStep {
  if (!isJsonObject(message)) {
    const parts: Part[] = typeof message === 'string' ? [{ kind: 'text', text: message }] : [];
    return { actor: 'environment', parts, ...(parts.length === 0 && { extra: { value: message } }) };
  }
  const parts: Part[] = [];
  const rests: Json[] = [];
  const content = message['parts'] ?? message['content'];
  for (const part of Array.isArray(content) ? (content as readonly Json[]) : [content ?? null]) {
    addPart(part, parts, rests);
  }
  // Version 4 repeats a message's words and calls beside its parts.
  if (message['parts'] === undefined) {
    for (const call of listField(message, 'toolInvocations') ?? []) {
      addPart({ type: 'tool-invocation', toolInvocation: call }, parts, rests);
    }
  }
  const role = stringField(message, 'role') ?? '';
  const first = parts[0];
  const tool = first?.kind === 'tool-result' && Array.isArray(content) ? toolName(content[0] as Json) : undefined;
  const actor = ACTOR_OF_ROLE.get(role) ?? 'environment';
  const name = actor === 'environment' && role !== '' ? role : actor === 'tool' ? tool : undefined;
  const at = isoTime(message['createdAt']);
  const extra = { ...restOf(message, MESSAGE_KNOWN), ...(rests.length > 0 && { parts: rests }) };
  return {
    actor,
    ...(name !== undefined && { name }),
    ...(at !== undefined && { at }),
    parts,
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

const ACTOR_OF_ROLE: ReadonlyMap<string, Actor> = new Map<string, Actor>([
  ['system', 'system'],
  ['user', 'user'],
  ['assistant', 'agent'],
  ['tool', 'tool'],
]);

function toolName(part: Json): string | undefined {
  return isJsonObject(part) ? stringField(part, 'toolName') : undefined;
}

function addPart(part: Json, parts: Part[], rests: Json[]): void {
  if (typeof part === 'string') {
    if (part !== '') parts.push({ kind: 'text', text: part });
    return;
  }
  if (!isJsonObject(part)) {
    if (part !== null) rests.push(part);
    return;
  }
  const at = parts.length;
  for (const one of partsOf(part, stringField(part, 'type') ?? '')) parts.push(one);
  const read = parts[at];
  // A step's start, sources, data of the application: nothing that was said.
  const inner = objectField(part, 'toolInvocation');
  const whole = inner === undefined ? part : { ...part, ...inner };
  const held = read === undefined ? part : restOf(whole, PART_KNOWN[read.kind]);
  const output = read?.kind === 'tool-result' ? outputFacts(whole) : undefined;
  const rest = output === undefined ? held : { ...held, output };
  const type = stringField(part, 'type') ?? '';
  const telling =
    rest !== undefined && (Object.keys(rest).length > 1 || rest['type'] === undefined || read === undefined);
  if (rest !== undefined && (telling || type === 'dynamic-tool')) rests.push({ part: at, ...rest });
}

// Typed outputs may say more than their value: options of the provider.
function outputFacts(part: JsonObject): JsonObject | undefined {
  const { output } = part;
  if (!isJsonObject(output) || typeof output['type'] !== 'string') return undefined;
  return 'value' in output || 'reason' in output ? restOf(output, new Set(['type', 'value', 'reason'])) : undefined;
}

function partsOf(part: JsonObject, type: string): Part[] {
  switch (type) {
    case 'text': {
      const text = stringField(part, 'text');
      return text === undefined ? [] : [{ kind: 'text', text }];
    }
    case 'reasoning':
      return reasoningParts(part);
    case 'redacted-reasoning':
      return [{ kind: 'reasoning', text: '', visibility: 'encrypted' }];
    case 'tool-call':
      return [callPart(part, stringField(part, 'toolName') ?? '')];
    case 'tool-error':
      return [{ kind: 'tool-result', callId: callIdOf(part), text: jsonText(part['error']), isError: true }];
    case 'tool-result':
      return [resultPart(part)];
    case 'image':
    case 'file':
      return [mediaPart(part, type)];
    case 'tool-invocation': {
      const call = objectField(part, 'toolInvocation') ?? part;
      return uiCall(call, stringField(call, 'toolName') ?? '');
    }
    case 'dynamic-tool':
      return uiCall(part, stringField(part, 'toolName') ?? '');
    default:
      return type.startsWith('tool-') && 'toolCallId' in part ? uiCall(part, type.slice('tool-'.length)) : [];
  }
}

function reasoningParts(part: JsonObject): Part[] {
  const text = stringField(part, 'text') ?? stringField(part, 'reasoning') ?? '';
  // What a provider keeps to itself comes as its metadata, without words.
  const hidden = text === '' && JSON.stringify(part).length > 60;
  return [{ kind: 'reasoning', text, visibility: hidden ? 'encrypted' : 'raw' }];
}

function callIdOf(part: JsonObject): string {
  return idField(part, 'toolCallId') ?? '';
}

function callPart(part: JsonObject, name: string): Part {
  return { kind: 'tool-call', callId: callIdOf(part), name, argumentsText: jsonText(part['input'] ?? part['args']) };
}

// A call of the user interface carries its answer.
function uiCall(part: JsonObject, name: string): Part[] {
  const call = callPart(part, name);
  const error = part['errorText'];
  const output = part['output'] ?? part['result'];
  if (typeof error === 'string')
    return [call, { kind: 'tool-result', callId: callIdOf(part), text: error, isError: true }];
  if (output === undefined || output === null) return [call];
  return [call, { kind: 'tool-result', callId: callIdOf(part), text: jsonText(output) }];
}

// Version 5 types its outputs: text and error-text are words, json values, content a list of blocks.
function resultPart(part: JsonObject): Part {
  const output = part['output'] ?? part['result'] ?? part['content'];
  const typed = isJsonObject(output) && typeof output['type'] === 'string' ? output : undefined;
  const type = typed === undefined ? '' : (stringField(typed, 'type') ?? '');
  const value = typed !== undefined && ('value' in typed || 'reason' in typed) ? typed : undefined;
  const text = jsonText(value === undefined ? output : (value['value'] ?? value['reason']));
  const failed = type.startsWith('error-') || type === 'execution-denied' || part['isError'] === true;
  return { kind: 'tool-result', callId: callIdOf(part), text, ...(failed && { isError: true }) };
}

function mediaPart(part: JsonObject, type: string): Part {
  const file = objectField(part, 'file') ?? part;
  const given = file['url'] ?? file['data'] ?? file['image'] ?? file['base64'];
  const mediaType = stringField(file, 'mediaType') ?? stringField(file, 'mimeType') ?? type;
  const text = jsonText(given);
  const isPlace = /^(?:https?|file|blob|s3|gs):/.test(text);
  return { kind: 'media', mediaType, ref: isPlace ? text : `inline:${text.length}` };
}

const COUNTS = new Set([
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'promptTokens',
  'completionTokens',
  'cachedInputTokens',
  'reasoningTokens',
]);
const DETAILS = new Set(['total', 'cacheReadTokens', 'reasoningTokens']);

/** What a usage says that {@link aiSdkUsage} has no field for. */
export function aiSdkUsageFacts(usage: JsonObject): JsonObject | undefined {
  const facts: Record<string, Json> = {};
  for (const [name, value] of Object.entries(usage)) {
    const kept = isJsonObject(value) ? restOf(value, DETAILS) : COUNTS.has(name) ? undefined : value;
    if (kept !== undefined && kept !== null) facts[name] = kept;
  }
  const { totalTokens } = usage;
  const known = aiSdkUsage(usage);
  if (typeof totalTokens === 'number' && totalTokens !== (known?.inputTokens ?? 0) + (known?.outputTokens ?? 0)) {
    facts['totalTokens'] = totalTokens;
  }
  return Object.keys(facts).length === 0 ? undefined : facts;
}

/** Usage as the AI SDK counts it, in any of its versions. */
export function aiSdkUsage(usage: JsonObject | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const count = (field: string, inner: string): number | undefined =>
    numberField(usage, field) ?? numberField(objectField(usage, field) ?? {}, inner);
  const input = count('inputTokens', 'total') ?? numberField(usage, 'promptTokens');
  const output = count('outputTokens', 'total') ?? numberField(usage, 'completionTokens');
  const cached =
    numberField(usage, 'cachedInputTokens') ??
    numberField(objectField(usage, 'inputTokenDetails') ?? {}, 'cacheReadTokens');
  const reasoning =
    numberField(usage, 'reasoningTokens') ??
    numberField(objectField(usage, 'outputTokenDetails') ?? {}, 'reasoningTokens');
  const found: Usage = {
    ...(input !== undefined && { inputTokens: input }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(output !== undefined && { outputTokens: output }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}
