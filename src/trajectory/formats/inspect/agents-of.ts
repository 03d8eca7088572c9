import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, stringField } from '../../chat/string-field.ts';

/** The events of one agent of a sample, in order; those of the agents it started are in `children`. */
export interface AgentEvents {
  /** Id of the agent's span, or of the tool call that started it; absent for the sample's own agent. */
  readonly id?: string;
  readonly name?: string;
  /** The call that started it. */
  readonly callId?: string;
  readonly events: JsonObject[];
  readonly children: AgentEvents[];
}

interface OpenAgent extends AgentEvents {
  callId?: string;
}

/** A span of type `agent` in which the model speaks. */
export interface SpeakingSpan {
  /** The model events in it, but for those in agents inside it. */
  readonly events: readonly JsonObject[];
  /** It stands inside another such span. */
  readonly isInner: boolean;
  /** No model speaks but in it and in spans inside it. */
  readonly isAlone: boolean;
}

/**
 * The events of a sample by agent. A span of type `agent` in which the model speaks is an agent of its own when `isOwn` says
 * so; a tool event that holds the `events` of a model always is.
 */
export function agentsOf(events: readonly Json[], isOwn: (span: SpeakingSpan) => boolean): AgentEvents {
  const objects = events.filter(isJsonObject);
  const parentOf = new Map<string, string | undefined>();
  const beginOf = new Map<string, JsonObject>();
  for (const event of objects) {
    if (event['event'] !== 'span_begin') continue;
    const id = idField(event, 'id');
    if (id === undefined || parentOf.has(id)) continue;
    // A span is begun after its parent, so that parents never go in circles.
    const parent = idField(event, 'parent_id');
    parentOf.set(id, parent !== undefined && parentOf.has(parent) ? parent : undefined);
    beginOf.set(id, event);
  }
  const nearestAgent = agentSpans(objects, parentOf, beginOf, isOwn);
  const root: OpenAgent = { events: [], children: [] };
  const agents = new Map<string, OpenAgent>();
  const agentAt = (span: string | undefined): OpenAgent => {
    const id = span === undefined ? undefined : nearestAgent(span);
    if (id === undefined) return root;
    let agent = agents.get(id);
    if (agent === undefined) {
      const name = stringField(beginOf.get(id)!, 'name');
      agent = { id, ...(name !== undefined && { name }), events: [], children: [] };
      agents.set(id, agent);
      agentAt(parentOf.get(id)).children.push(agent);
    }
    return agent;
  };
  for (const event of objects) {
    const span = spanOf(event);
    const owner = agentAt(span);
    owner.events.push(nestedAgent(event, owner));
    if (event['event'] === 'tool') startedBy(event, agents);
    // The call of a tool and what it runs stand side by side in the tool's span.
    if (event['event'] === 'span_begin') agentAt(span);
  }
  callsBySpan(objects, agents, parentOf);
  return root;
}

function spanOf(event: JsonObject): string | undefined {
  const own = event['event'] === 'span_begin' || event['event'] === 'span_end';
  return (own ? idField(event, 'id') : undefined) ?? idField(event, 'span_id');
}

// For a span, the innermost span around it (or itself) that is an agent of its own.
function agentSpans(
  events: readonly JsonObject[],
  parentOf: ReadonlyMap<string, string | undefined>,
  beginOf: ReadonlyMap<string, JsonObject>,
  isOwn: (span: SpeakingSpan) => boolean,
): (span: string) => string | undefined {
  const speaking = new Map<string, JsonObject[]>();
  let outside = 0;
  const agentAround = innermost(parentOf, (id) => beginOf.get(id)?.['type'] === 'agent');
  for (const event of events) {
    if (event['event'] !== 'model') continue;
    const agent = agentAround(spanOf(event));
    const found = agent === undefined ? undefined : speaking.get(agent);
    if (agent === undefined) outside++;
    else if (found === undefined) speaking.set(agent, [event]);
    else found.push(event);
  }
  const speakerAround = innermost(parentOf, (id) => speaking.has(id));
  const inner = new Set([...speaking.keys()].filter((id) => speakerAround(parentOf.get(id)) !== undefined));
  const isAlone = outside === 0 && speaking.size - inner.size === 1;
  const own = new Set<string>();
  for (const [id, found] of speaking) if (isOwn({ events: found, isInner: inner.has(id), isAlone })) own.add(id);
  return innermost(parentOf, (id) => own.has(id));
}

// For a span, the innermost of some kind around it, or itself. Parents come before their children in the map.
function innermost(
  parentOf: ReadonlyMap<string, string | undefined>,
  isOne: (id: string) => boolean,
): (span: string | undefined) => string | undefined {
  const found = new Map<string, string>();
  for (const [id, parent] of parentOf) {
    const one = isOne(id) ? id : parent === undefined ? undefined : found.get(parent);
    if (one !== undefined) found.set(id, one);
  }
  return (span) => (span === undefined ? undefined : found.get(span));
}

