import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { DraftItem, TrajectoryDraft } from '../../trace-format.ts';
import type { Task } from '../../trajectory.ts';
import { compactEvents } from './compact-events.ts';
import { agentsOf, messageKey, messagesOf, outputMessage, type AgentEvents, type SpeakingSpan } from './agents-of.ts';
import { inspectSteps, outputUsage, type OpenStep } from './inspect-steps.ts';
import { scoreOutcomes } from './score-outcomes.ts';
import { condensedAttachments, resolveAttachments, resolveRefs } from './resolve-refs.ts';

const KNOWN = new Set(['id', 'epoch', 'messages', 'events', 'attachments', 'message_pool', 'events_data', 'output']);

const POOLS = new Set(['messages', 'calls']);

/** What a log says of all its samples. */
export interface InspectLog {
  /** The `eval` object of the header. */
  readonly spec: JsonObject;
  /** What else there is, told once: in the log's first sample. */
  readonly rest: JsonObject;
}

/**
 * A sample of an Inspect log as a run, and the agents it started as runs of their own with links. Messages are its steps;
 * times and usage come from the events; everything else is kept in `extra`: events without what they repeat (see
 * `compactEvents`), and attachments that only `extra` refers to.
 */
export function* sampleItems(sample: JsonObject, log: InspectLog, isFirst: boolean): Iterable<DraftItem> {
  const { spec } = log;
  const attachments = objectField(sample, 'attachments') ?? {};
  const given = listField(sample, 'messages') ?? [];
  const events = resolveRefs(sample);
  const ownKeys = new Set(given.map(messageKey));
  // Of a sample that failed early there may be events and no messages.
  const isOwn = (span: SpeakingSpan): boolean =>
    given.length === 0
      ? isSubAgent(span)
      : span.events.some((event) => outputMessage(event) !== undefined) &&
        !span.events.some((event) => ownKeys.has(messageKey(outputMessage(event) ?? null)));
  const root = agentsOf(events, isOwn);
  const messages = given.length > 0 || root.events.length === 0 ? given : messagesOf(root.events);
  const resolved = messages.map((message) => resolveAttachments(message, attachments));
  const steps = inspectSteps(resolved);
  timeSteps(steps, messages, root.events);
  const tools = toolsOf(root.events);
  const compact = compactEvents(root.events, { messages, tools });
  const runId = runIdOf(sample, spec);
  const data = objectField(sample, 'events_data');
  const aboutEvents = data && otherFields(data, POOLS);
  const extra: JsonObject = {
    ...otherFields(sample, KNOWN),
    ...(aboutEvents !== undefined && { events_data: aboutEvents }),
    ...(isJsonObject(sample['output']) && outputOf(sample['output'], messages)),
    ...(compact.events.length > 0 && { events: compact.events }),
    ...(compact.pool.length > 0 && { pool: compact.pool }),
    eval: evalOf(spec),
    ...(isFirst && Object.keys(log.rest).length > 0 && { log: log.rest }),
  };
  const kept = condensedAttachments(attachments, messages, extra);
  const model = stringField(spec, 'model');
  const solver = stringField(spec, 'solver');
  const startedAt = stringField(sample, 'started_at') ?? firstTime(root.events);
  const endedAt = stringField(sample, 'completed_at') ?? lastTime(root.events);
  const draft: TrajectoryDraft = {
    ...(runId !== undefined && { runId }),
    task: taskOf(sample, spec),
    agent: {
      ...(solver !== undefined && { name: solver }),
      ...(model !== undefined && { model }),
      ...(tools !== undefined && { tools: resolveAttachments(tools, attachments) }),
    },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    outcomes: scoreOutcomes(objectField(sample, 'scores'), spec),
    steps,
    extra: { ...extra, ...(Object.keys(kept).length > 0 && { attachments: kept }) },
  };
  yield { draft };
  if (runId !== undefined) yield* childItems(root, runId, { attachments, task: draft.task });
}

/** Whether a span is an agent besides the main one, where there is no list of messages that says so. */
export function isSubAgent({ isInner, isAlone }: SpeakingSpan): boolean {
  return isInner || !isAlone;
}

/** The agents that an agent started, as runs of their own, and the links to the calls that started them. */
export function* childItems(
  agent: AgentEvents,
  parentRunId: string,
  { attachments, task }: { readonly attachments: JsonObject; readonly task: Task },
): Iterable<DraftItem> {
  for (const [index, child] of agent.children.entries()) {
    const childRunId = `${parentRunId}/${child.id ?? index}`;
    yield { draft: { ...eventsDraft(child, { attachments, task }), runId: childRunId, parentRunId } };
    if (child.callId !== undefined) yield { link: { parentRunId, callId: child.callId, childRunId } };
    yield* childItems(child, childRunId, { attachments, task });
  }
}

