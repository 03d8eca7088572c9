import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { claudeSession, type ClaudeSession } from './claude/claude-session.ts';
import { idField, listField, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

// A log of many sessions joined together is read without holding it: beyond this many characters, sessions that have
// not been heard of for a while are finished.
const HELD_CHARACTERS = 4 * 2 ** 20;
const IDLE_RECORDS = 2000;

// Lines that a session may begin with before anything was said.
const NOTES = new Set(['summary', 'file-history-snapshot', 'progress', 'queue-operation']);

/**
 * Claude Code's session logs: JSONL lines (also as printed with `--output-format stream-json`), an array of them, or `{loglines: […]}`. One trajectory per session in the
 * file, and one per sub-agent (`<session>/<agent>`), whether it has a file of its own or runs as a side chain in the main one.
 */
export const claudeCode: TraceFormat = {
  name: 'claude-code',
  description: 'Claude Code session logs (~/.claude/projects)',
  independentRecords: false,
  detect({ records }) {
    if (records.some((record) => isJsonObject(record) && isLogLine(record))) return 0.95;
    if (records.some((record) => isJsonObject(record) && isInit(record))) return 0.95;
    if (records.some((record) => isJsonObject(record) && Array.isArray(record['loglines']))) return 0.95;
    return records.some((record) => isJsonObject(record) && NOTES.has(stringField(record, 'type') ?? '')) ? 0.4 : 0;
  },
  open({ path }) {
    const log = claudeLog(/(?:^|[\\/])agent-([\w-]+)\.jsonl$/.exec(path)?.[1]);
    return {
      *read({ value, line }): Iterable<DraftItem> {
        const lines = isJsonObject(value) ? listField(value, 'loglines') : undefined;
        for (const record of lines ?? [value]) yield* log.add(record, line);
      },
      end: () => log.end(),
    };
  },
};

function isLogLine(record: JsonObject): boolean {
  const type = record['type'];
  if (type !== 'user' && type !== 'assistant') return false;
  return (
    isJsonObject(record['message']) &&
    // Qwen Code's lines are alike, their messages are not.
    !('parts' in record['message']) &&
    ('sessionId' in record ||
      'session_id' in record ||
      'uuid' in record ||
      'parentUuid' in record ||
      'timestamp' in record)
  );
}

function isInit(record: JsonObject): boolean {
  return record['type'] === 'system' && record['subtype'] === 'init' && typeof record['session_id'] === 'string';
}

function claudeLog(fileAgent: string | undefined): {
  add(record: Json, line: number): Iterable<DraftItem>;
  end(): Iterable<DraftItem>;
} {
  const sessions = new Map<string, ClaudeSession>();
  const chainOf = new Map<string, string>(); // uuid of a side chain's line → key of its session
  const linked = new Set<string>();
  let lastKey: string | undefined;
  let records = 0;

  function keyOf(record: JsonObject): string {
    const sessionId = stringField(record, 'sessionId') ?? stringField(record, 'session_id');
    // Notes such as snapshots name no session: they belong to the one being written.
    if (sessionId === undefined) return lastKey ?? '';
    // Older sub-agent files name the agent in the file's name alone.
    const agentId = stringField(record, 'agentId') ?? (record['isSidechain'] === true ? fileAgent : undefined);
    if (agentId !== undefined) return `${sessionId}/${agentId}`;
    // What is printed while it runs (stream-json) names the call that started the agent.
    const startedBy = stringField(record, 'parent_tool_use_id');
    if (startedBy !== undefined) return `${sessionId}/${startedBy}`;
    if (record['isSidechain'] !== true) return sessionId;
    const uuid = idField(record, 'uuid') ?? '';
    const key = chainOf.get(stringField(record, 'parentUuid') ?? '') ?? `${sessionId}/${uuid}`;
    chainOf.set(uuid, key);
    return key;
  }

  function sessionOf(record: JsonObject, line: number): ClaudeSession {
    const key = keyOf(record);
    let session = sessions.get(key);
    if (session === undefined) {
      const slash = key.lastIndexOf('/');
      session = claudeSession({ runId: key, ...(slash > 0 && { parentRunId: key.slice(0, slash) }), line });
      sessions.set(key, session);
      // What came before the first line that names a session, belongs to it.
      const unnamed = key === '' ? undefined : sessions.get('');
      if (unnamed !== undefined && unnamed.isEmpty()) {
        session.adopt(unnamed);
        sessions.delete('');
      }
    }
    session.lastRecord = records;
    // A session is not idle while its agents work.
    const parent = session.parentRunId === undefined ? undefined : sessions.get(session.parentRunId);
    if (parent !== undefined) parent.lastRecord = records;
    lastKey = key;
    return session;
  }

  function* link(record: JsonObject, session: ClaudeSession): Iterable<DraftItem> {
    for (const { callId, agentId } of session.spawned(record)) {
      const sessionId = stringField(record, 'sessionId');
      const childRunId = `${sessionId}/${agentId}`;
      if (sessionId === undefined || linked.has(childRunId)) continue;
      linked.add(childRunId);
      yield { link: { parentRunId: session.runId, callId, childRunId } };
    }
    const startedBy = stringField(record, 'parent_tool_use_id');
    if (startedBy !== undefined && session.parentRunId !== undefined && !linked.has(session.runId)) {
      linked.add(session.runId);
      yield { link: { parentRunId: session.parentRunId, callId: startedBy, childRunId: session.runId } };
    }
    if (record['isSidechain'] !== true || session.parentRunId === undefined || linked.has(session.runId)) return;
    // Older logs do not name the agent: a side chain begins with the prompt of the call that started it.
    const callId = sessions.get(session.parentRunId)?.callWithPrompt(session.firstText());
    if (callId === undefined) return;
    linked.add(session.runId);
    yield { link: { parentRunId: session.parentRunId, callId, childRunId: session.runId } };
  }

  function* flush(): Iterable<DraftItem> {
    let held = 0;
    for (const session of sessions.values()) held += session.characters();
    if (held < HELD_CHARACTERS) return;
    for (const [key, session] of sessions) {
      if ((session.lastRecord ?? 0) > records - IDLE_RECORDS) continue;
      sessions.delete(key);
      yield* session.finish();
    }
  }

  return {
    *add(record, line) {
      records++;
      if (!isJsonObject(record)) {
        yield { issue: { line, code: 'bad-record', message: 'found no object, expected a log line with a type' } };
        return;
      }
      if (typeof record['type'] !== 'string') {
        yield { issue: { line, code: 'bad-record', message: 'found no type, expected a log line with one' } };
        return;
      }
      const session = sessionOf(record, line);
      const problem = session.add(record);
      if (problem !== undefined) yield { issue: { line, code: 'bad-record', message: problem } };
      yield* link(record, session);
      if (records % 500 === 0) yield* flush();
    },
    *end() {
      for (const session of sessions.values()) yield* session.finish();
      sessions.clear();
    },
  };
}
