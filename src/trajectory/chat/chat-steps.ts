import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { contentParts } from './content-parts.ts';
import { chatUsage } from './chat-usage.ts';
import { idField, numberField, objectField, otherFields, stringField } from './string-field.ts';
import type { Actor, Part, Step, ToolCallPart } from '../trajectory.ts';

const ACTOR_OF_ROLE: ReadonlyMap<string, Actor> = new Map(
  Object.entries<Actor>({
    system: 'system',
    developer: 'system',
    user: 'user',
    human: 'user',
    assistant: 'agent',
    model: 'agent',
    ai: 'agent',
    gpt: 'agent',
    tool: 'tool',
    function: 'tool',
  }),
);

const KNOWN = new Set([
  'role',
  'content',
  'name',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'reasoning_content',
  'reasoning',
  'refusal',
  'is_error',
  'error',
  'usage',
  'cost',
  'timestamp',
  'id',
  'tool_call',
  'requestor',
  'turn_idx',
  'raw_data',
  'audio',
]);

/** Whether a value looks like a chat message: an object with a role, and content or calls. */
export function isChatMessage(value: Json): value is JsonObject {
  return (
    isJsonObject(value) &&
    typeof value['role'] === 'string' &&
    ('content' in value || 'tool_calls' in value || 'function_call' in value)
  );
}

/**
 * Chat messages as steps, one each, in order. Understood are OpenAI's messages and what benchmarks made of them: calls
 * as `{function: {name, arguments}}`, `{name, arguments}` or `{function, args}`; content as text, null or typed blocks;
 * `reasoning_content` or `reasoning`; errors where a tool message says so. What is no message is a step of the environment.
 */
export function chatSteps(messages: readonly Json[], options: { readonly simulatedUser?: boolean } = {}): Step[] {
  const steps: Step[] = [];
  const book = callBook();
  for (const message of messages) {
    // Step i stays message i, whatever stands there.
    if (!isJsonObject(message)) {
      const parts: Part[] = typeof message === 'string' ? [{ kind: 'text', text: message }] : [];
      steps.push({
        index: steps.length,
        actor: 'environment',
        parts,
        ...(parts.length === 0 && { extra: { value: message } }),
      });
      continue;
    }
    const step = chatStep(message, steps.length, options.simulatedUser === true);
    book(step);
    steps.push(step);
  }
  return steps;
}

// Training sets and legacy function calls have no ids: calls get `call_0`, `call_1`…, and a result without an id answers
// the oldest of them that has no answer yet. A result whose message does not name the tool is named after its call.
function callBook(): (step: OpenStep) => void {
  let calls = 0;
  const open: string[] = [];
  const toolOfCall = new Map<string, string>();
  return (step) => {
    for (let i = 0; i < step.parts.length; i++) {
      const part = step.parts[i]!;
      if (part.kind === 'tool-call') {
        let { callId } = part;
        if (callId === '') {
          callId = `call_${calls++}`;
          open.push(callId);
          step.parts[i] = { ...part, callId };
        }
        toolOfCall.set(callId, part.name);
      } else if (part.kind === 'tool-result') {
        const callId = part.callId === '' ? (open.shift() ?? '') : part.callId;
        if (callId !== part.callId) step.parts[i] = { ...part, callId };
        const tool = step.actor === 'tool' && step.name === undefined ? toolOfCall.get(callId) : undefined;
        if (tool !== undefined) step.name = tool;
      }
    }
  };
}

type OpenStep = { -readonly [K in keyof Step]: Step[K] } & { parts: Part[] };

