import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { chatSteps } from '../../chat/chat-steps.ts';
import { chatUsage, usageFacts } from '../../chat/chat-usage.ts';
import { listField, objectField, stringField } from '../../chat/string-field.ts';
import { jsonText, restOf, type BareStep } from '../../chat/number-steps.ts';
import { hasResponseMark } from '../responses/response-item.ts';
import { responsesSteps } from '../responses/responses-steps.ts';
import type { TraceSpan } from './trace-span.ts';
import type { Part } from '../../trajectory.ts';

const MODEL_KNOWN = new Set(['type', 'input', 'output', 'usage', 'model', '_input', '_response', 'response']);

/** The steps of a run, and the call that each function's span answered. */
export interface TraceSteps {
  readonly steps: readonly BareStep[];
  /** By span id. */
  readonly callIds: ReadonlyMap<string, string>;
}

/**
 * The spans of one run as steps, in order of time. Model calls repeat the history: what was already said is not said
 * again. A function's span answers the call of its name and arguments; without one — the SDK exports responses without
 * content — it is call and answer. Handoffs, guardrails and whatever else there is are steps of the environment.
 *
 * @param agentOf - the name of the agent in whose turn a span ran
 */
export function traceSteps(spans: readonly TraceSpan[], agentOf: (span: TraceSpan) => string | undefined): TraceSteps {
  const steps: BareStep[] = [];
  const said = new Map<string, number>();
  const callIds = new Map<string, string>();
  const open = new Map<string, string[]>(); // name and arguments → calls without an answer
  const answered = new Set<string>();
  let silent: number | undefined; // a model's answer of which the trace says nothing

  // The oldest call of that name and arguments that has no answer.
  function openCall(name: string, argumentsText: string): string | undefined {
    const calls = open.get(callKey(name, argumentsText)) ?? [];
    for (let callId = calls.shift(); callId !== undefined; callId = calls.shift()) {
      if (!answered.has(callId)) return callId;
    }
    return undefined;
  }

  function push(step: BareStep): void {
    for (const part of step.parts) {
      if (part.kind === 'tool-result') answered.add(part.callId);
      if (part.kind !== 'tool-call') continue;
      const callOf = callKey(part.name, part.argumentsText);
      const calls = open.get(callOf);
      if (calls === undefined) open.set(callOf, [part.callId]);
      else calls.push(part.callId);
    }
    const key = keyOf(step);
    said.set(key, (said.get(key) ?? 0) + 1);
    steps.push(step);
  }

  function modelCall(span: TraceSpan): void {
    const { data } = span;
    const response = objectField(data, '_response') ?? objectField(data, 'response') ?? {};
    const heard = new Map<string, number>();
    for (const step of messagesOf(data['input'] ?? data['_input'] ?? null)) {
      const key = keyOf(step);
      const count = (heard.get(key) ?? 0) + 1;
      heard.set(key, count);
      if (count > (said.get(key) ?? 0)) push(step);
    }
    const output = messagesOf(data['output'] ?? response['output'] ?? null, 'agent');
    const counts = objectField(data, 'usage') ?? objectField(response, 'usage') ?? {};
    const usage = chatUsage(counts, undefined);
    const more = usageFacts(counts);
    const model = stringField(data, 'model') ?? stringField(response, 'model');
    const rest = restOf(data, MODEL_KNOWN);
    const extra = {
      ...spanFacts(span),
      ...rest,
      ...(model !== undefined && { model }),
      ...(more !== undefined && { usage: more }),
    };
    if (output.length === 0) output.push({ actor: 'agent', parts: [] });
    for (const [i, step] of output.entries()) {
      const last = i === output.length - 1;
      push({
        ...step,
        ...named(span),
        ...(last && usage !== undefined && { usage }),
        ...(last && { extra: { ...step.extra, ...extra } }),
      });
    }
    silent = output.every(({ parts }) => parts.length === 0) ? steps.length - 1 : undefined;
  }

  function functionCall(span: TraceSpan): void {
    const { data } = span;
    const name = stringField(data, 'name') ?? '';
    const argumentsText = jsonText(data['input']);
    const failed = span.error !== undefined;
    const message = isJsonObject(span.error) ? stringField(span.error, 'message') : undefined;
    const output = data['output'] ?? (failed ? (message ?? span.error) : undefined);
    let callId = openCall(name, argumentsText);
    if (callId === undefined) {
      callId = span.id;
      const call: Part = { kind: 'tool-call', callId, name, argumentsText };
      const asked = silent === undefined ? undefined : steps[silent];
      answered.add(callId);
      if (asked === undefined) push({ actor: 'agent', ...named(span), parts: [call] });
      else steps[silent!] = { ...asked, parts: [...asked.parts, call] };
    }
    callIds.set(span.id, callId);
    const rest = restOf(data, new Set(['type', 'name', 'input', 'output']));
    const result: Part = { kind: 'tool-result', callId, text: jsonText(output), ...(failed && { isError: true }) };
    const extra = { ...spanFacts(span), ...rest };
    push({ actor: 'tool', name, ...times(span), parts: [result], extra });
  }

  function named(span: TraceSpan): Pick<BareStep, 'name' | 'at' | 'endedAt'> {
    const name = agentOf(span);
    return { ...(name !== undefined && { name }), ...times(span) };
  }

  for (const span of spans) {
    if (span.type === 'generation' || span.type === 'response') modelCall(span);
    else if (span.type === 'function') functionCall(span);
    else if (span.type !== 'agent' || span.error !== undefined) {
      const { type: _type, ...data } = span.data;
      const name = span.type === '' ? {} : { name: span.type };
      push({ actor: 'environment', ...name, ...times(span), parts: [], extra: { ...spanFacts(span), ...data } });
    }
  }
  return { steps, callIds };
}

function times({ startedAt, endedAt }: TraceSpan): Pick<BareStep, 'at' | 'endedAt'> {
  return { ...(startedAt !== undefined && { at: startedAt }), ...(endedAt !== undefined && { endedAt }) };
}

function spanFacts({ id, parentId, error, rest }: TraceSpan): JsonObject {
  return {
    ...rest,
    span_id: id,
    ...(parentId !== undefined && { parent_id: parentId }),
    ...(error !== undefined && { error }),
  };
}

// Chat messages, items of the Responses API, or plain text.
function messagesOf(given: Json, actor: 'user' | 'agent' = 'user'): BareStep[] {
  if (typeof given === 'string') return given === '' ? [] : [{ actor, parts: [{ kind: 'text', text: given }] }];
  const messages: readonly Json[] = Array.isArray(given)
    ? (given as readonly Json[])
    : isJsonObject(given)
      ? [given]
      : [];
  if (hasResponseMark(messages)) return responsesSteps(messages);
  return chatSteps(messages.flatMap(choices)).map(({ index: _index, ...step }) => step);
}

// Some models' outputs are whole completions.
function choices(message: Json): readonly Json[] {
  const list = isJsonObject(message) ? listField(message, 'choices') : undefined;
  return list === undefined
    ? [message]
    : list.map((choice) => (isJsonObject(choice) ? (choice['message'] ?? null) : choice));
}

function callKey(name: string, argumentsText: string): string {
  return JSON.stringify([name, argumentsText]);
}

function keyOf(step: BareStep): string {
  const parts = step.parts.filter(({ kind }) => kind !== 'reasoning');
  return JSON.stringify([step.actor, parts.map((part) => ('text' in part ? [part.kind, part.text] : part))]);
}
