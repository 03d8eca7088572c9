import type { Json } from '../../../core/json.ts';
import { conversationWith, otelRuns, type Conversation } from './otel-runs.ts';
import { spansIn, type OtelSpan } from './otel-span.ts';
import type { DraftItem } from '../../trace-format.ts';

/** When runs are handed out and how much is kept. */
export interface SpanInboxOptions {
  /** A run is handed out when no span of it came for so long, in the unit of `now`. */
  readonly idle: number;
  /** Spans kept at most, those of runs handed out included. */
  readonly maxSpans?: number;
}

/** Spans on their way to runs. */
export interface SpanInbox {
  /**
   * Takes the spans in a value, as `spansIn` finds them. Returns how many there were.
   *
   * @param now - any clock that does not go back
   */
  add(value: Json, now: number): number;
  /** Runs that were quiet since `now - idle` and have spans that were not handed out yet; and those that had to make room. */
  take(now: number): DraftItem[];
  /** All runs with spans that were not handed out yet, quiet or not. */
  flush(): DraftItem[];
  /** What is kept, and how much was let go to stay within the limit. */
  counts(): {
    readonly spans: number;
    readonly runs: number;
    readonly evictedRuns: number;
    readonly evictedSpans: number;
  };
}

interface Trace {
  spans: OtelSpan[];
  conversation?: Conversation | undefined;
  lastAt: number;
  isNew: boolean;
}

// Runs that were let go are remembered, so that what comes later is not taken for their beginning.
const REMEMBERED = 10_000;

/**
 * Gathers spans that come in batches: late, twice, out of order, of many runs at once. Runs are made as a file import makes
 * them; one that grows later is handed out again, whole. When more than `maxSpans` are held, the runs that were quiet
 * longest are handed out and let go; spans that come for such a run afterwards are a run `<id>/part-2` of their own.
 */
export function spanInbox({ idle, maxSpans = 200_000 }: SpanInboxOptions): SpanInbox {
  const traces = new Map<string, Trace>();
  const partOf = new Map<string, number>(); // how many parts of a run were let go
  let ready: DraftItem[] = [];
  let held = 0;
  let evictedRuns = 0;
  let evictedSpans = 0;

  function runsBy(): Map<string, [string, Trace][]> {
    const runs = new Map<string, [string, Trace][]>();
    for (const entry of traces) {
      const runId = entry[1].conversation?.id ?? entry[0];
      const known = runs.get(runId);
      if (known === undefined) runs.set(runId, [entry]);
      else known.push(entry);
    }
    return runs;
  }

  function made(runId: string, members: readonly (readonly [string, Trace])[]): DraftItem[] {
    for (const [, trace] of members) trace.isNew = false;
    const part = partOf.get(runId);
    return [
      ...otelRuns(
        part === undefined ? runId : `${runId}/part-${part + 1}`,
        members.flatMap(([, trace]) => trace.spans),
      ),
    ];
  }

  function makeRoom(): void {
    const runs = [...runsBy()].map(([runId, members]) => ({
      runId,
      members,
      lastAt: members.reduce((latest, [, trace]) => Math.max(latest, trace.lastAt), Number.NEGATIVE_INFINITY),
    }));
    runs.sort((a, b) => a.lastAt - b.lastAt);
    for (const { runId, members } of runs) {
      // Some more than needed, so that this is not done for every batch.
      if (held <= maxSpans * 0.9) break;
      if (members.some(([, trace]) => trace.isNew)) for (const one of made(runId, members)) ready.push(one);
      partOf.set(runId, (partOf.get(runId) ?? 0) + 1);
      for (const [traceId, trace] of members) {
        traces.delete(traceId);
        held -= trace.spans.length;
        evictedSpans += trace.spans.length;
      }
      evictedRuns++;
    }
    for (const runId of partOf.keys()) {
      if (partOf.size <= REMEMBERED) break;
      partOf.delete(runId);
    }
  }

  function handOut(isDue: (lastAt: number) => boolean): DraftItem[] {
    const items = ready;
    ready = [];
    for (const [runId, members] of runsBy()) {
      if (!members.some(([, trace]) => trace.isNew) || !members.every(([, trace]) => isDue(trace.lastAt))) continue;
      for (const one of made(runId, members)) items.push(one);
    }
    return items;
  }

  return {
    add(value, now) {
      const spans = spansIn(value);
      for (const span of spans) {
        const trace = traces.get(span.traceId) ?? { spans: [], lastAt: now, isNew: true, conversation: undefined };
        trace.conversation = conversationWith(trace.conversation, span);
        trace.spans.push(span);
        trace.lastAt = now;
        trace.isNew = true;
        traces.set(span.traceId, trace);
      }
      held += spans.length;
      if (held > maxSpans) makeRoom();
      return spans.length;
    },
    take: (now) => handOut((lastAt) => now - lastAt >= idle),
    flush: () => handOut(() => true),
    counts: () => ({ spans: held, runs: runsBy().size, evictedRuns, evictedSpans }),
  };
}
