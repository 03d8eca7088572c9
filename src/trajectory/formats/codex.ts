import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { addExecLine, isExecLine } from './codex/add-exec-line.ts';
import { codexItem } from './codex/codex-item.ts';
import { codexSession, type CodexSession } from './codex/codex-session.ts';
import { listField, objectField, otherFields, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

const LINES = new Set(['session_meta', 'response_item', 'event_msg', 'turn_context', 'compacted', 'world_state']);

/**
 * Rollouts of Codex CLI and its kin, one session a file, in three generations: lines `{timestamp, type, payload}`; a head
 * `{id, timestamp, instructions}` followed by bare response items; and one document `{session, items}`; and what
 * `codex exec --json` prints. The items of one
 * response of the model are one step. What the program's events only repeat is not told twice; whatever else they say is
 * in `extra.events` of the step they came after.
 */
export const codex: TraceFormat = {
  name: 'codex',
  description: 'Codex CLI session logs (~/.codex/sessions)',
  independentRecords: false,
  detect({ records }) {
    let surest = 0;
    for (const [index, record] of records.entries()) {
      if (isJsonObject(record)) surest = Math.max(surest, sureness(record, records[index + 1]));
    }
    return surest;
  },
  open({ path }) {
    const session = codexSession(/rollout-.*?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.jsonl?/i.exec(path)?.[1]);
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (!isJsonObject(value)) {
          yield { issue: { line, code: 'bad-record', message: 'found no object, expected a line of a rollout' } };
        } else if (isDocument(value)) addDocument(session, value);
        else if (isExecLine(value)) addExecLine(session, value);
        else {
          const problem = addLine(session, value);
          if (problem !== undefined) yield { issue: { line, code: 'bad-record', message: problem } };
        }
      },
      end: () => session.finish(),
    };
  },
};

function sureness(record: JsonObject, next: Json | undefined): number {
  if (isDocument(record)) return 0.9;
  if (isExecLine(record)) return record['type'] === 'thread.started' ? 0.95 : 0.9;
  if (isHead(record)) {
    const follows =
      next === undefined || (isJsonObject(next) && ('record_type' in next || codexItem(next) !== undefined));
    return follows ? 0.95 : 0;
  }
  const type = stringField(record, 'type') ?? '';
  if (!LINES.has(type) || !isJsonObject(record['payload'])) return 0;
  return type === 'session_meta' || 'timestamp' in record ? 0.98 : 0.9;
}

const LINE_KNOWN = new Set(['timestamp', 'type', 'payload']);

function isHead(record: JsonObject): boolean {
  return (
    typeof record['id'] === 'string' &&
    typeof record['timestamp'] === 'string' &&
    'instructions' in record &&
    !('type' in record)
  );
}

function isDocument(record: JsonObject): boolean {
  const session = objectField(record, 'session');
  return session !== undefined && typeof session['id'] === 'string' && Array.isArray(record['items']);
}

function addDocument(session: CodexSession, value: JsonObject): void {
  session.meta(objectField(value, 'session') ?? {}, undefined);
  for (const item of listField(value, 'items') ?? []) {
    if (isJsonObject(item)) session.item(item, stringField(item, 'timestamp'));
    else session.note({ item }, undefined);
  }
}

// Returns what is wrong with the line, if anything.
function addLine(session: CodexSession, record: JsonObject): string | undefined {
  const at = stringField(record, 'timestamp');
  const type = stringField(record, 'type');
  if (type === undefined || !('payload' in record)) {
    if (isHead(record)) session.meta(record, undefined);
    else if (type !== undefined || typeof record['role'] === 'string') session.item(record, at);
    else if ('record_type' in record) session.note(record, undefined);
    else return 'found neither a type nor a payload, expected a line of a rollout';
    return undefined;
  }
  const told = objectField(record, 'payload');
  if (told === undefined) return `found a line of type ${type.slice(0, 40)} whose payload is no object`;
  const rest = otherFields(record, LINE_KNOWN);
  const payload = rest === undefined ? told : { ...told, line: rest };
  if (type === 'session_meta') session.meta(payload, at);
  else if (type === 'response_item') session.item(payload, at);
  else if (type === 'event_msg') session.event(payload, at);
  else if (type === 'turn_context') session.context(payload, at);
  else if (type === 'compacted') session.compacted(payload, at);
  else if (type === 'inter_agent_communication') session.item({ type: 'agent_message', ...payload }, at);
  else session.note({ record: type, ...payload }, at);
  return undefined;
}
