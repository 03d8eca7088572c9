import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { chatUsage } from '../chat/chat-usage.ts';
import { jsonText } from '../chat/number-steps.ts';
import { idField, listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { toolCall } from '../chat/chat-steps.ts';
import { contentParts } from '../chat/content-parts.ts';
import type { LateParts } from '../trace-format.ts';
import { partText, type Actor, type Part, type Step } from '../trajectory.ts';

const EVENT_KNOWN = new Set(['timestamp', 'source', 'action', 'args', 'tool_call_metadata', 'observation', 'content']);
const OLD_ACTION_KNOWN = new Set(['action']);
const SPOKEN = new Set(['message', 'system', 'recall', 'finish', 'think']);

/** Whether a value is an action or an observation of OpenHands before its SDK. */
export function isOpenHandsEvent(value: Json): value is JsonObject {
  // SWE-agent's messages and turns have an action too.
  if (!isJsonObject(value) || 'role' in value || 'response' in value) return false;
  if (typeof value['action'] === 'string') {
    return isJsonObject(value['args']) || 'action_risk' in value || 'thought' in value;
  }
  return (
    typeof value['observation'] === 'string' &&
    typeof value['content'] === 'string' &&
    ('extras' in value || 'cause' in value || 'command' in value || 'code' in value || 'id' in value)
  );
}

type OpenStep = { -readonly [K in keyof Step]: Step[K] } & { parts: Part[]; extra: Record<string, Json> };

/**
 * Events as steps, in order. An action of the agent is its step: what it said and the call, verbatim from the response
 * of the model where the event carries it, else from `args`. Actions of one response share its step (their parts come
 * late, in the words of `LateParts`). An observation answers the action of its `cause`, or the last one. What the
 * environment did and what users said are steps of theirs. Steps between a delegation and its end are named after the
 * agent that was delegated to. Everything else is in `extra`: `args`, `extras`, the rest of the response.
 */
export function openHandsSteps(events: readonly Json[]): { readonly steps: Step[]; readonly late: LateParts[] } {
  const steps: OpenStep[] = [];
  const late: LateParts[] = [];
  const stepOfResponse = new Map<string, number>();
  const callOfEvent = new Map<string, { readonly callId: string; readonly name: string }>();
  const delegates: string[] = [];
  let last: { readonly callId: string; readonly name: string } | undefined;
  for (const [position, event] of events.entries()) {
    const index = steps.length;
    if (!isJsonObject(event)) {
      steps.push({ index, actor: 'environment', parts: [], extra: { value: event } });
      continue;
    }
    const action = stringField(event, 'action');
    const metadata = objectField(event, 'tool_call_metadata');
    const response = metadata === undefined ? undefined : objectField(metadata, 'model_response');
    const responseId = response === undefined ? undefined : idField(response, 'id');
    const at = stringField(event, 'timestamp');
    if (action === undefined) {
      const call = callOfEvent.get(idField(event, 'cause') ?? '') ?? last;
      if (stringField(event, 'observation') === 'delegate') delegates.pop();
      steps.push(observationStep(event, index, at, metadata, response, call, stepOfResponse.has(responseId ?? '')));
      continue;
    }
    const eventId = idField(event, 'id') ?? String(position);
    const args = argsOf(event);
    const { actor, parts, call, extra } = actionParts(event, action, args, eventId, metadata, response);
    if (call !== undefined) {
      callOfEvent.set(eventId, call);
      last = call;
    }
    const shared = responseId === undefined || actor !== 'agent' ? undefined : stepOfResponse.get(responseId);
    if (shared !== undefined) {
      const step = steps[shared]!;
      const from = step.parts.length;
      // What was said before the calls stands in the step already.
      step.parts.push(...parts.filter((part) => part.kind === 'tool-call'));
      const known = new Set(step.parts.map(partText));
      step.parts.push(...parts.filter((part) => part.kind !== 'tool-call' && !known.has(partText(part))));
      if (step.parts.length > from && shared < index - 1) {
        late.push({ step: shared, from, to: step.parts.length, after: index });
      }
      step.extra['more_events'] = [...((step.extra['more_events'] as readonly Json[] | undefined) ?? []), extra];
      if (action === 'delegate') delegates.push(stringField(args, 'agent') ?? 'delegate');
      continue;
    }
    const usage = chatUsage(response === undefined ? undefined : objectField(response, 'usage'), undefined);
    const name = actor === 'agent' ? delegates.at(-1) : undefined;
    steps.push({
      index,
      actor,
      ...(name !== undefined && { name }),
      ...(at !== undefined && { at }),
      parts,
      ...(usage !== undefined && { usage }),
      extra: { ...extra, ...(response !== undefined && { model_response: slimResponse(response) }) },
    });
    if (responseId !== undefined && actor === 'agent') stepOfResponse.set(responseId, index);
    if (action === 'delegate') delegates.push(stringField(args, 'agent') ?? 'delegate');
  }
  return { steps: steps.map(withoutEmptyExtra), late };
}

function withoutEmptyExtra(step: OpenStep): Step {
  if (Object.keys(step.extra).length > 0) return step;
  const { extra: _extra, ...rest } = step;
  return rest;
}

// Older events have the arguments beside the action.
function argsOf(event: JsonObject): JsonObject {
  return objectField(event, 'args') ?? otherFields(event, OLD_ACTION_KNOWN) ?? {};
}

interface ActionParts {
  readonly actor: Actor;
  readonly parts: Part[];
  readonly call?: { readonly callId: string; readonly name: string };
  readonly extra: JsonObject;
}

function actionParts(
  event: JsonObject,
  action: string,
  args: JsonObject,
  eventId: string,
  metadata: JsonObject | undefined,
  response: JsonObject | undefined,
): ActionParts {
  const source = stringField(event, 'source');
  const isOld = objectField(event, 'args') === undefined;
  const thought = stringField(args, 'thought') ?? '';
  const facts: Record<string, Json> = isOld ? {} : { ...otherFields(event, EVENT_KNOWN) };
  const rest = metadata === undefined ? undefined : otherFields(metadata, new Set(['model_response']));
  if (rest !== undefined) facts['tool_call_metadata'] = rest;
  facts['action'] = action;
  const callId = (metadata === undefined ? undefined : idField(metadata, 'tool_call_id')) ?? `event_${eventId}`;
  const message = response === undefined ? undefined : messageOf(response);
  const raw = (message === undefined ? [] : (listField(message, 'tool_calls') ?? [])).find(
    (call) => isJsonObject(call) && idField(call, 'id') === callId,
  );
  if (message !== undefined && raw !== undefined) {
    const parts = contentParts(message['content']).parts;
    const reasoning = stringField(message, 'reasoning_content') ?? '';
    if (reasoning !== '') parts.unshift({ kind: 'reasoning', text: reasoning, visibility: 'raw' });
    if (thought !== '' && !parts.some((part) => partText(part).includes(thought.trim()))) {
      parts.push({ kind: 'text', text: thought });
    }
    const call = toolCall(raw as JsonObject);
    return { actor: 'agent', parts: [...parts, call], call, extra: { ...facts, args } };
  }
  const actor = actorOf(source, action, thought, isOld);
  const content = stringField(args, 'content') ?? '';
  const parts: Part[] = thought === '' ? [] : [{ kind: 'text', text: thought }];
  if (action === 'message' || action === 'system') {
    if (content !== '') parts.push({ kind: 'text', text: content });
    for (const url of [...(listField(args, 'image_urls') ?? []), ...(listField(args, 'images_urls') ?? [])]) {
      if (typeof url !== 'string') continue;
      parts.push({ kind: 'media', mediaType: 'image', ref: url.startsWith('data:') ? `inline:${url.length}` : url });
    }
    const left = otherFields(args, new Set(['content', 'thought', 'image_urls', 'images_urls']));
    return { actor, parts, extra: { ...facts, ...(left !== undefined && { args: left }) } };
  }
  const left = otherFields(args, new Set(['thought'])) ?? {};
  if (actor !== 'agent' || SPOKEN.has(action)) {
    // What ends a run or sets a state is no call of a tool; its words are.
    const final = stringField(args, 'final_thought') ?? '';
    if (final !== '') parts.push({ kind: 'text', text: final });
    const said = otherFields(left, new Set(['final_thought']));
    return { actor, parts, extra: { ...facts, ...(said !== undefined && { args: said }) } };
  }
  const call = { callId, name: (metadata && stringField(metadata, 'function_name')) ?? action };
  parts.push({ kind: 'tool-call', ...call, argumentsText: JSON.stringify(left) });
  return { actor, parts, call, extra: facts };
}

// Old events say nothing of their source: words without a thought that come first are the user's.
function actorOf(source: string | undefined, action: string, thought: string, isOld: boolean): Actor {
  if (action === 'system') return 'system';
  if (source === 'agent') return 'agent';
  if (source === 'user') return 'user';
  if (source === undefined && isOld) return action === 'message' && thought === '' ? 'user' : 'agent';
  return source === undefined ? 'agent' : 'environment';
}

function messageOf(response: JsonObject): JsonObject | undefined {
  const [choice] = listField(response, 'choices') ?? [];
  return choice !== undefined && isJsonObject(choice) ? objectField(choice, 'message') : undefined;
}

// The words and calls of the response are parts of the step; what else it says stays.
function slimResponse(response: JsonObject): JsonObject {
  const choices = (listField(response, 'choices') ?? []).map((choice): Json => {
    if (!isJsonObject(choice)) return choice;
    const message = objectField(choice, 'message');
    if (message === undefined) return choice;
    const known = new Set(['content', 'tool_calls', 'reasoning_content', 'role']);
    return {
      ...otherFields(choice, new Set(['message'])),
      ...otherFields(message, known),
    };
  });
  return { ...otherFields(response, new Set(['choices'])), choices };
}

function observationStep(
  event: JsonObject,
  index: number,
  at: string | undefined,
  metadata: JsonObject | undefined,
  response: JsonObject | undefined,
  call: { readonly callId: string; readonly name: string } | undefined,
  isResponseKnown: boolean,
): OpenStep {
  const kind = stringField(event, 'observation') ?? '';
  const text = jsonText(event['content']);
  const source = stringField(event, 'source');
  const callId = (metadata && idField(metadata, 'tool_call_id')) ?? call?.callId;
  const extra: Record<string, Json> = { ...otherFields(event, EVENT_KNOWN), observation: kind };
  if (isJsonObject(extra['extras'] ?? null) && Object.keys(extra['extras'] as JsonObject).length === 0) {
    delete extra['extras'];
  }
  const rest = metadata === undefined ? undefined : otherFields(metadata, new Set(['model_response', 'tool_call_id']));
  if (rest !== undefined) extra['tool_call_metadata'] = rest;
  if (response !== undefined && !isResponseKnown) extra['model_response'] = response;
  const isNotice = kind === 'null' || kind === 'agent_state_changed' || kind === 'condense' || source === 'environment';
  const time = at === undefined ? {} : { at };
  if (isNotice || callId === undefined) {
    const parts: Part[] = text === '' ? [] : [{ kind: 'text', text }];
    return { index, actor: 'environment', ...time, parts, extra };
  }
  const name = (metadata && stringField(metadata, 'function_name')) ?? call?.name;
  const part: Part = { kind: 'tool-result', callId, text, ...(kind === 'error' && { isError: true }) };
  return { index, actor: 'tool', ...(name !== undefined && { name }), ...time, parts: [part], extra };
}
