import type { Json } from '../../core/json.ts';

/**
 * JSON as log writers really write it: `NaN`, `Infinity` and `-Infinity` are read as null, and whole numbers that a
 * number cannot hold (span ids, nanoseconds) as strings of their digits.
 *
 * @throws SyntaxError when it is not JSON even so
 */
export function parseJson(text: string): Json {
  try {
    return parse(text);
  } catch (error) {
    const repaired = nullForNaN(text);
    if (repaired === undefined) throw error;
    return parse(repaired);
  }
}

function parse(text: string): Json {
  return mayHoldLongInteger(text) ? (JSON.parse(text, exactInteger) as Json) : (JSON.parse(text) as Json);
}

function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  // A number that is written again as it stood is kept.
  return source !== undefined && /^-?\d+$/.test(source) && String(value) !== source ? source : value;
}

// Of a run of 16 digits every sixteenth character is one, so most of the text need not be looked at.
function mayHoldLongInteger(text: string): boolean {
  const { length } = text;
  for (let at = 15; at < length; at += 16) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
    let end = at + 1;
    while (end < length && isDigit(text.charCodeAt(end))) end++;
    // A number is not inside a word and not the fraction of another number.
    if (end - start >= 16 && ' :,[-\n\t'.includes(text[start - 1] ?? ' ') && ' ,]}\r\n\t'.includes(text[end] ?? ' ')) {
      return true;
    }
    at = end;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const NOT_A_NUMBER = /-?\b(?:NaN|Infinity)\b/g;

/** The text with bare NaN and Infinity, outside strings, replaced by null; undefined when there are none. */
function nullForNaN(text: string): string | undefined {
  if (!text.includes('NaN') && !text.includes('Infinity')) return undefined;
  let repaired = '';
  let from = 0; // start of the stretch outside strings
  let changed = false;
  while (from < text.length) {
    const quote = text.indexOf('"', from);
    const end = quote < 0 ? text.length : quote;
    const outside = text.slice(from, end);
    const replaced = outside.replace(NOT_A_NUMBER, 'null');
    changed ||= replaced !== outside;
    repaired += replaced;
    if (quote < 0) break;
    from = stringEnd(text, quote);
    repaired += text.slice(quote, from);
  }
  return changed ? repaired : undefined;
}

/** Index after the string that opens at `quote`; the end of the text when it is never closed. */
export function stringEnd(text: string, quote: number): number {
  let at = quote + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return close + 1;
    at = close + 1;
  }
}
