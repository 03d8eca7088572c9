/** Where a value stands in a JSON text: from its first byte up to before the byte after its last. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
// A loop is faster than a call on short strings, `indexOf` on long ones.
const SHORT = 48;

/**
 * The fields of the object that begins at `at`, by name, read without decoding what they hold; of fields of the same name the
 * last, as parsers have it.
 *
 * @param bytes - JSON in UTF-8
 * @returns undefined when there is no whole object
 */
export function fieldSpans(bytes: Buffer, at = 0): ReadonlyMap<string, JsonSpan> | undefined {
  let i = afterSpace(bytes, at);
  if (bytes[i] !== OPEN_OBJECT) return undefined;
  const fields = new Map<string, JsonSpan>();
  i = afterSpace(bytes, i + 1);
  if (bytes[i] === CLOSE_OBJECT) return fields;
  for (;;) {
    const nameEnd = stringEnd(bytes, i);
    if (nameEnd < 0) return undefined;
    const name = stringAt(bytes, { start: i, end: nameEnd });
    i = afterSpace(bytes, nameEnd);
    if (name === undefined || bytes[i] !== COLON) return undefined;
    const start = afterSpace(bytes, i + 1);
    const end = valueEnd(bytes, start);
    if (end < 0) return undefined;
    fields.set(name, { start, end });
    i = afterSpace(bytes, end);
    if (bytes[i] === CLOSE_OBJECT) return fields;
    if (bytes[i] !== COMMA) return undefined;
    i = afterSpace(bytes, i + 1);
  }
}

/**
 * The elements of the list that begins at `at`, in order.
 *
 * @returns undefined when there is no whole list
 */
export function elementSpans(bytes: Buffer, at: number): readonly JsonSpan[] | undefined {
  if (bytes[at] !== OPEN_LIST) return undefined;
  const elements: JsonSpan[] = [];
  let i = afterSpace(bytes, at + 1);
  if (bytes[i] === CLOSE_LIST) return elements;
  for (;;) {
    const end = valueEnd(bytes, i);
    if (end < 0) return undefined;
    elements.push({ start: i, end });
    i = afterSpace(bytes, end);
    if (bytes[i] === CLOSE_LIST) return elements;
    if (bytes[i] !== COMMA) return undefined;
    i = afterSpace(bytes, i + 1);
  }
}

/** The string that stands in a span; undefined when it is none. */
export function stringAt(bytes: Buffer, { start, end }: JsonSpan): string | undefined {
  if (bytes[start] !== QUOTE) return undefined;
  const inner = bytes.subarray(start + 1, end - 1);
  if (!inner.includes(BACKSLASH)) return inner.toString();
  try {
    return JSON.parse(bytes.toString('utf8', start, end)) as string;
  } catch {
    return undefined;
  }
}

/** Whether the value at a place is text, a list, an object or something else; undefined past the end. */
export function kindAt(bytes: Buffer, at: number): 'string' | 'list' | 'object' | 'null' | 'other' | undefined {
  switch (bytes[at]) {
    case undefined:
      return undefined;
    case QUOTE:
      return 'string';
    case OPEN_LIST:
      return 'list';
    case OPEN_OBJECT:
      return 'object';
    case 0x6e:
      return 'null';
    default:
      return 'other';
  }
}

/** The first byte at or after `at` that is no white space. */
export function afterSpace(bytes: Buffer, at: number): number {
  let i = at;
  for (;;) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return i;
    i++;
  }
}

function stringEnd(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  let i = at + 1;
  for (const soon = i + SHORT; i < soon; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
    else if (byte === undefined) return -1;
  }
  let from = i;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from);
    if (quote < 0) return -1;
    let before = quote;
    while (before > i && bytes[before - 1] === BACKSLASH) before--;
    if ((quote - before) % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

/** Past the value that begins at `at`; −1 when it does not end. Nesting is counted, so that none is too deep. */
function valueEnd(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === QUOTE) return stringEnd(bytes, at);
  if (first !== OPEN_LIST && first !== OPEN_OBJECT) return wordEnd(bytes, at);
  let depth = 0;
  let i = at;
  const { length } = bytes;
  while (i < length) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      i = stringEnd(bytes, i);
      if (i < 0) return -1;
      continue;
    }
    i++;
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
    else if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && --depth === 0) return i;
  }
  return -1;
}

// Numbers, true, false, null.
function wordEnd(bytes: Buffer, at: number): number {
  let i = at;
  for (;;) {
    const byte = bytes[i];
    const isWord =
      byte !== undefined &&
      ((byte >= 0x30 && byte <= 0x39) ||
        (byte >= 0x61 && byte <= 0x7a) ||
        byte === 0x2d ||
        byte === 0x2b ||
        byte === 0x2e ||
        byte === 0x45);
    if (!isWord) return i > at ? i : -1;
    i++;
  }
}
