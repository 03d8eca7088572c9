import { canonicalJson, sha256 } from '../../core/content-key.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import { agentsOf } from './inspect/agents-of.ts';
import { childItems, eventsDraft, isSubAgent, sampleItems, type InspectLog } from './inspect/sample-items.ts';
import type { DraftItem, TraceFormat, TraceReader } from '../trace-format.ts';

const EVENTS = new Set(['model', 'tool', 'span_begin', 'sample_init', 'state', 'step']);

/**
 * Logs of Inspect: `.eval` (a ZIP, read member by member) and `.json`, finished or still being written, and transcripts
 * `{events}` on their own. One run per sample and epoch, and per agent that a sample started.
 */
export const inspectEval: TraceFormat = {
  name: 'inspect-eval',
  description: 'Inspect logs (.eval and .json) and transcripts of events',
  independentRecords: false,
  detect({ container, records }) {
    if (container === 'members') return 0.99;
    if (records.some((record) => isJsonObject(record) && isLog(record))) return 0.98;
    return records.some((record) => isJsonObject(record) && isTranscript(record)) ? 0.9 : 0;
  },
  open: () => logReader(),
};

function isLog(record: JsonObject): boolean {
  const spec = objectField(record, 'eval');
  if (spec === undefined || !('task' in spec) || !('model' in spec)) return false;
  return 'samples' in record || 'plan' in record || 'status' in record;
}

function isTranscript(record: JsonObject): boolean {
  const events = listField(record, 'events') ?? [];
  return events.some(
    (event) =>
      isJsonObject(event) &&
      EVENTS.has(stringField(event, 'event') ?? '') &&
      ('uuid' in event || 'span_id' in event || 'working_start' in event || 'timestamp' in event),
  );
}

function logReader(): TraceReader {
  let log: InspectLog = { spec: {}, rest: {} };
  let rest: JsonObject = {};
  let samples = 0;
  let isMember = false;

  function* sample(value: Json, line: number | undefined, place: string): Iterable<DraftItem> {
    if (isJsonObject(value) && (Array.isArray(value['messages']) || Array.isArray(value['events']))) {
      yield* sampleItems(value, log, samples++ === 0);
    } else yield bad(line, `${place}: found no messages, expected a sample`);
  }

  return {
    *read({ value, line }) {
      if (!isJsonObject(value)) {
        yield bad(line, 'found no object, expected an Inspect log');
        return;
      }
      const name = stringField(value, 'name');
      if (name !== undefined && 'value' in value) {
        isMember = true;
        const member = value['value'] ?? null;
        if (name.startsWith('samples/')) yield* sample(member, undefined, name);
        else if (name === 'header.json' || name === '_journal/start.json') {
          const header = isJsonObject(member) ? member : {};
          rest = otherFields(header, new Set(['eval'])) ?? {};
          log = { spec: objectField(header, 'eval') ?? {}, rest };
        } else if (name === 'reductions.json') log = { ...log, rest: { ...rest, reductions: member } };
      } else if (isLog(value)) {
        log = {
          spec: objectField(value, 'eval') ?? {},
          rest: otherFields(value, new Set(['eval', 'samples'])) ?? {},
        };
        const found = listField(value, 'samples') ?? [];
        for (const [index, item] of found.entries()) yield* sample(item, line, `samples[${index}]`);
        if (found.length === 0) yield bad(line, 'found a log without samples');
      } else if (isTranscript(value)) yield* transcript(value, line);
      else yield bad(line, 'found neither a log nor a transcript of Inspect');
    },
    *end() {
      if (isMember && samples === 0) yield bad(undefined, 'found a log without samples');
    },
  };
}

// What is known of a transcript on its own is what happened.
function* transcript(record: JsonObject, line: number): Iterable<DraftItem> {
  const root = agentsOf(listField(record, 'events') ?? [], isSubAgent);
  const task = { tags: ['inspect'] };
  const draft = eventsDraft(root, { attachments: {}, task });
  const rest = otherFields(record, new Set(['events']));
  // The first event and what stands beside the events tell transcripts apart; they stay when one grows.
  const runId = sha256(canonicalJson([root.events[0] ?? null, rest ?? null]), 20);
  yield { draft: { ...draft, runId, line, extra: { ...rest, ...draft.extra } } };
  yield* childItems(root, runId, { attachments: {}, task });
}

function bad(line: number | undefined, message: string): DraftItem {
  return { issue: { ...(line !== undefined && { line }), code: 'bad-record', message } };
}
