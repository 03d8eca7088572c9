import { plural } from '../../../core/format-number.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { otherFields } from '../../chat/string-field.ts';
import { guardedRuns } from './guarded-runs.ts';
import { conversationWith, otelRuns, type Conversation } from './otel-runs.ts';
import { spansIn, type OtelSpan } from './otel-span.ts';
import type { DraftItem, TraceReader } from '../../trace-format.ts';

// Traces are finished when nothing was heard of them for a while and much is held.
const HELD_SPANS = 20_000;
const IDLE_RECORDS = 2000;
const HOLDERS_OF_SPANS = new Set(['spans', 'resourceSpans', 'resource_spans', 'resourceLogs', 'resource_logs']);

interface Group {
  readonly spans: OtelSpan[];
  readonly line: number;
  lastRecord: number;
  conversation: Conversation | undefined;
}

/** What had no messages, so that it is told and not lost in silence. */
interface Silent {
  runs: number;
  spans: number;
}

/** Whether a record can hold spans, though it may hold none. */
function isSpanHolder(value: Json): boolean {
  return isJsonObject(value) && [...HOLDERS_OF_SPANS].some((name) => Array.isArray(value[name]));
}

/**
 * Reads spans in any of the shapes of `spansIn`. Spans of one conversation (`gen_ai.conversation.id`), or else of one
 * trace, are one run.
 */
export function otelReader(): TraceReader {
  const groups = new Map<string, Group>();
  let documentExtra: JsonObject | undefined;
  let held = 0;
  const silent: Silent = { runs: 0, spans: 0 };
  let records = 0;
  return {
    *read({ value, line }): Iterable<DraftItem> {
      records++;
      const spans = spansIn(value);
      if (spans.length === 0 && !isSpanHolder(value)) {
        yield { issue: { line, code: 'bad-record', message: 'found no spans, expected OpenTelemetry spans with ids' } };
        return;
      }
      if (isJsonObject(value) && Array.isArray(value['spans'])) documentExtra = otherFields(value, HOLDERS_OF_SPANS);
      for (const span of spans) {
        const group = groups.get(span.traceId) ?? { spans: [], line, lastRecord: records, conversation: undefined };
        group.conversation = conversationWith(group.conversation, span);
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
      yield* runs(idle, undefined, silent);
    },
    *end() {
      yield* runs([...groups], documentExtra, silent);
      if (silent.spans === 0) return;
      const message = `found ${plural(silent.spans, 'span')} in ${plural(silent.runs, 'trace')} without messages, expected the content of prompts and answers; nothing was imported of them`;
      yield { issue: { code: 'bad-record', message } };
    },
  };
}

function* runs(
  traces: readonly (readonly [string, Group])[],
  documentExtra: JsonObject | undefined,
  silent: Silent,
): Iterable<DraftItem> {
  const byRun = new Map<string, Group>();
  for (const [traceId, group] of traces) {
    const runId = group.conversation?.id ?? traceId;
    const known = byRun.get(runId);
    if (known === undefined) byRun.set(runId, { ...group, spans: [...group.spans] });
    else for (const span of group.spans) known.spans.push(span);
  }
  for (const [runId, { spans, line }] of byRun) {
    const extra = byRun.size === 1 && documentExtra !== undefined ? { extra: documentExtra } : {};
    let found = 0;
    for (const item of guardedRuns(runId, line, () => otelRuns(runId, spans, { line, ...extra }))) {
      found++;
      yield item;
    }
    if (found > 0) continue;
    silent.runs++;
    silent.spans += spans.length;
  }
}