/** A run of which there are only events. */
export function eventsDraft(
  agent: AgentEvents,
  { attachments, task }: { readonly attachments: JsonObject; readonly task: Task },
): TrajectoryDraft {
  const messages = messagesOf(agent.events);
  const steps = inspectSteps(messages.map((message) => resolveAttachments(message, attachments)));
  timeSteps(steps, messages, agent.events);
  const tools = toolsOf(agent.events);
  const compact = compactEvents(agent.events, { messages, tools });
  const models = agent.events.flatMap((event) =>
    event['event'] === 'model' ? (stringField(event, 'model') ?? []) : [],
  );
  const startedAt = firstTime(agent.events);
  const endedAt = lastTime(agent.events);
  const extra: JsonObject = {
    ...(compact.events.length > 0 && { events: compact.events }),
    ...(compact.pool.length > 0 && { pool: compact.pool }),
  };
  return {
    task,
    agent: {
      ...(agent.name !== undefined && { name: agent.name }),
      ...(models[0] !== undefined && { model: models[0] }),
      ...(tools !== undefined && { tools: resolveAttachments(tools, attachments) }),
    },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    outcomes: [],
    steps,
    extra,
  };
}

function runIdOf(sample: JsonObject, spec: JsonObject): string | undefined {
  const run = idField(spec, 'run_id');
  // Before there were ids of evaluations, one run could hold several tasks.
  const named =
    idField(spec, 'eval_id') ?? (run === undefined ? undefined : `${run}/${idField(spec, 'task_id') ?? ''}`);
  const id = idField(sample, 'id');
  if (named === undefined || id === undefined) return undefined;
  return `${named}/${id}/${idField(sample, 'epoch') ?? '1'}`;
}

function taskOf(sample: JsonObject, spec: JsonObject): Task {
  const id = idField(sample, 'id');
  const name = stringField(spec, 'task');
  const trial = idField(sample, 'epoch');
  const text = resolveAttachments(sample['input'] ?? null, objectField(sample, 'attachments') ?? {});
  return {
    ...(id !== undefined && { id: name === undefined ? id : `${name}/${id}` }),
    ...(trial !== undefined && { trial }),
    ...(typeof text === 'string' && { text }),
    tags: ['inspect', ...(name === undefined ? [] : [name])],
  };
}

// The ids of all samples would stand in each of them.
function evalOf(spec: JsonObject): JsonObject {
  const dataset = objectField(spec, 'dataset');
  if (dataset?.['sample_ids'] === undefined) return spec;
  const { sample_ids: _ids, ...rest } = dataset;
  return { ...spec, dataset: rest };
}

function outputOf(output: JsonObject, messages: readonly Json[]): JsonObject {
  const compact = compactEvents([{ event: 'model', output }], { messages, tools: undefined });
  const [event] = compact.events;
  // A message that is no step stays where it is.
  return compact.pool.length > 0 || !isJsonObject(event) ? { output } : { output: event['output'] ?? null };
}

// When a message came and what it cost stands in the event it came from.
function timeSteps(steps: readonly OpenStep[], messages: readonly Json[], events: readonly JsonObject[]): void {
  const waiting = new Map<string, number[]>();
  const toolStep = new Map<string, number>();
  for (const [index, message] of messages.entries()) {
    if (!isJsonObject(message)) continue;
    const callId = idField(message, 'tool_call_id');
    if (callId !== undefined) toolStep.set(callId, index);
    const key = messageKey(message);
    const places = waiting.get(key);
    if (places === undefined) waiting.set(key, [index]);
    else places.push(index);
  }
  // A model event without an answer is a step of its own, in the same order.
  const silent = steps.filter(({ actor, parts }) => actor === 'agent' && parts.length === 0).map(({ index }) => index);
  for (const event of events) {
    if (event['event'] === 'model') {
      const message = outputMessage(event);
      const index = message === undefined ? silent.shift() : waiting.get(messageKey(message))?.shift();
      if (index !== undefined) setTimes(steps[index]!, event, true);
    } else if (event['event'] === 'tool') {
      const index = toolStep.get(idField(event, 'id') ?? '');
      if (index !== undefined) setTimes(steps[index]!, event, false);
    }
  }
}

function setTimes(step: OpenStep, event: JsonObject, isModel: boolean): void {
  const at = stringField(event, 'timestamp');
  const endedAt = stringField(event, 'completed');
  const usage = isModel ? outputUsage(event) : undefined;
  if (at !== undefined) step.at = at;
  if (endedAt !== undefined) step.endedAt = endedAt;
  if (usage !== undefined) step.usage = usage;
}

function toolsOf(events: readonly JsonObject[]): Json | undefined {
  for (const event of events) {
    const tools = event['event'] === 'model' ? listField(event, 'tools') : undefined;
    if (tools !== undefined && tools.length > 0) return tools;
  }
  return undefined;
}

function firstTime(events: readonly JsonObject[]): string | undefined {
  for (const event of events) {
    const at = stringField(event, 'timestamp');
    if (at !== undefined) return at;
  }
  return undefined;
}

function lastTime(events: readonly JsonObject[]): string | undefined {
  const last = events.at(-1);
  return last === undefined ? undefined : (stringField(last, 'completed') ?? stringField(last, 'timestamp'));
}
