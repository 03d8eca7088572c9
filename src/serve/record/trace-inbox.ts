import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField } from '../../trajectory/chat/string-field.ts';
import { detectFormat, formatNamed } from '../../trajectory/detect-format.ts';
import { conversationWith, type Conversation } from '../../trajectory/formats/otel/otel-runs.ts';
import { spansIn } from '../../trajectory/formats/otel/otel-span.ts';
import { itemFinisher } from '../../trajectory/item-finisher.ts';
import type { ImportItem } from '../../trajectory/trajectory.ts';

/** How long the spans of a trace are waited for whose root has not come. */
const WAIT_MS = 10_000;
// What is held of traces that may go on.
const HELD_BYTES = 64 * 2 ** 20;
const PLACE = '/v1/traces';
// Anything of this format or of one like it; what the spans say is read the same way.
const OTHER_FORMAT = 'otel-genai';

interface Trace {
  readonly id: string;
  readonly format: string;
  /** OTLP/JSON values with the trace's own spans, as they came. */
  readonly values: JsonObject[];
  conversation: Conversation | undefined;
  hasRoot: boolean;
  bytes: number;
  lastMs: number;
  isWritten: boolean;
}

/** What was taken of a body. */
export interface TakenSpans {
  readonly spans: number;
  /** Entries that are no spans. */
  readonly rejected: number;
}

/** Runs that are ready, and what to call when they are stored. */
export interface ReadyRuns {
  readonly items: readonly ImportItem[];
  /** What could not be read of them. */
  readonly issues: readonly string[];
  readonly done: () => void;
}

/**
 * Spans on their way to becoming runs. Exporters send a trace in pieces, as its spans end, the root last: so a trace is read
 * when its root has come, or when nothing came for ten seconds, together with the other traces of its conversation; and
 * again when more comes.
 */
export class TraceInbox {
  /** Least recently heard of first. */
  readonly #traces = new Map<string, Trace>();
  readonly #redact: boolean;
  #bytes = 0;

  constructor({ redact = true }: { readonly redact?: boolean } = {}) {
    this.#redact = redact;
  }

  /**
   * @param value - OTLP/JSON
   * @param size - in bytes, as it came
   */
  add(value: JsonObject, { size, nowMs }: { readonly size: number; readonly nowMs: number }): TakenSpans {
    const format = detectFormat({ path: PLACE, container: 'document', records: [value] })?.name ?? OTHER_FORMAT;
    const spans = spansIn(value);
    const given = countSpans(value);
    for (const [id, part] of byTrace(value)) {
      const known = this.#traces.get(id);
      const trace: Trace = known ?? {
        id,
        format: format === 'openinference' ? format : OTHER_FORMAT,
        values: [],
        conversation: undefined,
        hasRoot: false,
        bytes: 0,
        lastMs: nowMs,
        isWritten: false,
      };
      this.#traces.delete(id);
      this.#traces.set(id, trace);
      trace.values.push(part.value);
      const bytes = Math.ceil((size * part.spans) / Math.max(1, given));
      trace.bytes += bytes;
      this.#bytes += bytes;
      trace.lastMs = nowMs;
      trace.isWritten = false;
    }
    for (const span of spans) {
      const trace = this.#traces.get(span.traceId);
      if (trace === undefined) continue;
      trace.conversation = conversationWith(trace.conversation, span);
      if (/^0*$/.test(span.parentId ?? '')) trace.hasRoot = true;
    }
    return { spans: spans.length, rejected: Math.max(0, given - spans.length) };
  }

  /** When the next runs are ready by waiting; undefined when there are none. */
  dueMs(): number | undefined {
    let due: number | undefined;
    for (const trace of this.#traces.values()) {
      if (trace.isWritten) continue;
      const at = trace.hasRoot ? 0 : trace.lastMs + WAIT_MS;
      due = due === undefined ? at : Math.min(due, at);
    }
    return due;
  }

  /** The runs that are ready; all, when nothing more is waited for. */
  ready(nowMs: number, all = false): ReadyRuns {
    const groups = new Map<string, Trace[]>();
    for (const trace of this.#traces.values()) {
      const name = `${trace.format} ${trace.conversation?.id ?? trace.id}`;
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [trace]);
      else group.push(trace);
    }
    const written: Trace[] = [];
    const items: ImportItem[] = [];
    const issues: string[] = [];
    for (const group of groups.values()) {
      const waits = group.some((trace) => !trace.isWritten && !trace.hasRoot && nowMs < trace.lastMs + WAIT_MS);
      if (group.every((trace) => trace.isWritten) || (waits && !all)) continue;
      try {
        for (const item of this.#read(group)) {
          if ('issue' in item) issues.push(item.issue.message);
          else items.push(item);
        }
      } catch (error) {
        // A reader is written not to throw; should it, these spans are lost and no others.
        issues.push(`could not be understood: ${error instanceof Error ? error.message : String(error)}`);
      }
      written.push(...group);
    }
    const heard = new Map(written.map((trace) => [trace, trace.values.length]));
    const done = (): void => {
      for (const [trace, values] of heard) if (trace.values.length === values) trace.isWritten = true;
      this.#forget();
    };
    return { items, issues, done };
  }

  #read(group: readonly Trace[]): readonly ImportItem[] {
    const { format } = group[0]!;
    const finisher = itemFinisher(
      { format, uri: PLACE, ...(!this.#redact && { redaction: 'off' }) },
      { redact: this.#redact },
    );
    const reader = formatNamed(format).open({ path: PLACE });
    for (const { values } of group) for (const value of values) finisher.add([...reader.read({ value, line: 1 })]);
    finisher.add([...reader.end()]);
    finisher.end();
    return finisher.take().items;
  }

  #forget(): void {
    for (const [id, { isWritten, bytes }] of this.#traces) {
      if (this.#bytes <= HELD_BYTES) return;
      if (!isWritten) continue;
      this.#traces.delete(id);
      this.#bytes -= bytes;
    }
  }
}

/** The spans of a value by trace, each within what it says of its resource and scope. */
function byTrace(value: JsonObject): ReadonlyMap<string, { readonly value: JsonObject; readonly spans: number }> {
  const found = new Map<string, { resources: JsonObject[]; spans: number }>();
  for (const holder of (listField(value, 'resourceSpans') ?? []).filter(isJsonObject)) {
    const scopesOf = new Map<string, JsonObject[]>();
    for (const scope of (listField(holder, 'scopeSpans') ?? []).filter(isJsonObject)) {
      const spansOf = new Map<string, Json[]>();
      for (const span of (listField(scope, 'spans') ?? []).filter(isJsonObject)) {
        const id = idField(span, 'traceId') ?? idField(span, 'trace_id');
        if (id !== undefined) push(spansOf, id, span);
      }
      for (const [id, spans] of spansOf) {
        push(scopesOf, id, { ...scope, spans });
        const known = found.get(id) ?? { resources: [], spans: 0 };
        known.spans += spans.length;
        found.set(id, known);
      }
    }
    for (const [id, scopeSpans] of scopesOf) found.get(id)!.resources.push({ ...holder, scopeSpans });
  }
  return new Map(
    [...found].map(([id, { resources, spans }]) => [id, { value: { resourceSpans: resources }, spans }] as const),
  );
}

function push<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}

function countSpans(value: JsonObject): number {
  let spans = 0;
  for (const holder of (listField(value, 'resourceSpans') ?? []).filter(isJsonObject)) {
    for (const scope of (listField(holder, 'scopeSpans') ?? []).filter(isJsonObject)) {
      spans += (listField(scope, 'spans') ?? []).length;
    }
  }
  return spans;
}
