import { jsonObjectIn } from '../../core/json.ts';
import type { ToolResultPart } from '../../trajectory/trajectory.ts';

// Where a program or a framework reports its exit code; the number decides. Tool wrappers put it in the first or last
// lines, so only those are read: a file that merely talks about exit codes is not a failure.
const EXIT_CODE =
  /(?:\bexit(?:ed)?[ _]?(?:with )?(?:code|status)|\breturn[ _]?code)\b(?:["'>\s:=)]|of){0,4}\(?(-?\d+)|<(?:returncode|exit_code)>\s*(-?\d+)/i;
// Pieces of "code" and "status" as they are usually written: a report of an exit code holds one, most results do not.
const EXIT_WORDS = ['ode', 'ODE', 'tatus', 'TATUS'];
// A result that opens like this reports a failure (after optional markdown or XML dressing).
const OPENING =
  /^[\s>*#<[(]*(?:(?:[\w.-]{0,40} ?)?error(?:\s?\[?[\w-]{0,30}\]?\)?)?[:!>]|error (?:executing|running|reading|writing|parsing|loading|opening|fetching|calling|processing|connecting|while|during)\b[^\n:]{0,60}: |e: unable to |(?:malformed|invalid|illegal|unknown|unrecognized|unsupported) (?:command|arguments?|option|input|request|syntax|parameters?|action|tool|function|query)\b|(?:tool|command|request|operation|execution|api call) (?:failed|error)\b|failed to \w|fatal: |panic: |exception: |npm err!|traceback \(most recent call last\)|unhandled (?:exception|rejection))/i;
// The same in other languages: `Fehler: …`, `错误：…`.
const OPENING_ELSEWHERE =
  /^[\s>*#<[(]*(?:fehler|erreur|errore|erro|fout|fel|błąd|chyba|hata|ошибка|помилка|错误|錯誤|エラー|오류|에러)(?!\p{L})\s*(?:\[[\w-]{1,30}\]\s*)?[:：]/iu;
// "Errors: 0", "error: none".
const NO_ERROR = /^[^\n]{0,80}\berrors?\b\s*[:=]\s*(?:0|none|null|false|no)\s*(?:[,;.)}\]\n]|$)/i;
const EXCEPTION = /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Timeout|Refused)(?:[:(\s]|$)/;
const TRACEBACK = /^\s*Traceback \(most recent call last\):/m;
// A shell's own complaints: `bash: line 1: foo: command not found`, `cat: x: No such file or directory`.
const SHELL_COMPLAINT =
  /^(?:\/?[\w./-]{1,60}: ){1,3}.{0,200}(?:command not found|not found|No such file or directory|Permission denied|Is a directory|Not a directory|cannot access .{0,200})$|^'?[\w./-]{1,60}'? is not recognized as an internal or external command|: line \d+: (?:syntax error|unexpected EOF)\b/i;
const FLAG_FIELDS =
  /"(?:error|errors|success|ok|is_error|isError|status|statusCode|status_code|exit_code|exitCode|returncode)"\s*:/;
const EDGE_CHARACTERS = 600;
const MAX_JSON_CHARACTERS = 200_000;

/**
 * Whether a tool result reports a failure. What the source says (`isError`) wins; without it the text must say so where
 * tools say so: an exit code other than 0 in the first or last lines, an opening such as `Error:`, a Python traceback
 * that ends in an exception, a shell's complaint as the whole output, or a JSON object whose top level has a non-empty
 * `error`, `success: false` or `status: "error"`. Errors quoted in the middle of a longer text do not count.
 */
export function failedResult(part: ToolResultPart): boolean {
  if (part.isError !== undefined) return part.isError;
  const text = part.text;
  const first = text.search(/\S/);
  if (first < 0) return false;
  const head = text.slice(first, first + EDGE_CHARACTERS);
  if (head.startsWith('{')) {
    const verdict = failedJson(text);
    if (verdict !== undefined) return verdict;
  }
  const tail = text.length > EDGE_CHARACTERS ? text.slice(-EDGE_CHARACTERS).trimEnd() : text.trimEnd();
  const code = exitCode(head, tail);
  if (code !== undefined) return code !== 0;
  if (OPENING_ELSEWHERE.test(head)) return true;
  if (OPENING.test(head)) return !NO_ERROR.test(head);
  if (EXCEPTION.test(head)) return true;
  const lastLine = tail.slice(tail.lastIndexOf('\n') + 1).trim();
  if (text.includes('Traceback (') && (TRACEBACK.test(head) || TRACEBACK.test(tail))) return EXCEPTION.test(lastLine);
  return text.length < EDGE_CHARACTERS && SHELL_COMPLAINT.test(lastLine);
}

function exitCode(head: string, tail: string): number | undefined {
  if (!EXIT_WORDS.some((word) => head.includes(word) || tail.includes(word))) return undefined;
  const edges = [head.split('\n', 3).join('\n'), tail.split('\n').slice(-3).join('\n')];
  for (const edge of edges) {
    const match = EXIT_CODE.exec(edge);
    if (match !== null) return Number(match[1] ?? match[2]);
  }
  return undefined;
}

/** What a JSON object's top level says; undefined when it says nothing. */
function failedJson(text: string): boolean | undefined {
  if (text.length > MAX_JSON_CHARACTERS || !FLAG_FIELDS.test(text)) return undefined;
  const value = jsonObjectIn(text);
  if (value === undefined) return undefined;
  if (value['isError'] === true || value['is_error'] === true) return true;
  if (value['success'] === false || value['ok'] === false) return true;
  const { error, status } = value;
  if (typeof error === 'string' && !/^(?:|none|null|no|false|0)$/i.test(error.trim())) return true;
  if (error === true || (typeof error === 'object' && error !== null && Object.keys(error).length > 0)) return true;
  if (typeof status === 'string') return /^(?:error|failed|failure)$/i.test(status) ? true : undefined;
  if (Array.isArray(value['errors']) && value['errors'].length > 0 && (value['data'] ?? null) === null) return true;
  // HTTP: 4xx and 5xx are errors; anything else in a field of that name may be another sort of status.
  for (const answered of [status, value['statusCode'], value['status_code']])
    if (typeof answered === 'number' && answered >= 400 && answered < 600) return true;
  for (const field of ['exit_code', 'exitCode', 'returncode']) {
    const code = value[field];
    if (typeof code === 'number') return code !== 0;
  }
  return undefined;
}
