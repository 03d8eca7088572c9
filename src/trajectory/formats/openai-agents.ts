import type { JsonObject } from '../../core/json.ts';
import { idField } from '../chat/string-field.ts';
import { traceRuns } from './agents-sdk/trace-runs.ts';
import { isTrace, traceRecords, traceSpan, type TraceSpan } from './agents-sdk/trace-span.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

// Traces are finished when nothing was heard of them for a while and much is held.
const HELD_SPANS = 20_000;
const IDLE_RECORDS = 2000;

/**
 * Traces of the OpenAI Agents SDK: `trace` and `trace.span` objects, one per line or in batches `{data: […]}`. One run per
 * trace, and one per agent that ran as a tool.
 */
export const openaiAgents: TraceFormat = {
  name: 'openai-agents',
  description: 'traces of the OpenAI Agents SDK',
  independentRecords: false,
  detect: ({ records }) =>
    records.some((record) => traceRecords(record).some((item) => isTrace(item) || traceSpan(item) !== undefined))
      ? 0.97
      : 0,
  open() {
    const traces = new Map<string, OpenTrace>();
    let held = 0;
    let records = 0;

    function traceOf(id: string, line: number): OpenTrace {
      const known = traces.get(id) ?? { spans: [], line, lastRecord: records };
      known.lastRecord = records;
      traces.set(id, known);
      return known;
    }

    function* finish(id: string, { about, spans, line }: OpenTrace): Iterable<DraftItem> {
      traces.delete(id);
      held -= spans.length;
      // A trace is told when it begins; one without spans has not done anything yet.
      if (spans.length > 0) yield* traceRuns(id, about, spans, line);
    }

    return {
      *read({ value, line }): Iterable<DraftItem> {
        records++;
        for (const item of traceRecords(value)) {
          const span = traceSpan(item);
          if (span !== undefined) {
            traceOf(span.traceId, line).spans.push(span);
            held++;
          } else if (isTrace(item)) {
            const trace = traceOf(idField(item, 'id') ?? '', line);
            trace.about = { ...trace.about, ...item };
          } else {
            const message = 'found neither trace nor span, expected {"object": "trace.span", …}';
            yield { issue: { line, code: 'bad-record', message } };
          }
        }
        if (held < HELD_SPANS || records % 100 !== 0) return;
        for (const [id, trace] of traces) if (trace.lastRecord <= records - IDLE_RECORDS) yield* finish(id, trace);
      },
      *end(): Iterable<DraftItem> {
        for (const [id, trace] of traces) yield* finish(id, trace);
      },
    };
  },
};

interface OpenTrace {
  about?: JsonObject;
  readonly spans: TraceSpan[];
  readonly line: number;
  lastRecord: number;
}
