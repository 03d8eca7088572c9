import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { contentParts } from './content-parts.ts';
import { chatUsage, usageFacts } from './chat-usage.ts';
import { roleActor } from './role-actor.ts';
import { idField, numberField, objectField, otherFields, stringField } from './string-field.ts';
import { withoutRepeats } from './without-repeats.ts';
import { partText, type Part, type Step, type ToolCallPart } from '../trajectory.ts';

// Fields that a step or its parts hold, and of what type they must be for that; anything else is an extra. Rare are those
// that say something only when it does not go without saying.
const HELD: ReadonlyMap<string, 'any' | 'string' | 'number' | 'object' | 'rare' | 'call'> = new Map([
  ['role', 'string'],
  ['content', 'any'],
  ['name', 'string'],
  ['tool_calls', 'any'],
  ['function_call', 'object'],
  ['reasoning_content', 'string'],
  ['refusal', 'string'],
  ['is_error', 'any'],
  ['error', 'any'],
  ['usage', 'object'],
  ['cost', 'number'],
  ['timestamp', 'string'],
  ['tool_call_id', 'call'],
  ['id', 'rare'],
  ['tool_call', 'rare'],
  ['requestor', 'rare'],
  ['turn_idx', 'rare'],
  ['raw_data', 'rare'],
  ['audio', 'rare'],
  ['reasoning', 'rare'],
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
  const callOf = new Map<string, ToolCallPart>();
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
        callOf.set(callId, part);
      } else if (part.kind === 'tool-result') {
        const callId = part.callId === '' ? (open.shift() ?? '') : part.callId;
        if (callId !== part.callId) step.parts[i] = { ...part, callId };
        if (step.actor !== 'tool') continue;
        const call = callOf.get(callId);
        if (call === undefined) continue;
        if (step.name === undefined) step.name = call.name;
        if (step.extra?.['tool_call'] !== undefined) dropAnsweredCall(step, call);
      }
    }
  };
}

// Some harnesses write the call that a message answers into it once more.
function dropAnsweredCall(step: OpenStep, call: ToolCallPart): void {
  const { tool_call: told, ...rest } = step.extra!;
  if (!isJsonObject(told!)) return;
  const { callId, name, argumentsText } = toolCall(told);
  if (callId !== call.callId || name !== call.name || argumentsText !== call.argumentsText) return;
  const facts = callFacts(told);
  const extra = facts === undefined ? rest : { ...rest, tool_call: facts };
  if (Object.keys(extra).length > 0) step.extra = extra;
  else delete step.extra;
}

type OpenStep = { -readonly [K in keyof Step]: Step[K] } & { parts: Part[] };

// This and what it calls run for every message of an import: fields are set one by one, which is cheaper than spreading.
function chatStep(message: JsonObject, index: number, simulatedUser: boolean): OpenStep {
  const role = stringField(message, 'role') ?? '';
  const actor = roleActor(role) ?? 'environment';
  const extra: Record<string, Json> = {};
  const isRare = addExtra(message, actor === 'tool', extra);
  if (role === 'developer') extra['role'] = role;
  const step: OpenStep = {
    index,
    actor,
    parts: actor === 'tool' ? toolParts(message, extra) : messageParts(message, extra),
  };
  if (isRare) addRare(message, step, extra);
  const name = stringField(message, 'name') ?? (actor === 'environment' && role !== '' ? role : undefined);
  if (name !== undefined) step.name = name;
  const at = stringField(message, 'timestamp');
  if (at !== undefined) step.at = at;
  const counts = objectField(message, 'usage');
  const usage = chatUsage(counts, numberField(message, 'cost'));
  if (usage !== undefined) step.usage = usage;
  const more = counts && usageFacts(counts);
  if (more !== undefined) extra['usage'] = more;
  if (simulatedUser && actor === 'user') step.simulatedUser = true;
  for (const _ in extra) {
    step.extra = extra;
    break;
  }
  return step;
}

// What no part and no field of a step holds goes to `extra`. Tells whether there are fields that need a closer look.
function addExtra(message: JsonObject, isTool: boolean, extra: Record<string, Json>): boolean {
  let isRare = false;
  for (const name in message) {
    const value = message[name]!;
    if (value === null) continue;
    const type = HELD.get(name);
    if (type === 'any' || type === typeof value) {
      if (type === 'object' && Array.isArray(value)) extra[name] = value;
    } else if (type === 'rare') isRare = true;
    else if (type === 'call') {
      // The result holds it.
      if (typeof value !== 'string' || !isTool) isRare = true;
    } else define(extra, name, value);
  }
  return isRare;
}

// Assignment would call a setter for `__proto__`.
function define(record: Record<string, Json>, name: string, value: Json): void {
  if (name === '__proto__')
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  else record[name] = value;
}

