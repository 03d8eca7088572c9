import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { chatSteps } from '../../chat/chat-steps.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { numberSteps, type BareStep } from '../../chat/number-steps.ts';
import { listField, otherFields, stringField } from '../../chat/string-field.ts';
import { commandName, commandParts } from './command-parts.ts';
import { partText, type Part } from '../../trajectory.ts';
import type { Step } from '../../trajectory.ts';

const TURN_KNOWN = new Set(['response', 'observation', 'thought', 'action', 'query', 'messages']);

/**
 * The messages of SWE-agent's `history` as steps, in order, and between them what only its `trajectory` has: turns that
 * are not in the history, and observations that no message shows (the last one). What a turn notes (`state`,
 * `execution_time`, …) goes to the `extra` of its agent step; of the prompt it repeats (`query`) only what is not in the
 * history, the other messages by their place there.
 */
export function sweAgentSteps(history: readonly Json[], trajectory: readonly Json[]): Step[] {
  const groups = messageSteps(history);
  const answers = new Map<string, number[]>();
  for (const [index, step] of groups.entries()) {
    if (step.actor !== 'agent' || step.copied === true) continue;
    const text = saidText(step.parts);
    const places = answers.get(text);
    if (places === undefined) answers.set(text, [index]);
    else places.push(index);
  }
  const placeOf = historyPlaces(history);
  const steps: BareStep[] = [];
  let next = 0;
  for (const [turn, value] of trajectory.entries()) {
    if (!isJsonObject(value)) {
      steps.push({ actor: 'environment', parts: [], extra: { turn: value } });
      continue;
    }
    const rest = turnFacts(value, placeOf);
    const places = answers.get(stringField(value, 'response') ?? stringField(value, 'thought') ?? '') ?? [];
    while (places.length > 0 && places[0]! < next) places.shift();
    const place = places.shift();
    const observation = stringField(value, 'observation') ?? '';
    if (place === undefined) {
      for (const one of bareTurn(value, turn, rest, observation)) steps.push(one);
      continue;
    }
    for (const one of groups.slice(next, place)) steps.push(one);
    const step = groups[place]!;
    const extra = { ...step.extra, ...rest };
    steps.push(Object.keys(extra).length === 0 ? step : { ...step, extra });
    next = place + 1;
    let isShown = observation === '';
    // What answers the message comes before the next turn, whether that is in the history or not.
    for (; next < groups.length && groups[next]!.actor !== 'agent'; next++) {
      isShown ||= groups[next]!.parts.some((part) => partText(part).includes(observation));
      steps.push(groups[next]!);
    }
    if (!isShown) steps.push(observationStep(observation, step.parts));
  }
  return numberSteps([...steps, ...groups.slice(next)]);
}

function messageSteps(history: readonly Json[]): BareStep[] {
  const found: BareStep[] = [];
  let calls = 0;
  let openCall: Part | undefined;
  for (const [index, step] of chatSteps(history.map(plainMessage)).entries()) {
    const message = history[index]!;
    const record = isJsonObject(message) ? message : {};
    let { actor, parts } = step;
    const { index: _index, extra, ...rest } = step;
    const extras: Record<string, Json> = { ...extra };
    let name = step.name;
    if (actor === 'agent') {
      const thinking = contentParts(record['thinking_blocks']).parts;
      const signatures = (listField(record, 'thinking_blocks') ?? []).map((block) =>
        isJsonObject(block) ? (otherFields(block, new Set(['thinking'])) ?? {}) : block,
      );
      if (signatures.length > 0) extras['thinking_blocks'] = signatures;
      else if (Array.isArray(record['thinking_blocks'])) delete extras['thinking_blocks'];
      const { action, thought } = record;
      const text = saidText(parts);
      const hasCall = parts.some((part) => part.kind === 'tool-call');
      if (typeof action === 'string' && !hasCall) {
        const cut = commandParts(text, action, `call_${calls}`);
        if (cut !== undefined && parts.every((part) => part.kind === 'text')) {
          parts = cut;
          calls++;
          if (text.includes(action)) delete extras['action'];
        }
      }
      if (typeof thought === 'string' && text.includes(thought)) delete extras['thought'];
      parts = [...thinking, ...parts];
      openCall = parts.find((part) => part.kind === 'tool-call');
    } else if (actor === 'user' && openCall?.kind === 'tool-call' && parts.every(isShowable)) {
      actor = 'tool';
      name = openCall.name;
      const { callId } = openCall;
      openCall = undefined;
      parts = [
        { kind: 'tool-result', callId, text: saidText(parts) },
        ...parts.filter((part) => part.kind === 'media'),
      ];
    }
    found.push({
      ...rest,
      actor,
      ...(name !== undefined && { name }),
      parts,
      ...(record['is_demo'] === true && { copied: true }),
      ...(Object.keys(extras).length > 0 && { extra: extras }),
    });
  }
  return found;
}

