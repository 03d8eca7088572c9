import { isJsonObject } from '../../core/json.ts';

const NOISE =
  /^(?:(?:error: )?exit (?:code|status)[: ]*-?\d+\.?|process exited.*|error:?|stderr:?|stdout:?|output:?|traceback \(most recent call last\):|wall time.*|command:.*|\$ .*|[^\p{L}]*)$/iu;
const SPEAKING =
  /\b(?:error|fatal|exception|fail(?:ed|ure)?|not found|no such|cannot|can't|could not|denied|invalid|missing|unknown|must|refused|panic(?:ked)?|unable|unexpected|unsupported|fehler|erreur|errore?|erro)\b|ошибка|错误|失败|エラー|失敗|오류|실패/iu;
// A line that names its exception says more than lines before it that merely hold such a word.
const EXCEPTION =
  /^(?:uncaught |unhandled |caused by: |exception in thread "[^"]*" )?(?:[a-z_]\w*\.)*(?:[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning|Failure)\b|Error: \S)|^(?:panic|fatal(?: error)?): /;
// Where a JSON answer says what went wrong, the most telling field first.
const SAYING_FIELDS = ['error', 'errors', 'message', 'errormessage', 'msg', 'detail', 'details', 'reason', 'description', 'stderr', 'cause', 'fault', 'title', 'hint', 'output', 'content', 'text', 'result', 'data']; // prettier-ignore
const MAX_LINES = 60;
const MAX_CHARACTERS = 160;
const MAX_DEPTH = 4;

/**
 * The one line of a failed result that says what went wrong: a message field of JSON (wherever it stands; without one, the longest
 * text of several words), the exception that a stack trace names, else the first line that speaks of an error, else the
 * first line that says anything.
 *
 * @returns at most 160 characters; `''` when the text says nothing
 */
export function errorRemark(text: string): string {
  const head = text.slice(0, 8000).replace(/<\/?[a-z_-]{2,40}>/g, '');
  const message = jsonMessage(head);
  if (message !== undefined) return clip(firstLine(message));
  return clip(firstLine(head));
}

function firstLine(text: string): string {
  const lines = text.split('\n', MAX_LINES).map((line) => line.trim());
  // A Python traceback ends with what was raised, other languages' traces begin with it.
  if (/^Traceback \(most recent call last\)/m.test(text)) {
    const last = lines.findLast((line) => EXCEPTION.test(line));
    if (last !== undefined) return last;
  }
  const said = lines.filter((line) => !NOISE.test(line));
  return (
    said.find((line) => EXCEPTION.test(line)) ??
    said.find((line) => SPEAKING.test(line) && !line.startsWith('at ')) ??
    said[0] ??
    ''
  );
}

function jsonMessage(text: string): string | undefined {
  const start = text.search(/\S/);
  if (start < 0 || (text[start] !== '{' && text[start] !== '[')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON after all: read it as lines.
    return undefined;
  }
  return saidIn(value, 0) ?? longestText(value, 0);
}

function saidIn(value: unknown, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.length > 0 ? saidIn(value[0], depth + 1) : undefined;
  if (!isJsonObject(value)) return undefined;
  const rank = (field: string): number => SAYING_FIELDS.indexOf(field.toLowerCase().replace(/[^a-z]/g, ''));
  const fields = Object.keys(value)
    .filter((field) => rank(field) >= 0)
    .sort((a, b) => rank(a) - rank(b));
  const texts = fields.flatMap((field) => {
    const found = value[field];
    return typeof found === 'string' ? (found.trim() === '' ? [] : [found]) : (saidIn(found, depth + 1) ?? []);
  });
  // `{"error": "invalid", "message": "the day must come after today"}`: several words say more than a code.
  return texts.find((found) => found.trim().includes(' ')) ?? texts[0];
}

function longestText(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return undefined;
  let longest: string | undefined;
  for (const item of Object.values(value)) {
    const found = longestText(item, depth + 1);
    if (found !== undefined && found.length > (longest?.length ?? 0)) longest = found;
  }
  return longest;
}

function clip(line: string): string {
  return line
    .trim()
    .replace(/^(?:error|fatal|fehler|erreur|errore?|erro|错误|エラー)\s*[:：]\s*/i, '')
    .slice(0, MAX_CHARACTERS)
    .trim();
}
