import type { Json, JsonObject } from '../../../core/json.ts';
import { idField } from '../../chat/string-field.ts';
import type { OtelMessage } from './otel-message.ts';
import { isoTime, type OtelSpan } from './otel-span.ts';
import { otelVerdict } from './otel-verdict.ts';
import { jsonIn } from './otel-message.ts';
import { answerText } from './block-parts.ts';
import { stepBook } from './step-book.ts';
import type { SpanFacts } from './take-attributes.ts';
import type { TrajectoryDraft } from '../../trace-format.ts';
import { partText, type Part, type Step, type ToolResultPart } from '../../trajectory.ts';

/** A span and what it says. */
export interface ReadSpan {
  readonly span: OtelSpan;
  readonly facts: SpanFacts;
}

const SESSIONS = [
  'gen_ai.conversation.id',
  'session.id',
  'langfuse.session.id',
  'ai.telemetry.metadata.sessionId',
  'traceloop.association.properties.session_id',
];

/**
 * One run out of the spans of one agent in a trace or conversation. Spans are read in order of their start. A model call
 * repeats the history it was given: messages that are steps already are not repeated, in the order of the list. Results
 * of tools come from their own spans, or from the next call's history, whichever is first. What a span says beside its
 * messages is `extra.span` of the last step it made, or stands in the run's `extra.spans` when it made none.
 */
export function otelRun(spans: readonly ReadSpan[], runId?: string): Omit<TrajectoryDraft, 'runId' | 'parentRunId'> {
  const ordered = inOrder(spans);
  const agentSpan = ordered.find(({ facts }) => facts.kind === 'agent');
  const calls = ordered.filter(({ facts }) => facts.kind === 'model' && (facts.input ?? facts.output) !== undefined);
  const first = [...(calls[0] === undefined ? [] : [calls[0]]), ...(agentSpan === undefined ? [] : [agentSpan])];
  const instructions = first.map(({ facts }) => systemText(facts)).find((text) => text !== undefined);
  const tools = ordered.map(({ facts }) => facts.tools).find((value) => value !== undefined);
  const head = agentOf(agentSpan, calls);
  const provider = ordered.map(({ facts }) => facts.provider).find((value) => value !== undefined);
  const book = stepBook();
  const others: JsonObject[] = [];
  let lastTools = tools;
  let lastInstructions = instructions;
  const talking = calls.length > 0 ? undefined : (agentSpan ?? ordered.find(({ facts }) => facts.output !== undefined));

  for (const { span, facts } of ordered) {
    const startedAt = isoTime(span.startNs);
    const endedAt = isoTime(span.endNs);
    const times = { ...(startedAt !== undefined && { at: startedAt }), ...(endedAt !== undefined && { endedAt }) };
    const before = startedAt === undefined ? {} : { at: startedAt };
    const record: Record<string, Json> = spanRecord(span, facts, runId);
    if (facts.model !== undefined && facts.model !== head.model) record['model'] = facts.model;
    if (facts.provider !== undefined && facts.provider !== provider) record['provider'] = facts.provider;
    const system = systemText(facts);
    if (system !== undefined && system !== lastInstructions) record['instructions'] = lastInstructions = system;
    if (facts.tools !== undefined && !isSame(facts.tools, lastTools)) record['tools'] = lastTools = facts.tools;
    const talks = (facts.kind === 'model' && calls.length > 0) || span === talking?.span;
    if (facts.kind === 'tool') addTool(span, facts, book, record, times, before);
    else if (talks) {
      book.history(facts.input ?? [], before);
      const outputs = (facts.output ?? []).filter((message) => message.parts.length > 0 || message.extra !== undefined);
      const error: JsonObject = span.isError ? { error: span.statusMessage ?? 'error' } : {};
      for (const [i, message] of outputs.entries()) {
        const isLast = i === outputs.length - 1;
        const usage = isLast && facts.usage !== undefined ? { usage: facts.usage } : {};
        book.push(message, { ...times, ...usage, ...(isLast && { extra: { ...error, span: record } }) });
      }
      if (outputs.length === 0) others.push({ ...record, ...error, ...usageRecord(facts) });
    } else
      others.push({
        ...record,
        ...messagesRecord(facts),
        ...usageRecord(facts),
        ...(span.isError && { error: span.statusMessage ?? 'error' }),
        ...timesRecord(times),
      });
  }

  const startedAt = isoTime(ordered.find(({ span }) => span.startNs !== undefined)?.span.startNs);
  const ends = ordered.flatMap(({ span }) => span.endNs ?? []);
  const endedAt = isoTime(
    ends.reduce<bigint | undefined>((last, end) => (last === undefined || end > last ? end : last), undefined),
  );
  const resources = distinct(ordered.flatMap(({ span }) => (span.resource === undefined ? [] : [span.resource])));
  const sessionId = SESSIONS.flatMap((name) => ordered.map(({ span }) => idField(span.attributes, name))).find(
    (id) => id !== undefined,
  );
  return {
    ...(sessionId !== undefined && { sessionId }),
    ...otelVerdict(ordered.map(({ span }) => span)),
    agent: {
      ...head,
      ...(tools !== undefined && { tools: parsed(tools) }),
      ...(instructions !== undefined && { instructions }),
    },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    steps: book.steps,
    extra: {
      ...(provider !== undefined && { provider }),
      ...(agentSpan?.span.isError === true && { error: agentSpan.span.statusMessage ?? 'error' }),
      ...(resources.length === 1 ? { resource: resources[0]! } : resources.length > 1 && { resources }),
      ...(others.length > 0 && { spans: others }),
    },
  };
}

