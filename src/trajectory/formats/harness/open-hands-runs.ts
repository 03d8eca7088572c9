import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { chatUsage } from '../../chat/chat-usage.ts';
import { jsonText } from '../../chat/number-steps.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { callFacts, toolCall } from '../../chat/chat-steps.ts';
import { contentParts } from '../../chat/content-parts.ts';
import type { LateParts } from '../../trace-format.ts';
import { partText, type Actor, type Part, type Step, type Usage } from '../../trajectory.ts';

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

/** A run of one agent among the events: the first one's, or that of a delegate. */
export interface OpenHandsRun {
  readonly steps: readonly Step[];
  readonly late: readonly LateParts[];
  /** Of a delegate: the run that called it, by its position in the list, and the call. */
  readonly spawnedBy?: { readonly run: number; readonly callId: string };
  /** Of a delegate: the agent that was asked for. */
  readonly agent?: string;
  /** Of a delegate: what it was given. */
  readonly inputs?: Json;
}

/**
 * Events as runs of steps, in order: the first run, then one for each delegate, whose events are those between the
 * delegation and its observation. An action of the agent is its step: what it said and the call, verbatim from the
 * response of the model where the event carries it, else from `args`. Actions of one response share its step (their parts
 * come late, in the words of `LateParts`). An observation answers the action of its `cause`, or the last one. What the
 * environment did and what users said are steps of theirs. A step's usage is that of the response, and what
 * `llm_metrics`, which counts from the beginning on, rose by. Everything else is in `extra`: `args`, `extras`, the rest
 * of the response.
 */
export function openHandsRuns(events: readonly Json[]): OpenHandsRun[] {
  const meter = usageMeter();
  const runs: OpenRun[] = [openRun(meter, {})];
  const path = [0];
  for (const [position, event] of events.entries()) {
    if (path.length > 1 && isJsonObject(event) && event['observation'] === 'delegate') path.pop();
    const run = path.at(-1)!;
    const called = runs[run]!.add(event, position);
    if (called === undefined || !isJsonObject(event) || event['action'] !== 'delegate') continue;
    const args = argsOf(event);
    const agent = stringField(args, 'agent');
    const { inputs } = args;
    const head = {
      spawnedBy: { run, callId: called },
      ...(agent !== undefined && { agent }),
      ...(inputs !== undefined && { inputs }),
    };
    path.push(runs.push(openRun(meter, head)) - 1);
  }
  return runs.map((run) => run.end());
}

type OpenStep = { -readonly [K in keyof Step]: Step[K] } & { parts: Part[]; extra: Record<string, Json> };

interface OpenRun {
  /** @returns the id of the call that the event is, if it is one */
  add(event: Json, position: number): string | undefined;
  end(): OpenHandsRun;
}

