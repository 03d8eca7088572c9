/** A text as a reader takes it in, with the way back to the places of the text it was made from. */
export interface ReadableText {
  readonly text: string;
  /** The offset in the source of an offset in `text`, up to its length. */
  readonly at: (offset: number) => number;
  /** Invisible characters that stood between letters. */
  readonly invisible: number;
}

const INVISIBLE = /[\u200B-\u200D\u2060\u00AD\uFEFF]|\uDB40[\uDC00-\uDC7F]/;
const CHANGED = new RegExp(
  String.raw`(${INVISIBLE.source})|\\u([0-9a-fA-F]{4})|\\+[nrt]|\\+"|&(?:lt|gt|amp|quot|#39);|(?:[{[,]\s*)*"[\w-]{1,30}"\s*:\s*"?`,
  'g',
);
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
};
// Keys that say who speaks, or to whom.
const ROLE =
  /"(?:role|for|to|audience|recipient|target|[\w-]*(?:instruct|prompt|agent|assistant|directive|_ai|ai_|llm)[\w-]*)"/i;

/** Takes out invisible characters, and the escapes and keys of JSON and HTML; roles of messages stay. */
export function readableText(source: string): ReadableText {
  let text = '';
  let invisible = 0;
  let from = 0;
  // Where a stretch of `text` begins, and where it comes from.
  const starts: number[] = [];
  const sources: number[] = [];
  const take = (piece: string, origin: number): void => {
    if (piece === '') return;
    starts.push(text.length);
    sources.push(origin);
    text += piece;
  };
  for (const match of source.matchAll(CHANGED)) {
    const [found, hidden, code] = match;
    take(source.slice(from, match.index), from);
    if (ROLE.test(found)) take(found, match.index);
    if (hidden !== undefined) invisible++;
    else take(code === undefined ? (ENTITIES[found] ?? (found.endsWith('"') && found.startsWith('\\') ? '"' : '\n')) : String.fromCharCode(parseInt(code, 16)), match.index); // prettier-ignore
    from = match.index + found.length;
  }
  if (from === 0) return { text: source, at: (offset) => offset, invisible: 0 };
  take(source.slice(from), from);
  return {
    text,
    invisible,
    at: (offset) => {
      let index = starts.findLastIndex((start) => start <= offset);
      index = Math.max(0, index);
      return Math.min(source.length, (sources[index] ?? 0) + offset - (starts[index] ?? 0));
    },
  };
}

const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}/g;
const HEX = /(?<![0-9a-fA-F])[0-9a-fA-F]{40,}/g;
const MAX_ENCODED = 20;

/** A stretch of a text, and what it says in clear. */
export interface EncodedText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Sentences that stand in a text as base64 or in hexadecimal digits. */
export function encodedTexts(source: string): readonly EncodedText[] {
  const found: EncodedText[] = [];
  for (const [pattern, encoding] of [
    [BASE64, 'base64'],
    [HEX, 'hex'],
  ] as const) {
    // prettier-ignore
    for (const match of source.matchAll(pattern)) {
      if (found.length >= MAX_ENCODED) break;
      const text = Buffer.from(match[0], encoding).toString('utf8');
      if (isText(text)) found.push({ start: match.index, end: match.index + match[0].length, text });
    }
  }
  return found;
}

/** A text with its Latin letters turned by half the alphabet (rot13), in lower case. */
export function turnedText(text: string): string {
  return text.toLowerCase().replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));
}

/** Whether these are words with spaces between them, not the bytes of something else. */
function isText(text: string): boolean {
  return /^[\p{L}\p{N}\p{P}\p{S}\s]+$/u.test(text) && !text.includes('\uFFFD') && /\p{L}\s\p{L}/u.test(text);
}
