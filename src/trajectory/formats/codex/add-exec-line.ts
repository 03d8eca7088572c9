import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { CodexSession } from './codex-session.ts';

const LINES = new Set(
  'thread.started turn.started turn.completed turn.failed item.started item.updated item.completed'.split(' '),
);

/** Whether a record is a line of what `codex exec --json` prints. */
export function isExecLine(record: JsonObject): boolean {
  const type = stringField(record, 'type') ?? '';
  if (!LINES.has(type)) return false;
  if (type === 'thread.started') return typeof record['thread_id'] === 'string';
  return !type.startsWith('item.') || isJsonObject(record['item']);
}

/** Adds a line of what `codex exec --json` prints to a session. Items count when they are completed. */
export function addExecLine(session: CodexSession, record: JsonObject): void {
  const type = stringField(record, 'type') ?? '';
  const item = objectField(record, 'item');
  if (type === 'thread.started') {
    const rest = otherFields(record, new Set(['type', 'thread_id']));
    session.meta({ id: record['thread_id']!, ...rest }, undefined);
  } else if (type === 'item.completed' && item !== undefined) addItem(session, item);
  else if (type === 'turn.completed') {
    session.event({ type: 'token_count', info: { last_token_usage: record['usage'] ?? null } }, undefined);
    session.note(otherFields(record, new Set(['usage'])) ?? {}, undefined);
  } else if (type === 'turn.failed') {
    const { message, ...rest } = objectField(record, 'error') ?? {};
    session.event({ type: 'error', message: message ?? type, ...rest }, undefined);
  } else if (type !== 'item.started' && type !== 'item.updated') session.note(record, undefined);
}

function addItem(session: CodexSession, item: JsonObject): void {
  const type = stringField(item, 'type') ?? stringField(item, 'item_type') ?? '';
  const text = stringField(item, 'text');
  const id = idField(item, 'id');
  const own: JsonObject = id === undefined ? {} : { id };
  switch (type) {
    case 'agent_message':
    case 'assistant_message':
      session.item(
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: text ?? '' }], ...own },
        undefined,
      );
      break;
    case 'reasoning':
      session.item({ type, summary: [{ type: 'summary_text', text: text ?? '' }], ...own }, undefined);
      break;
    case 'command_execution':
      addCall(session, item, type, item['command'], item['aggregated_output'], [
        'command',
        'aggregated_output',
        'exit_code',
      ]);
      break;
    case 'mcp_tool_call':
      addCall(session, item, stringField(item, 'tool') ?? type, item['arguments'], item['result'] ?? item['error'], [
        'tool',
        'arguments',
        item['result'] === undefined || item['result'] === null ? 'error' : 'result',
      ]);
      break;
    case 'file_change':
      addCall(session, item, type, item['changes'], undefined, ['changes']);
      break;
    case 'web_search':
      addCall(session, item, type, item['query'], undefined, ['query']);
      break;
    case 'error':
      session.event({ ...item, type }, undefined);
      break;
    default:
      session.note({ item }, undefined);
  }
}

function addCall(
  session: CodexSession,
  item: JsonObject,
  name: string,
  given: Json | undefined,
  answer: Json | undefined,
  known: readonly string[],
): void {
  const callId = idField(item, 'id') ?? '';
  const rest = otherFields(item, new Set(['id', 'type', 'item_type', ...known]));
  session.item({ type: 'function_call', call_id: callId, name, arguments: given ?? '', ...rest }, undefined);
  if (answer === undefined || answer === null) return;
  const exitCode = numberField(item, 'exit_code');
  const failed = exitCode === undefined ? item['status'] === 'failed' : exitCode !== 0;
  const content = typeof answer === 'string' ? answer : JSON.stringify(answer);
  session.item(
    {
      type: 'function_call_output',
      call_id: callId,
      output: { content, success: !failed, ...(exitCode !== undefined && { exit_code: exitCode }) },
    },
    undefined,
  );
}
