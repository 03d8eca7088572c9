import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { claudeSdkItems } from './anthropic/claude-sdk-items.ts';
import { listField } from '../chat/string-field.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

/** Recordings of what the Claude Agent SDK sends to Claude Code and gets back: `{metadata, messages: [{direction, message}]}`. */
export const claudeAgentSdk: TraceFormat = {
  name: 'claude-agent-sdk',
  description: 'recorded sessions of the Claude Agent SDK',
  independentRecords: true,
  detect: ({ records }) => (records.some(isRecording) ? 0.95 : 0),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isRecording(value)) yield* claudeSdkItems(value, line);
      else {
        const message = 'found no recording, expected {"messages": [{"direction", "message"}]}';
        yield { issue: { line, code: 'bad-record', message } };
      }
    },
    end: () => [],
  }),
};

function isRecording(record: Json): record is JsonObject {
  if (!isJsonObject(record)) return false;
  return (listField(record, 'messages') ?? []).some(
    (item) =>
      isJsonObject(item) &&
      (item['direction'] === 'send' || item['direction'] === 'recv') &&
      isJsonObject(item['message']) &&
      typeof item['message']['type'] === 'string',
  );
}