function openRun(meter: (event: JsonObject) => Usage | undefined, head: Omit<OpenHandsRun, 'steps' | 'late'>): OpenRun {
  const steps: OpenStep[] = [];
  const late: LateParts[] = [];
  const stepOfResponse = new Map<string, number>();
  const saidOfStep = new Map<number, Set<string>>();
  const callOfEvent = new Map<string, { readonly callId: string; readonly name: string }>();
  let last: { readonly callId: string; readonly name: string } | undefined;
  const saidOf = (index: number): Set<string> => {
    let said = saidOfStep.get(index);
    if (said === undefined) {
      said = new Set(steps[index]!.parts.flatMap((part) => (part.kind === 'tool-call' ? [] : [partText(part)])));
      saidOfStep.set(index, said);
    }
    return said;
  };
  return {
    add(event, position) {
      const index = steps.length;
      if (!isJsonObject(event)) {
        steps.push({ index, actor: 'environment', parts: [], extra: { value: event } });
        return undefined;
      }
      const action = stringField(event, 'action');
      const metadata = objectField(event, 'tool_call_metadata');
      const response = metadata === undefined ? undefined : objectField(metadata, 'model_response');
      const responseId = response === undefined ? undefined : idField(response, 'id');
      const at = stringField(event, 'timestamp');
      if (action === undefined) {
        const call = callOfEvent.get(idField(event, 'cause') ?? '') ?? last;
        steps.push(observationStep(event, index, at, metadata, response, call, stepOfResponse.has(responseId ?? '')));
        return undefined;
      }
      const eventId = idField(event, 'id') ?? String(position);
      const args = argsOf(event);
      const { actor, parts, call, extra } = actionParts(event, action, args, eventId, metadata, response);
      if (call !== undefined) {
        callOfEvent.set(eventId, call);
        last = call;
      }
      const measured = meter(event);
      const shared = responseId === undefined || actor !== 'agent' ? undefined : stepOfResponse.get(responseId);
      if (shared !== undefined) {
        const from = share(steps[shared]!, parts, extra, saidOf(shared));
        const to = steps[shared]!.parts.length;
        if (to > from && shared < index - 1) late.push({ step: shared, from, to, after: index });
        return call?.callId;
      }
      const said = chatUsage(response === undefined ? undefined : objectField(response, 'usage'), undefined);
      const usage = said === undefined ? measured : { ...measured, ...said };
      steps.push({
        index,
        actor,
        ...(actor === 'environment' && { name: action }),
        ...(at !== undefined && { at }),
        parts,
        ...(usage !== undefined && { usage }),
        extra: { ...extra, ...(response !== undefined && { model_response: slimResponse(response) }) },
      });
      if (responseId !== undefined && actor === 'agent') stepOfResponse.set(responseId, index);
      return call?.callId;
    },
    end: () => ({ ...head, steps: steps.map(withoutEmptyExtra), late }),
  };
}

// Another action of the same response. What was said before the calls stands in the step already.
function share(step: OpenStep, parts: readonly Part[], extra: JsonObject, said: Set<string>): number {
  const from = step.parts.length;
  for (const one of parts.filter((part) => part.kind === 'tool-call')) step.parts.push(one);
  for (const part of parts) {
    if (part.kind === 'tool-call' || said.has(partText(part))) continue;
    step.parts.push(part);
    said.add(partText(part));
  }
  const more = step.extra['more_events'] as Json[] | undefined;
  if (more === undefined) step.extra['more_events'] = [extra];
  else more.push(extra);
  return from;
}

const TOKENS = [
  ['inputTokens', 'prompt_tokens'],
  ['cachedInputTokens', 'cache_read_tokens'],
  ['outputTokens', 'completion_tokens'],
] as const;

// `llm_metrics` are sums over the session, delegates included: a step used what they rose by.
function usageMeter(): (event: JsonObject) => Usage | undefined {
  const before = new Map<string, number>();
  const rise = (name: string, now: number | undefined): number => {
    if (now === undefined) return 0;
    const by = now - (before.get(name) ?? 0);
    before.set(name, now);
    return by;
  };
  return (event) => {
    const metrics = objectField(event, 'llm_metrics');
    if (metrics === undefined) return undefined;
    const tokens = objectField(metrics, 'accumulated_token_usage') ?? {};
    const usage: { -readonly [K in keyof Usage]: Usage[K] } = {};
    for (const [name, field] of TOKENS) {
      const by = rise(field, numberField(tokens, field));
      if (by > 0) usage[name] = by;
    }
    const cost = rise('cost', numberField(metrics, 'accumulated_cost'));
    if (cost > 0) usage.costUsd = cost;
    return Object.keys(usage).length === 0 ? undefined : usage;
  };
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
    const about = callFacts(raw as JsonObject);
    const extra = { ...facts, args, ...(about !== undefined && { tool_call: about }) };
    return { actor: 'agent', parts: [...parts, call], call, extra };
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
    return { index, actor: 'environment', ...(kind !== '' && { name: kind }), ...time, parts, extra };
  }
  const name = (metadata && stringField(metadata, 'function_name')) ?? call?.name;
  const part: Part = { kind: 'tool-result', callId, text, ...(kind === 'error' && { isError: true }) };
  return { index, actor: 'tool', ...(name !== undefined && { name }), ...time, parts: [part], extra };
}