/** Spans by their start, then end (the later first: what encloses), then id: so the order they came in does not matter. */
export function inOrder(spans: readonly ReadSpan[]): ReadSpan[] {
  return [...spans].sort(
    ({ span: a }, { span: b }) =>
      compare(a.startNs, b.startNs) ||
      compare(b.endNs, a.endNs) ||
      (a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0),
  );
}

function addTool(
  span: OtelSpan,
  facts: SpanFacts,
  book: ReturnType<typeof stepBook>,
  record: Record<string, Json>,
  times: Pick<Step, 'at' | 'endedAt'>,
  before: Pick<Step, 'at'>,
): void {
  const tool = facts.tool ?? { name: span.name };
  const name = tool.name === '' ? span.name : tool.name;
  const argumentsText =
    tool.given === undefined ? '' : typeof tool.given === 'string' ? tool.given : JSON.stringify(tool.given);
  const match = book.openCall(name, tool.callId, argumentsText);
  const callId = tool.callId ?? match?.callId ?? `span_${span.spanId}`;
  const failed = span.isError && tool.result === undefined ? (span.statusMessage ?? '') : '';
  const answer =
    tool.result === undefined ? failed : typeof tool.result === 'string' ? tool.result : answerText(tool.result);
  const result: ToolResultPart = { kind: 'tool-result', callId, text: answer, ...(span.isError && { isError: true }) };
  const known = book.stepOfResult(callId);
  if (tool.given !== undefined && match !== undefined && !isSame(jsonIn(argumentsText), jsonIn(match.argumentsText)))
    record['arguments'] = tool.given;
  if (span.isError && tool.result !== undefined && span.statusMessage !== undefined)
    record['error'] = span.statusMessage;
  if (known !== undefined) {
    // The model was shown the answer before the tool's span began: clocks of two machines.
    if (answer !== '' && answer !== known.text) record['result'] = answer;
    if (span.isError) record['error'] ??= span.statusMessage ?? 'error';
    book.amend(known.step, { span: record });
    return;
  }
  if (match === undefined && !book.hasCall(callId)) {
    const call: Part = { kind: 'tool-call', callId, name, argumentsText };
    book.push({ actor: 'agent', parts: [call] }, { ...before, extra: { fromToolSpan: true } });
  }
  book.push({ actor: 'tool', name, parts: [result] }, { ...times, extra: { span: record } });
}