// Observations are text and, of web tools, pictures.
function isShowable({ kind }: Part): boolean {
  return kind === 'text' || kind === 'media';
}

// The answer of a tool names its calls in a list.
function plainMessage(message: Json): Json {
  if (!isJsonObject(message) || 'tool_call_id' in message) return message;
  const ids = listField(message, 'tool_call_ids') ?? [];
  if (ids.length !== 1 || typeof ids[0] !== 'string') return message;
  return { ...otherFields(message, new Set(['tool_call_ids'])), tool_call_id: ids[0] };
}

function saidText(parts: readonly Part[]): string {
  return parts.map((part) => (part.kind === 'text' || isCutOut(part) ? partText(part) : '')).join('');
}

// Calls cut out of an answer's text have the ids that `messageSteps` gave them.
function isCutOut(part: Part): boolean {
  return part.kind === 'tool-call' && /^call_\d{1,6}$/.test(part.callId);
}

function bareTurn(turn: JsonObject, index: number, rest: JsonObject, observation: string): BareStep[] {
  const response = stringField(turn, 'response') ?? '';
  const thought = stringField(turn, 'thought') ?? '';
  const action = stringField(turn, 'action') ?? '';
  const callId = `turn_${index}`;
  const said = response === '' ? thought : response;
  const cut: Part[] = action === '' ? [] : (commandParts(said, action, callId) ?? []);
  const parts: Part[] = cut.length > 0 ? cut : said === '' ? [] : [{ kind: 'text', text: said }];
  if (cut.length === 0 && action !== '') {
    parts.push({ kind: 'tool-call', callId, name: commandName(action), argumentsText: action });
  }
  const extra = thought === '' || said.includes(thought) ? rest : { ...rest, thought };
  return [
    { actor: 'agent', parts, ...(Object.keys(extra).length > 0 && { extra }) },
    ...(observation === '' ? [] : [observationStep(observation, parts)]),
  ];
}

function observationStep(text: string, answered: readonly Part[]): BareStep {
  const call = answered.find((part) => part.kind === 'tool-call');
  if (call?.kind !== 'tool-call') return { actor: 'environment', parts: [{ kind: 'text', text }] };
  return { actor: 'tool', name: call.name, parts: [{ kind: 'tool-result', callId: call.callId, text }] };
}

function historyPlaces(history: readonly Json[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, message] of history.entries()) places.set(messageKey(message), index);
  return places;
}

function messageKey(message: Json): string {
  if (!isJsonObject(message)) return JSON.stringify(message);
  return JSON.stringify([message['role'] ?? null, message['content'] ?? null]);
}

// State is a dict, or JSON text of one in older versions: kept as it is.
function turnFacts(turn: JsonObject, placeOf: ReadonlyMap<string, number>): JsonObject {
  const facts: Record<string, Json> = { ...otherFields(turn, TURN_KNOWN) };
  for (const field of ['response', 'observation', 'thought', 'action']) {
    const value = turn[field];
    if (value !== undefined && value !== null && typeof value !== 'string') facts[field] = value;
  }
  for (const field of ['query', 'messages']) {
    const value = turn[field];
    if (value === undefined || value === null) continue;
    facts[field] = Array.isArray(value)
      ? (value as readonly Json[]).map((message) => placeOf.get(messageKey(message)) ?? message)
      : value;
  }
  return facts;
}
