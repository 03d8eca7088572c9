import type { JsonObject } from '../../../core/json.ts';
import { idField } from '../../chat/string-field.ts';
import { ethogramRun } from './ethogram-run.ts';
import { inOrder, otelRun, type ReadSpan } from './otel-run.ts';
import type { OtelEvent, OtelSpan } from './otel-span.ts';
import { spanFacts } from './span-facts.ts';
import type { SpanFacts } from './take-attributes.ts';
import type { DraftItem } from '../../trace-format.ts';

/** How spans become runs. */
export interface OtelRunsOptions {
  readonly line?: number;
  /** What the source says of all of it. */
  readonly extra?: JsonObject;
  /** What a span says; default `spanFacts`, all dialects. */
  readonly facts?: (span: OtelSpan) => SpanFacts;
}

/**
 * The runs in the spans of one conversation or trace: one of its own, and one of each sub-agent, linked to the call that
 * started it. Spans may come in any order, more than once, or without those above them; log records with a span's ids are
 * events of it.
 */
export function* otelRuns(
  runId: string,
  given: readonly OtelSpan[],
  { line, extra, facts = spanFacts }: OtelRunsOptions = {},
): Iterable<DraftItem> {
  const own = ethogramRun(given);
  if (own !== undefined) {
    yield { stored: own };
    return;
  }
  const spans = inOrder(merged(given).map((span) => ({ span, facts: facts(span) })));
  for (const { owner, owned, parent, callId } of agents(spans)) {
    const run = otelRun(owned, runId);
    if (run.steps.length === 0) continue;
    const id = owner === undefined ? runId : `${runId}/${owner}`;
    const parentRunId = owner === undefined ? undefined : parent === undefined ? runId : `${runId}/${parent}`;
    const all = owner === undefined ? { ...run.extra, ...extra } : run.extra;
    const place = line === undefined ? {} : { line };
    yield { draft: { ...run, extra: all, runId: id, ...(parentRunId !== undefined && { parentRunId }), ...place } };
    if (parentRunId !== undefined && callId !== undefined) yield { link: { parentRunId, callId, childRunId: id } };
  }
}

/** The conversation a trace belongs to, and since when it says so. */
export interface Conversation {
  readonly id: string;
  readonly startNs: bigint;
}

/**
 * The conversation of a trace after one more span of it: what the span that began first says, so that the order the spans
 * came in does not matter where sub-agents have conversations of their own.
 */
export function conversationWith(known: Conversation | undefined, span: OtelSpan): Conversation | undefined {
  const id = idField(span.attributes, 'gen_ai.conversation.id');
  if (id === undefined) return known;
  const startNs = span.startNs ?? -1n;
  const isFirst = known === undefined || startNs < known.startNs || (startNs === known.startNs && id < known.id);
  return isFirst ? { id, startNs } : known;
}

// A span that was sent twice is one, in its later state; logs join the span they belong to.
function merged(spans: readonly OtelSpan[]): OtelSpan[] {
  const byId = new Map<string, OtelSpan>();
  const logs: OtelSpan[] = [];
  for (const span of spans) {
    const key = `${span.traceId} ${span.spanId}`;
    if (span.isLog === true) {
      logs.push(span);
      continue;
    }
    const known = byId.get(key);
    if (known === undefined || isLater(span, known)) byId.set(key, span);
  }
  const seen = new Set<string>();
  const eventsOf = new Map<string, OtelEvent[]>();
  const keyed = logs.map((log) => ({ log, order: logKey(log) }));
  for (const { log, order } of keyed.sort((a, b) => (a.order < b.order ? -1 : 1))) {
    const key = `${log.traceId} ${log.spanId}`;
    const said = `${key} ${order}`;
    if (seen.has(said)) continue;
    seen.add(said);
    const span = byId.get(key);
    if (span === undefined) byId.set(key, log);
    const events = eventsOf.get(key) ?? [...(span?.events ?? [])];
    eventsOf.set(key, events);
    for (const event of log.events) events.push(event);
  }
  for (const [key, events] of eventsOf) byId.set(key, { ...byId.get(key)!, events });
  return [...byId.values()];
}

// Of two states of a span the one that has ended, else the one that says more; then any, but always the same.
function isLater(span: OtelSpan, known: OtelSpan): boolean {
  const a = stateKey(span);
  const b = stateKey(known);
  return a.ended !== b.ended
    ? a.ended > b.ended
    : a.text.length !== b.text.length
      ? a.text.length > b.text.length
      : a.text > b.text;
}

function stateKey({ endNs, startNs: _startNs, ...rest }: OtelSpan): { readonly ended: bigint; readonly text: string } {
  return { ended: endNs ?? -1n, text: JSON.stringify(rest) };
}

function logKey(log: OtelSpan): string {
  return `${String(log.startNs ?? '').padStart(25, '0')} ${JSON.stringify(log.events)}`;
}

interface AgentSpans {
  /** Span id of the sub-agent's `invoke_agent`; undefined for the run itself. */
  readonly owner?: string;
  readonly owned: ReadSpan[];
  readonly parent?: string;
  /** The call of the parent in whose execution the sub-agent ran. */
  readonly callId?: string;
}

/**
 * Every span belongs to the nearest agent above it that is a sub-agent: one inside a tool's execution, or inside an agent
 * that has calls of its own. An agent that only holds others (a workflow, handoffs) is one run with them.
 */
function agents(spans: readonly ReadSpan[]): AgentSpans[] {
  const byId = new Map(spans.map((read) => [read.span.spanId, read]));
  const chains = new Map<ReadSpan, readonly ReadSpan[]>();
  for (const read of spans) chains.set(read, chainAbove(read, byId));
  const isAgent = ({ facts }: ReadSpan): boolean => facts.kind === 'agent';
  const working = new Set<ReadSpan>(); // agents with calls of their own
  for (const [read, chain] of chains) {
    if (read.facts.kind !== 'model' && read.facts.kind !== 'tool') continue;
    const nearest = chain.find(isAgent);
    if (nearest !== undefined) working.add(nearest);
  }
  const nested = new Set<ReadSpan>();
  for (const [read, chain] of chains) {
    if (!isAgent(read)) continue;
    const up = chain.findIndex(isAgent);
    if (up < 0) continue;
    if (chain.slice(0, up).some(({ facts }) => facts.kind === 'tool') || working.has(chain[up]!)) nested.add(read);
  }
  const found = new Map<string | undefined, AgentSpans>([[undefined, { owned: [] }]]);
  for (const read of nested) {
    const chain = chains.get(read)!;
    const parent = chain.find((ancestor) => nested.has(ancestor))?.span.spanId;
    const tool = chain.find(({ facts }) => facts.kind === 'tool');
    const callId =
      tool?.facts.tool?.callId ??
      (tool === undefined ? undefined : idField(tool.span.attributes, 'gen_ai.tool.call.id'));
    found.set(read.span.spanId, {
      owner: read.span.spanId,
      owned: [],
      ...(parent !== undefined && { parent }),
      ...(callId !== undefined && { callId }),
    });
  }
  for (const [read, chain] of chains) {
    const owner = nested.has(read) ? read : chain.find((ancestor) => nested.has(ancestor));
    found.get(owner?.span.spanId)!.owned.push(read);
  }
  return [...found.values()];
}

function chainAbove(read: ReadSpan, byId: ReadonlyMap<string, ReadSpan>): ReadSpan[] {
  const chain: ReadSpan[] = [];
  for (
    let at = byId.get(read.span.parentId ?? '');
    at !== undefined && chain.length < 100;
    at = byId.get(at.span.parentId ?? '')
  )
    chain.push(at);
  return chain;
}