function spanRecord(span: OtelSpan, facts: SpanFacts, runId: string | undefined): Record<string, Json> {
  return {
    id: span.spanId,
    name: span.name,
    ...(span.parentId !== undefined && { parent: span.parentId }),
    ...(runId !== undefined && span.traceId !== runId && { trace: span.traceId }),
    ...exactTimes(span),
    ...span.more,
    ...(facts.answeringModel !== undefined && { answeringModel: facts.answeringModel }),
    ...(Object.keys(facts.rest).length > 0 && { attributes: facts.rest }),
    ...(facts.events.length > 0 && { events: facts.events.map((event) => ({ ...event })) }),
    ...(span.statusMessage !== undefined && !span.isError && { status: span.statusMessage }),
  };
}

// Steps have times in milliseconds.
function exactTimes({ startNs, endNs }: OtelSpan): JsonObject {
  return {
    ...(startNs !== undefined && startNs % 1_000_000n !== 0n && { startTimeUnixNano: String(startNs) }),
    ...(endNs !== undefined && endNs % 1_000_000n !== 0n && { endTimeUnixNano: String(endNs) }),
  };
}

// What a span says that no step repeats: the whole run's messages, that its calls of the model tell one by one.
function messagesRecord(facts: SpanFacts): JsonObject {
  return {
    ...(facts.input !== undefined && { input: facts.input.map(plainMessage) }),
    ...(facts.output !== undefined && { output: facts.output.map(plainMessage) }),
    ...(facts.kind === 'model' && facts.agentName !== undefined && { agent: facts.agentName }),
  };
}

function plainMessage({ actor, name, parts, extra }: OtelMessage): JsonObject {
  return {
    actor,
    ...(name !== undefined && { name }),
    parts: parts.map((part) => ({ ...part })),
    ...(extra !== undefined && { extra }),
  };
}

function usageRecord({ usage }: SpanFacts): JsonObject {
  return usage === undefined ? {} : { usage: { ...usage } };
}

function timesRecord({ at, endedAt }: Pick<Step, 'at' | 'endedAt'>): JsonObject {
  return { ...(at !== undefined && { at }), ...(endedAt !== undefined && { endedAt }) };
}

function systemText({ system }: SpanFacts): string | undefined {
  const text = (system ?? []).flatMap((message) => message.parts.map(partText)).join('\n');
  return text === '' ? undefined : text;
}

function agentOf(
  agentSpan: ReadSpan | undefined,
  calls: readonly ReadSpan[],
): { name?: string; model?: string; version?: string } {
  const all = [...(agentSpan === undefined ? [] : [agentSpan]), ...calls].map(({ facts }) => facts);
  const name = all.map((facts) => facts.agentName).find((value) => value !== undefined);
  const model = all.map((facts) => facts.model).find((value) => value !== undefined);
  const version = all.map((facts) => facts.agentVersion).find((value) => value !== undefined);
  return {
    ...(name !== undefined && { name }),
    ...(model !== undefined && { model }),
    ...(version !== undefined && { version }),
  };
}

function distinct(values: readonly JsonObject[]): JsonObject[] {
  const seen = new Set<JsonObject>();
  const known = new Map<string, JsonObject>();
  for (const value of values) {
    if (seen.has(value)) continue;
    seen.add(value);
    known.set(JSON.stringify(value), value);
  }
  return [...known.values()];
}

function parsed(value: Json): Json {
  return typeof value === 'string' ? jsonIn(value) : value;
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function compare(a: bigint | undefined, b: bigint | undefined): number {
  const x = a ?? -1n;
  const y = b ?? -1n;
  return x < y ? -1 : x > y ? 1 : 0;
}