function addRare(message: JsonObject, step: OpenStep, extra: Record<string, Json>): void {
  const { parts } = step;
  const result = parts.find((part) => part.kind === 'tool-result');
  const { id, tool_call_id: callId, requestor, reasoning, audio } = message;
  for (const [name, value] of [
    ['id', id],
    ['tool_call_id', callId],
  ] as const) {
    // A result is called by the id of its call.
    if (value !== undefined && value !== null && String(value) !== result?.callId) extra[name] = value;
  }
  if (requestor !== undefined && requestor !== null && requestor !== 'assistant') extra['requestor'] = requestor;
  if (message['turn_idx'] !== step.index) keep(message, 'turn_idx', extra);
  if (reasoning !== undefined && reasoning !== null && reasoning !== '') {
    const isSaid = parts.some((part) => part.kind === 'reasoning' && part.text === reasoning);
    if (!isSaid) extra['reasoning'] = reasoning;
  }
  keep(message, 'tool_call', extra);
  if (isJsonObject(audio)) addAudio(audio, parts, extra);
  else keep(message, 'audio', extra);
  const raw = message['raw_data'];
  const news = raw === undefined ? undefined : withoutRepeats(raw, parts.map(partText));
  if (news !== undefined) extra['raw_data'] = news;
}

function keep(message: JsonObject, name: string, extra: Record<string, Json>): void {
  const value = message[name];
  if (value !== undefined && value !== null) extra[name] = value;
}

// A spoken answer: what was said in words, and where the sound is.
function addAudio(audio: JsonObject, parts: Part[], extra: Record<string, Json>): void {
  const { transcript, data, id } = audio;
  const isSaid = parts.some((part) => part.kind === 'text' && part.text === transcript);
  if (typeof transcript === 'string' && transcript !== '' && !isSaid) parts.push({ kind: 'text', text: transcript });
  if (typeof data === 'string') parts.push({ kind: 'media', mediaType: 'audio', ref: `inline:${data.length}` });
  else if (typeof id === 'string') parts.push({ kind: 'media', mediaType: 'audio', ref: id });
  const rest = otherFields(audio, AUDIO_HELD);
  if (rest !== undefined) extra['audio'] = rest;
}

const AUDIO_HELD = new Set(['transcript', 'data']);

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
    if (isJsonObject(call)) {
      const part = toolCall(call);
      const facts = callFacts(call, stringField(message, 'role'));
      if (facts !== undefined) odd.push({ part: parts.length, ...facts });
      parts.push(part);
    } else if (call !== null) odd.push(call);
  }
  if (odd.length > 0) extra['tool_calls'] = odd;
  else if (calls !== undefined && calls !== null && !Array.isArray(calls)) extra['tool_calls'] = calls;
  const legacy = objectField(message, 'function_call');
  if (legacy !== undefined) {
    parts.push(toolCall(legacy));
    const facts = callFacts(legacy);
    if (facts !== undefined) extra['function_call'] = facts;
  }
  for (const field of ['error', 'is_error'] as const) {
    if (message[field] !== undefined && message[field] !== null) extra[field] = message[field];
  }
  return parts;
}

function addContent(content: Json | undefined, parts: Part[], extra: Record<string, Json>): void {
  if (typeof content === 'string') {
    if (content !== '') parts.push({ kind: 'text', text: content });
  } else if (content !== null && content !== undefined) {
    const { parts: found, others, facts } = contentParts(content);
    const first = parts.length;
    for (const one of found) parts.push(one);
    if (others.length > 0) extra['content'] = others;
    if (facts.length > 0) {
      extra['blocks'] = first === 0 ? facts : facts.map((fact) => ({ ...fact, part: first + Number(fact['part']) }));
    }
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
  if (parts.length === 0) return [result];
  const told: Part[] = [result, ...parts.filter((part) => part.kind !== 'text')];
  const blocks = extra['blocks'];
  if (Array.isArray(blocks)) {
    // The texts have become one result.
    const place = (part: Json): number => Math.max(0, told.indexOf(parts[Number(part)]!));
    extra['blocks'] = (blocks as readonly JsonObject[]).map((fact) => ({ ...fact, part: place(fact['part']!) }));
  }
  return told;
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

const CALL_HELD = new Set(['id', 'type', 'function', 'name', 'arguments', 'args', 'input']);
const REQUESTOR = new Set(['requestor']);
const INNER_HELD = new Set(['name', 'arguments', 'args', 'input']);

/**
 * What a call says that {@link toolCall} does not keep; undefined for the usual ones.
 *
 * @param role - of the message it stands in, which is who made it
 */
export function callFacts(call: JsonObject, role?: string): JsonObject | undefined {
  const inner = objectField(call, 'function');
  let facts = otherFields(call, CALL_HELD);
  if (facts !== undefined && role !== undefined && facts['requestor'] === role) {
    facts = otherFields(facts, REQUESTOR);
  }
  const type = call['type'];
  if (typeof type === 'string' && type !== 'function') facts = { ...facts, type };
  // A call is named by text, and its id is text or a number.
  const { id } = call;
  if (typeof id === 'object' && id !== null) facts = { ...facts, id };
  const { name } = inner ?? call;
  if (name !== undefined && name !== null && typeof name !== 'string') facts = { ...facts, name };
  if (inner === undefined) return facts;
  const rest = otherFields(inner, INNER_HELD);
  return rest === undefined ? facts : { ...facts, function: rest };
}