// Older logs nest the events of a tool's agent in the event of the tool.
function nestedAgent(event: JsonObject, owner: OpenAgent): JsonObject {
  const nested = listField(event, 'events');
  if (event['event'] !== 'tool' || nested === undefined || nested.length === 0) return event;
  const name = stringField(event, 'agent');
  if (name === undefined && !nested.some((inner) => isJsonObject(inner) && inner['event'] === 'model')) return event;
  const callId = idField(event, 'id') ?? '';
  const inner = agentsOf(nested, () => true);
  owner.children.push({ ...inner, id: callId, name: name ?? stringField(event, 'function') ?? '', callId });
  const { events: _nested, ...rest } = event;
  return rest;
}

function startedBy(event: JsonObject, agents: ReadonlyMap<string, OpenAgent>): void {
  const span = idField(event, 'agent_span_id');
  const callId = idField(event, 'id');
  const agent = span === undefined ? undefined : agents.get(span);
  if (agent !== undefined && callId !== undefined) agent.callId = callId;
}

function callsBySpan(
  events: readonly JsonObject[],
  agents: ReadonlyMap<string, OpenAgent>,
  parentOf: ReadonlyMap<string, string | undefined>,
): void {
  const callOf = new Map<string, string>();
  for (const event of events) {
    if (event['event'] !== 'tool') continue;
    const callId = idField(event, 'id');
    if (callId === undefined) continue;
    const span = idField(event, 'span_id');
    if (span !== undefined) callOf.set(span, callId);
    const agentSpan = idField(event, 'agent_span_id');
    if (agentSpan !== undefined) callOf.set(agentSpan, callId);
  }
  for (const [id, agent] of agents) {
    const parent = parentOf.get(id);
    const callId = callOf.get(id) ?? (parent === undefined ? undefined : callOf.get(parent));
    if (agent.callId === undefined && callId !== undefined) agent.callId = callId;
  }
}

/**
 * What was said, from events alone: of each model event the messages of its input that were not there before, and its
 * output; results of tools that no later input repeats.
 */
export function messagesOf(events: readonly JsonObject[]): Json[] {
  const messages: Json[] = [];
  const seen = new Set<string>();
  const answered = new Set<string>();
  const add = (message: Json): void => {
    const key = messageKey(message);
    if (!seen.has(key)) {
      seen.add(key);
      messages.push(message);
    }
    const callId = isJsonObject(message) ? idField(message, 'tool_call_id') : undefined;
    if (callId !== undefined) answered.add(callId);
  };
  const waiting: JsonObject[] = [];
  for (const event of events) {
    if (event['event'] === 'model') {
      const input = listField(event, 'input') ?? [];
      // What a tool said came before what is new in the input, unless the input tells it itself.
      const told = new Set(
        input.flatMap((message) => (isJsonObject(message) ? (idField(message, 'tool_call_id') ?? []) : [])),
      );
      for (const tool of waiting.splice(0)) {
        const callId = idField(tool, 'id') ?? '';
        if (!told.has(callId) && !answered.has(callId)) add(toolMessage(tool));
      }
      for (const message of input) add(message);
      const message = outputMessage(event);
      // Two answers in the same words are two.
      if (message !== undefined) {
        seen.add(messageKey(message));
        messages.push(message);
      } else messages.push({ role: 'assistant', content: null });
    } else if (event['event'] === 'tool') waiting.push(event);
  }
  for (const tool of waiting) if (!answered.has(idField(tool, 'id') ?? '')) add(toolMessage(tool));
  return messages;
}

/** The message that a model event returned. */
export function outputMessage(event: JsonObject): JsonObject | undefined {
  const choice = listField(objectField(event, 'output') ?? {}, 'choices')?.[0];
  const message = isJsonObject(choice) ? objectField(choice, 'message') : undefined;
  return message === undefined || 'role' in message ? message : { role: 'assistant', ...message };
}

function toolMessage(event: JsonObject): Json {
  const { result } = event;
  return {
    role: 'tool',
    tool_call_id: idField(event, 'id') ?? '',
    ...(stringField(event, 'function') !== undefined && { function: stringField(event, 'function')! }),
    content:
      typeof result === 'string' || Array.isArray(result)
        ? result
        : result === undefined
          ? null
          : JSON.stringify(result),
    ...(event['error'] !== undefined && event['error'] !== null && { error: event['error'] }),
  };
}

/** By what a message is known: its id, else what it says. */
export function messageKey(message: Json): string {
  if (!isJsonObject(message)) return JSON.stringify(message);
  const id = idField(message, 'id');
  if (id !== undefined) return `id ${id}`;
  // The same message is asked for again and again where inputs share a pool.
  const key = keys.get(message) ?? JSON.stringify(withoutId(message));
  keys.set(message, key);
  return key;
}

const keys = new WeakMap<object, string>();

function withoutId(message: JsonObject): JsonObject {
  const { id: _id, ...rest } = message;
  return rest;
}
