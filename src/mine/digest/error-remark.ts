import { isJsonObject } from '../../core/json.ts';

const NOISE =
  /^(?:exit (?:code|status)[: ]*\d+\.?|error:?|stderr:?|stdout:?|traceback \(most recent call last\):|[\s\W]*)$/i;
const SPEAKING =
  /\b(?:error|fatal|exception|failed|failure|not found|no such|cannot|can't|denied|invalid|missing|unknown|must|refused)\b/i;
const MAX_LINES = 60;
const MAX_CHARACTERS = 160;

/**
 * The one line of a failed result that says what went wrong: a message field of JSON, the last line of a Python
 * traceback, else the first line that speaks of an error, else the first line that says anything.
 *
 * @returns at most 160 characters; `''` when the text says nothing
 */
export function errorRemark(text: string): string {
  const head = text.slice(0, 8000).replace(/<\/?[a-z_-]{2,40}>/g, '');
  const message = jsonMessage(head);
  if (message !== undefined) return clip(message);
  const lines = head.split('\n', MAX_LINES).map((line) => line.trim());
  if (/^Traceback \(most recent call last\)/m.test(head)) {
    const last = lines.findLast((line) => /^[\w.]*(?:Error|Exception|Exit|Interrupt|Warning)\b/.test(line));
    if (last !== undefined) return clip(last);
  }
  const said = lines.filter((line) => !NOISE.test(line));
  return clip(said.find((line) => SPEAKING.test(line)) ?? said[0] ?? '');
}

function jsonMessage(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    for (const field of ['error', 'message', 'detail', 'stderr']) {
      const found = value[field];
      if (typeof found === 'string' && found !== '') return found;
      if (isJsonObject(found) && typeof found['message'] === 'string') return found['message'];
    }
  } catch {
    // Not JSON after all: read it as lines.
  }
  return undefined;
}

function clip(line: string): string {
  return line
    .replace(/^(?:error|fatal)\s*:\s*/i, '')
    .slice(0, MAX_CHARACTERS)
    .trim();
}
