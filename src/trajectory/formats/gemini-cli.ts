import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { geminiSession, type GeminiSession } from './gemini/gemini-session.ts';
import { listField, objectField, stringField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

const MESSAGE_TYPES = new Set(['user', 'gemini', 'info', 'error', 'warning', 'qwen', 'model', 'assistant']);

/**
 * Sessions of Gemini CLI: documents `{sessionId, messages}`, JSONL of messages with changes (`$set`, `$rewindTo`), saved
 * chats (`{history}` or a list of turns), the prompts in `logs.json`; and JSONL of Qwen Code, which came from it. A
 * message's tool results are a step of their own after it. Prompts of `logs.json` are one run a session, `<session>/log`.
 */
export const geminiCli: TraceFormat = {
  name: 'gemini-cli',
  description: 'Gemini CLI sessions and saved chats (~/.gemini/tmp), Qwen Code sessions',
  independentRecords: false,
  detect: ({ records }) => records.reduce<number>((surest, record) => Math.max(surest, sureness(record)), 0),
  open({ path }) {
    const sessions = new Map<string, { readonly session: GeminiSession; readonly line: number }>();
    let last: GeminiSession | undefined;
    const sessionOf = (id: string | undefined, line: number): GeminiSession => {
      if (id === undefined && last !== undefined) return last;
      const key = id ?? '';
      let entry = sessions.get(key);
      if (entry === undefined) sessions.set(key, (entry = { session: geminiSession(), line }));
      last = entry.session;
      return last;
    };
    return {
      *read({ value, line }): Iterable<DraftItem> {
        const problem = isJsonObject(value)
          ? addRecord(value, (id) => sessionOf(id, line))
          : 'found no object, expected a record of a session';
        if (problem !== undefined) yield { issue: { line, code: 'bad-record', message: problem } };
      },
      *end(): Iterable<DraftItem> {
        for (const { session, line } of sessions.values()) yield* session.finish({ path, line });
      },
    };
  },
};

// Returns what is wrong with the record, if anything.
function addRecord(record: JsonObject, sessionOf: (id: string | undefined) => GeminiSession): string | undefined {
  const change = objectField(record, '$set');
  const rewind = stringField(record, '$rewindTo');
  const history = contentsIn(record['clientHistory']) ?? contentsIn(record['history']);
  if (change !== undefined) sessionOf(undefined).set(change);
  else if (rewind !== undefined) sessionOf(undefined).rewind(rewind);
  else if (isPrompt(record)) {
    const { sessionId, message, ...rest } = record;
    const session = sessionOf(`${sessionId as string}/log`);
    session.head({ sessionId: `${sessionId as string}/log` });
    session.message({ ...rest, content: message! });
  } else if (isQwenLine(record)) sessionOf(stringField(record, 'sessionId')).line(record);
  else if (history !== undefined) {
    const session = sessionOf(undefined);
    const { history: given, clientHistory, ...rest } = record;
    // Beside the turns, a restore point has the list that was on the screen.
    session.head({ ...rest, ...(clientHistory !== undefined && given !== undefined && { history: given }) });
    for (const content of history) session.content(content);
  } else if (isContent(record)) sessionOf(undefined).content(record);
  else if (typeof record['sessionId'] === 'string') {
    const session = sessionOf(undefined);
    session.head(record);
  } else if (typeof record['type'] === 'string' && ('content' in record || 'toolCalls' in record)) {
    sessionOf(undefined).message(record);
  } else return 'found neither a message nor facts of a session';
  return undefined;
}

function sureness(record: Json): number {
  if (!isJsonObject(record)) return 0;
  const hasSession = typeof record['sessionId'] === 'string';
  const messages = listField(record, 'messages');
  if (hasSession && messages !== undefined) {
    const some = messages.some((message) => isJsonObject(message) && isMessage(message));
    if (typeof record['projectHash'] === 'string') return 0.98;
    return some && 'startTime' in record ? 0.9 : 0;
  }
  if (hasSession && typeof record['projectHash'] === 'string') return 0.95;
  if (isQwenLine(record)) return 0.97;
  if (isPrompt(record)) return 0.9;
  if (contentsIn(record['clientHistory']) !== undefined || contentsIn(record['history']) !== undefined) return 0.9;
  if (isMessage(record) && record['type'] === 'gemini' && typeof record['id'] === 'string') return 0.9;
  return isContent(record) ? 0.7 : 0;
}

function isMessage(record: JsonObject): boolean {
  return MESSAGE_TYPES.has(stringField(record, 'type') ?? '') && ('content' in record || 'toolCalls' in record);
}

function isPrompt(record: JsonObject): boolean {
  return (
    typeof record['sessionId'] === 'string' &&
    typeof record['messageId'] === 'number' &&
    typeof record['message'] === 'string'
  );
}

function isQwenLine(record: JsonObject): boolean {
  if (typeof record['sessionId'] !== 'string' || typeof record['type'] !== 'string') return false;
  const message = objectField(record, 'message');
  if (message === undefined) return 'systemPayload' in record && typeof record['uuid'] === 'string';
  return Array.isArray(message['parts']);
}

const PART_FIELDS = ['text', 'functionCall', 'functionResponse', 'inlineData', 'fileData', 'executableCode'];

function isContent(record: Json): record is JsonObject {
  if (!isJsonObject(record)) return false;
  const role = record['role'];
  if (role !== 'user' && role !== 'model' && role !== 'function') return false;
  const parts = listField(record, 'parts');
  return (
    parts !== undefined &&
    !('content' in record) &&
    parts.every((part) => isJsonObject(part) && !('type' in part) && PART_FIELDS.some((name) => name in part))
  );
}

function contentsIn(value: Json | undefined): readonly JsonObject[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const contents = (value as readonly Json[]).filter(isContent);
  return contents.length === value.length ? contents : undefined;
}
