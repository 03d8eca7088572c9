import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../../core/json.ts';

/**
 * The event in a line of a stream's log: a JSON object, the same behind `data:` (server-sent events), or a log's
 * `{event, data}`. Undefined for lines that carry none (`event: …`, `: ping`, `data: [DONE]`).
 */
export function sseEvent(line: Json): JsonObject | undefined {
  if (typeof line === 'string') return jsonObjectIn(line.startsWith('data:') ? line.slice(5) : line);
  if (!isJsonObject(line)) return undefined;
  const { data } = line;
  if ('type' in line || 'object' in line || data === undefined) return line;
  if (isJsonObject(data)) return data;
  return typeof data === 'string' ? (jsonObjectIn(data) ?? line) : line;
}
