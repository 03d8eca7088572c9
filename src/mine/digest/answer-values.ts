import { isJsonObject } from '../../core/json.ts';

/** A value that an answer states, and under which name: `['limits.maxDays', '14']`; the name is `''` when the answer is the value. */
export type AnswerValue = readonly [name: string, value: string];

const MAX_VALUES = 16;
const MAX_DEPTH = 3;
const MAX_TEXT = 20_000;
const MAX_LINES = 200;
const MAX_PROSE = 600;
const MAX_MEASURES = 3;
// A value is a word, a number, a command or a name: anything longer may be somebody's sentence.
const MAX_VALUE = 48;
const MAX_WORDS = 4;
const MAX_LIST = 100;
const PLAIN_NAME = /^[\p{L}_$@][\p{L}\p{N}_.$@/:-]{0,39}$/u;
// `14→name: x`, `14\tname: x`: how tools number the lines of files.
const LINE_NUMBER = /^\s*\d{1,6}(?:→|\t|\| ?)/;
const LINE_NUMBERS = /^[^\S\n]*\d{1,6}(?:→|\t|\| ?)/gm;
const SETTING =
  /^(?:[-*]\s+|export\s+)?["'`]?([\p{L}_$@][\p{L}\p{N}_.$@/:-]{0,39}?)["'`]?\s*(?:=|:(?=\s)|:=|=>)\s*(.+?)[,;]?$/u;
const SECTION = /^(?:\[([\p{L}\p{N}_.$@-]{1,40})\]|["'`]?([\p{L}_$@][\p{L}\p{N}_.$@-]{0,39})["'`]?\s*:\s*\{?)$/u;
// `30 days`, `3 to 5 working days`, `60.00`.
const MEASURE = /\d+(?:[.,:]\d+)*(?:\s?(?:to|-|–)\s?\d+(?:[.,:]\d+)*)?(?:\s?%|(?:\s\p{L}+){0,2})/gu;
const LINKING =
  /^(?:a|after|and|are|as|at|before|by|but|each|every|for|from|if|in|into|is|it|no|not|of|on|only|or|per|ship|than|that|the|then|this|to|until|we|when|which|will|with|within|without|you|your)$/i;

/**
 * The short values that an answer states, by name: fields of JSON (`a.b` for a field within a field; lists of more than
 * one thing are left out), lines such as `name: value` and `NAME = value` of files and listings, the whole answer when it
 * is one short value, the quantities of a short sentence, and a whole answer that lists plain names, in up to 100 characters.
 * Other values of more than four words or 48 characters are left out.
 *
 * @returns at most 16, in order
 */
export function answerValues(text: string): AnswerValue[] {
  const plain = withoutLineNumbers(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text).trim();
  if (plain === '') return [];
  if (/^[[{"]/.test(plain)) {
    try {
      const values: AnswerValue[] = [];
      const answer: unknown = JSON.parse(plain);
      visit(answer, '', 0, values);
      return values.length > 0 ? values : names(answer);
    } catch {
      // Not JSON: read it as lines.
    }
  }
  const lines = plain.split('\n', MAX_LINES);
  if (lines.length === 1) {
    const [setting] = settings(lines);
    if (setting !== undefined) return [setting];
    if (isValue(plain)) return [['', detached(plain)]];
    return plain.length > MAX_PROSE ? [] : measures(plain, '');
  }
  const found = settings(lines);
  return found.length > 0 ? found : names(lines.map((line) => line.trim().replace(/^[-*] /, '')));
}

/** An answer that is a short list of plain names (or has nothing else in it), as one value: `orders, parts, suppliers`. */
function names(answer: unknown): AnswerValue[] {
  const [[name, list] = ['', answer], ...others] = isJsonObject(answer) ? Object.entries(answer) : [];
  if (!Array.isArray(list) || list.length < 2 || others.length > 0) return [];
  const value = list.every((item) => typeof item === 'string' && PLAIN_NAME.test(item)) ? list.join(', ') : '';
  return value === '' || value.length > MAX_LIST || !(name === '' || PLAIN_NAME.test(name))
    ? []
    : [[name, detached(value)]];
}

function withoutLineNumbers(text: string): string {
  return LINE_NUMBER.test(text) ? text.replace(LINE_NUMBERS, '') : text;
}

function visit(item: unknown, name: string, depth: number, values: AnswerValue[]): void {
  if (values.length >= MAX_VALUES || depth > MAX_DEPTH) return;
  if (Array.isArray(item)) {
    if (item.length === 1) visit(item[0], name, depth + 1, values);
  } else if (isJsonObject(item)) {
    for (const key of Object.keys(item)) {
      if (PLAIN_NAME.test(key)) visit(item[key], name === '' ? key : `${name}.${key}`, depth + 1, values);
    }
  } else if (item !== null) {
    const value = String(item);
    if (isValue(value)) values.push([name, value]);
    else if (value.length <= MAX_PROSE && !value.includes('\n')) values.push(...measures(value, name));
  }
}

/** Lines that set a name to a value, within their sections (`[server]`, `server:`); names that are set again belong to lists of things, and are left out. */
function settings(lines: readonly string[]): AnswerValue[] {
  const values = new Map<string, string | undefined>();
  let within: { readonly depth: number; readonly name: string }[] = [];
  for (const line of lines) {
    const text = line.trim().slice(0, 200);
    const depth = line.length - line.trimStart().length;
    const section = /[:{\]]$/.test(text) ? SECTION.exec(text) : null;
    const [, key, written] = SETTING.exec(text) ?? [];
    if (section === null && (key === undefined || written === undefined)) continue;
    within = section?.[1] === undefined ? within.filter((outer) => outer.depth < depth) : [];
    const name = [...within.map((outer) => outer.name), section?.[1] ?? section?.[2] ?? key!].join('.');
    if (section !== null) {
      within.push({ depth: section[1] === undefined ? depth : -1, name: section[1] ?? section[2]! });
      continue;
    }
    const value = written!.replace(/^(["'`])(.*)\1$/u, '$2').trim();
    const isPlain = isValue(value) && !/[{}[\]()]/.test(value) && !values.has(name);
    values.set(detached(name), isPlain ? detached(value) : undefined);
  }
  return [...values]
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    .slice(0, MAX_VALUES);
}

/** The quantities of a sentence, as one value; a bare number of one or two digits says too little. */
function measures(text: string, name: string): AnswerValue[] {
  const found = new Set<string>();
  for (const [match] of text.matchAll(MEASURE)) {
    const words = match.split(/\s+/);
    const end = words.findIndex((word, i) => i > 0 && word !== 'to' && LINKING.test(word));
    const measure = (end < 0 ? words : words.slice(0, end)).join(' ');
    if (!/^\d{1,2}$/.test(measure)) found.add(measure);
  }
  return found.size === 0 ? [] : [[name, detached([...found].slice(0, MAX_MEASURES).join(', '))]];
}

function isValue(text: string): boolean {
  return text !== '' && text.length <= MAX_VALUE && !text.includes('\n') && text.split(/\s+/).length <= MAX_WORDS;
}

/** A copy that does not keep the text it was cut from in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
