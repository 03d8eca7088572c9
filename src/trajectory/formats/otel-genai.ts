import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, otherFields } from '../chat/string-field.ts';
import { operationOf, otelRun } from '../otel/otel-run.ts';
import { isSpan, spansIn, type OtelSpan } from '../otel/otel-span.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

// Traces are finished when nothing was heard of them for a while and much is held.
const HELD_SPANS = 20_000;
const IDLE_RECORDS = 2000;
const CONTAINERS_OF_SPANS = new Set(['spans', 'resourceSpans', 'resource_spans']);

/**
 * OpenTelemetry spans with GenAI attributes: one document `{spans}`, OTLP/JSON (`resourceSpans`, one document or one per
 * line), or one span per line. Spans of one conversation (`gen_ai.conversation.id`), or else of one trace, are one run;
 * an `invoke_agent` inside another is a sub-agent's run of its own.
 */
export const otelGenai: TraceFormat = {
  name: 'otel-genai',
  description: 'OpenTelemetry GenAI spans (semantic conventions, any-agent), JSON and OTLP/JSON',
  independentRecords: false,
  detect({ records }) {
    if (records.some((record) => isGenAi(spansIn(record)))) return 0.9;
    const spans = records.some(
      (record) => isSpan(record) || (isJsonObject(record) && Array.isArray(record['resourceSpans'])),
    );
    return spans ? 0.3 : 0;
  },
  open() {
    const groups = new Map<string, Group>();
    const conversationOf = new Map<string, string>(); // trace → conversation
    let documentExtra: JsonObject | undefined;
    let held = 0;
    let records = 0;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        records++;
        const spans = spansIn(value);
        if (spans.length === 0 && !isEmptyBatch(value)) {
          yield {
            issue: { line, code: 'bad-record', message: 'found no spans, expected OpenTelemetry spans with ids' },
          };
          return;
        }
        if (isJsonObject(value) && Array.isArray(value['spans']))
          documentExtra = otherFields(value, CONTAINERS_OF_SPANS);
        for (const span of spans) {
          const conversation = idField(span.attributes, 'gen_ai.conversation.id');
          if (conversation !== undefined) conversationOf.set(span.traceId, conversation);
          const group = groups.get(span.traceId) ?? { spans: [], line, lastRecord: records };
          group.spans.push(span);
          group.lastRecord = records;
          groups.set(span.traceId, group);
        }
        held += spans.length;
        if (held < HELD_SPANS || records % 100 !== 0) return;
        const idle = [...groups].filter(([, group]) => group.lastRecord <= records - IDLE_RECORDS);
        for (const [traceId, group] of idle) {
          held -= group.spans.length;
          groups.delete(traceId);
        }
        yield* runs(idle, conversationOf, undefined);
      },
      end: () => runs([...groups], conversationOf, documentExtra),
    };
  },
};

interface Group {
  readonly spans: OtelSpan[];
  readonly line: number;
  lastRecord: number;
}

function isGenAi(spans: readonly OtelSpan[]): boolean {
  return spans.some(({ attributes }) => Object.keys(attributes).some((name) => name.startsWith('gen_ai.')));
}

function isEmptyBatch(value: Json): boolean {
  return isJsonObject(value) && [...CONTAINERS_OF_SPANS].some((name) => Array.isArray(value[name]));
}

function* runs(
  traces: readonly (readonly [string, Group])[],
  conversationOf: ReadonlyMap<string, string>,
  documentExtra: JsonObject | undefined,
): Iterable<DraftItem> {
  const byRun = new Map<string, Group>();
  for (const [traceId, group] of traces) {
    const runId = conversationOf.get(traceId) ?? traceId;
    const known = byRun.get(runId);
    if (known === undefined) byRun.set(runId, { ...group, spans: [...group.spans] });
    else known.spans.push(...group.spans);
  }
  for (const [runId, { spans, line }] of byRun) {
    for (const { owner, owned, parent, callId } of agents(spans)) {
      const run = otelRun(owned);
      if (run.steps.length === 0) continue;
      const id = owner === undefined ? runId : `${runId}/${owner}`;
      const parentRunId = owner === undefined ? undefined : parent === undefined ? runId : `${runId}/${parent}`;
      const extra = byRun.size === 1 && owner === undefined ? { ...run.extra, ...documentExtra } : run.extra;
      yield { draft: { ...run, extra, runId: id, ...(parentRunId !== undefined && { parentRunId }), line } };
      if (parentRunId !== undefined && callId !== undefined) yield { link: { parentRunId, callId, childRunId: id } };
    }
  }
}

interface AgentSpans {
  /** Span id of the sub-agent's `invoke_agent`; undefined for the run itself. */
  readonly owner?: string;
  readonly owned: OtelSpan[];
  readonly parent?: string;
  /** The call of the parent in whose execution the sub-agent ran. */
  readonly callId?: string;
}

// Every span belongs to the nearest invoke_agent above it that is itself inside another one.
function agents(spans: readonly OtelSpan[]): AgentSpans[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const isAgent = (span: OtelSpan): boolean => operationOf(span) === 'invoke_agent';
  function above(span: OtelSpan): OtelSpan[] {
    const chain: OtelSpan[] = [];
    for (
      let at = byId.get(span.parentId ?? '');
      at !== undefined && chain.length < 100;
      at = byId.get(at.parentId ?? '')
    )
      chain.push(at);
    return chain;
  }
  const nested = new Set(spans.filter((span) => isAgent(span) && above(span).some(isAgent)));
  const found = new Map<string | undefined, AgentSpans>([[undefined, { owned: [] }]]);
  for (const span of nested) {
    const chain = above(span);
    const parent = chain.find((ancestor) => nested.has(ancestor))?.spanId;
    const tool = chain.find((ancestor) => operationOf(ancestor) === 'execute_tool');
    const callId = tool === undefined ? undefined : idField(tool.attributes, 'gen_ai.tool.call.id');
    found.set(span.spanId, {
      owner: span.spanId,
      owned: [],
      ...(parent !== undefined && { parent }),
      ...(callId !== undefined && { callId }),
    });
  }
  for (const span of spans) {
    const owner = nested.has(span) ? span : above(span).find((ancestor) => nested.has(ancestor));
    found.get(owner?.spanId)!.owned.push(span);
  }
  return [...found.values()];
}