// This and what it calls run for every message of an import: fields are set one by one, which is cheaper than spreading.
function chatStep(message: JsonObject, index: number, simulatedUser: boolean): OpenStep {
  const role = stringField(message, 'role') ?? '';
  const actor = ACTOR_OF_ROLE.get(role) ?? ACTOR_OF_ROLE.get(role.toLowerCase()) ?? 'environment';
  const extra: Record<string, Json> = { ...otherFields(message, KNOWN) };
  if (role === 'developer') extra['role'] = role;
  const requestor = message['requestor'];
  if (typeof requestor === 'string' && requestor !== 'assistant') extra['requestor'] = requestor;
  const step: OpenStep = {
    index,
    actor,
    parts: actor === 'tool' ? toolParts(message, extra) : messageParts(message, extra),
  };
  const name = stringField(message, 'name') ?? (actor === 'environment' && role !== '' ? role : undefined);
  if (name !== undefined) step.name = name;
  const at = stringField(message, 'timestamp');
  if (at !== undefined) step.at = at;
  const usage = chatUsage(objectField(message, 'usage'), numberField(message, 'cost'));
  if (usage !== undefined) step.usage = usage;
  if (simulatedUser && actor === 'user') step.simulatedUser = true;
  for (const _ in extra) {
    step.extra = extra;
    break;
  }
  return step;
}

function messageParts(message: JsonObject, extra: Record<string, Json>): Part[] {
  const parts: Part[] = [];
  const reasoning = stringField(message, 'reasoning_content') ?? stringField(message, 'reasoning');
  if (reasoning !== undefined && reasoning !== '')
    parts.push({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
  addContent(message['content'], parts, extra);
  const refusal = stringField(message, 'refusal');
  if (refusal !== undefined && refusal !== '') parts.push({ kind: 'text', text: refusal });
  const calls = message['tool_calls'];
  const odd: Json[] = [];
  for (const call of Array.isArray(calls) ? (calls as readonly Json[]) : []) {
    if (isJsonObject(call)) parts.push(toolCall(call));
    else if (call !== null) odd.push(call);
  }
  if (odd.length > 0) extra['tool_calls'] = odd;
  else if (calls !== undefined && calls !== null && !Array.isArray(calls)) extra['tool_calls'] = calls;
  const legacy = objectField(message, 'function_call');
  if (legacy !== undefined) parts.push(toolCall(legacy));
  for (const field of ['error', 'is_error'] as const) {
    if (message[field] !== undefined && message[field] !== null) extra[field] = message[field];
  }
  return parts;
}

function addContent(content: Json | undefined, parts: Part[], extra: Record<string, Json>): void {
  if (typeof content === 'string') {
    if (content !== '') parts.push({ kind: 'text', text: content });
  } else if (content !== null && content !== undefined) {
    const { parts: found, others } = contentParts(content);
    parts.push(...found);
    if (others.length > 0) extra['content'] = others;
  }
}

function toolParts(message: JsonObject, extra: Record<string, Json>): Part[] {
  const callId = idField(message, 'tool_call_id') ?? idField(message, 'id') ?? '';
  const { error } = message;
  const isError = errorOf(message['is_error']) ?? errorOf(error);
  const parts: Part[] = [];
  addContent(message['content'], parts, extra);
  let text = '';
  for (const part of parts) if (part.kind === 'text') text += part.text;
  // Some harnesses put the message only into the error field.
  if (typeof error === 'string' && error !== text) {
    if (text === '') text = error;
    else if (error !== '') extra['error'] = error;
  }
  const result: Part =
    isError === undefined ? { kind: 'tool-result', callId, text } : { kind: 'tool-result', callId, text, isError };
  return parts.length === 0 ? [result] : [result, ...parts.filter((part) => part.kind !== 'text')];
}

// A flag, or the text of an error.
function errorOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && value !== '' ? true : undefined;
}

/** A call in any of the shapes of {@link chatSteps}. Arguments that are text stay as they are, others become JSON. */
export function toolCall(call: JsonObject): ToolCallPart {
  const inner = objectField(call, 'function') ?? call;
  const name = stringField(inner, 'name') ?? stringField(call, 'function') ?? '';
  const given = inner['arguments'] ?? inner['args'] ?? inner['input'];
  const argumentsText =
    typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  return { kind: 'tool-call', callId: idField(call, 'id') ?? '', name, argumentsText };
}
