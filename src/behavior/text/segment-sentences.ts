import { characterEdge } from '../../core/character-edge.ts';
import { sentenceBreaks } from './sentence-breaks.ts';

/** A sentence at UTF-16 offsets `[start, end)` of its text, without the white space around it. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  /** Inside a fenced code block (``` or ~~~), fence lines included: nobody's words. */
  readonly code: boolean;
}

/** The longest sentence, in UTF-16 units; longer ones are cut at white space, so that matching stays linear. */
export const MAX_SENTENCE = 1000;

// Ends that are no ends. Unicode's rules (UAX 29) break after any full stop before a capital letter.
const ABBREVIATION =
  /(?:^|[\s("'])(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|cf|al|approx|fig|eq|eqn|no|nos|vol|pp|ca|inc|ltd|jr|sr|dept|est|[a-z])\.$/i;
const LIST_MARKER = /^(?:[-*+•>#|\s]*)(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|[-*+•])[*_]*$/i;
// A line this long that ends without punctuation was wrapped, if the next begins in lower case.
const WRAP_COLUMNS = 60;
const FENCE = /^[ \t]{0,3}(?:```|~~~)/;
const EDGE = 24;

/**
 * Cuts a text into sentences, in order: the sentence rules of Unicode (UAX 29, by `Intl.Segmenter`), except that
 * abbreviations (`Dr. Lee`, `e.g. Rome`) and list markers (`1. Paris`) do not end a sentence, a line that was merely
 * wrapped goes on in the next, and lines of fenced code are marked. White space alone is no sentence.
 */
export function segmentSentences(text: string): readonly Sentence[] {
  for (const known of RECENT) if (known.text === text) return known.sentences;
  const sentences = cutSentences(text);
  RECENT[place] = { text, sentences };
  place = (place + 1) % MOST_RECENT;
  return sentences;
}

// Several detectors read the texts of a step one after the other.
const MOST_RECENT = 4;
const RECENT: { readonly text: string; readonly sentences: readonly Sentence[] }[] = [];
let place = 0;

function cutSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = -1;
  let fenced = false;
  // The first full stop with a space at or after where we are; looked for once, not once per sentence.
  let stop = text.indexOf('. ');
  sentenceBreaks(text, cut);
  if (start >= 0) emit(start, text.length, fenced);
  return sentences;

  function cut(from: number, to: number): void {
    const first = text.charCodeAt(skipSpace(text, from, to));
    const fence = (first === 96 || first === 126) && FENCE.test(text.slice(from, Math.min(to, from + 8)));
    if (fence || fenced) {
      if (start >= 0) emit(start, from, false);
      start = -1;
      emit(from, to, true);
      if (fence) fenced = !fenced;
      return;
    }
    if (start < 0) start = from;
    // Some write without capitals, and Unicode's rules never break before a small letter.
    for (let at = smallStart(from, to); at > 0; at = smallStart(at, to)) {
      emit(start, at, false);
      start = at;
    }
    if (!goesOn(text, start, to)) {
      emit(start, to, false);
      start = -1;
    }
  }

  /** Where, after `from`, a sentence begins with a small letter; 0 when nowhere before `to`. */
  function smallStart(from: number, to: number): number {
    while (stop >= 0 && stop < from) stop = text.indexOf('. ', from);
    for (; stop >= 0 && stop < to - 2; stop = text.indexOf('. ', stop + 1)) {
      const next = text.charCodeAt(stop + 2);
      if (next < 97 || next > 122) continue;
      const word = text.slice(Math.max(from, stop - 12), stop + 1);
      // A whole word (or a number, or a bracket) before the stop; `e.g.`, `no.` and `...` go on.
      if (/(?:[a-z]{2,}|\d|[)"'%])\.$/i.test(word) && !ABBREVIATION.test(word) && !/\.\w*\.$/.test(word))
        return stop + 2;
    }
    return 0;
  }

  function emit(from: number, to: number, code: boolean): void {
    let a = skipSpace(text, from, to);
    let b = to;
    while (b > a && isSpace(text.charCodeAt(b - 1))) b--;
    while (b - a > MAX_SENTENCE) {
      let at = a + MAX_SENTENCE;
      while (at > a + MAX_SENTENCE / 2 && !isSpace(text.charCodeAt(at))) at--;
      if (!isSpace(text.charCodeAt(at))) at = a + MAX_SENTENCE;
      at = characterEdge(text, at);
      sentences.push({ start: a, end: at, code });
      a = skipSpace(text, at, b);
    }
    if (b > a) sentences.push({ start: a, end: b, code });
  }
}

/** Whether the sentence that began at `start` continues after the break at `to`. */
function goesOn(text: string, start: number, to: number): boolean {
  let end = to;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  if (end === start) return false;
  const lineBreaks = countLineBreaks(text, end, to);
  if (lineBreaks > 1) return false;
  const last = text.charCodeAt(end - 1);
  if (end - start <= EDGE && (last === 46 || last === 41 || last === 42 || last === 45 || last === 0x2022)) {
    if (LIST_MARKER.test(text.slice(start, end))) return lineBreaks === 0;
  }
  if (lineBreaks === 0) return last === 46 && ABBREVIATION.test(text.slice(Math.max(start, end - EDGE), end));
  if (end - start < WRAP_COLUMNS || !/[\p{L}\p{N},]/u.test(text[end - 1]!)) return false;
  const next = text.charCodeAt(to);
  return next >= 97 && next <= 122;
}

function countLineBreaks(text: string, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 10) n++;
  // The blank line after a paragraph is a segment of its own.
  if (n === 1 && (text.charCodeAt(to) === 10 || text.charCodeAt(to) === 13)) n++;
  return n;
}

function skipSpace(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && isSpace(text.charCodeAt(i))) i++;
  return i;
}

function isSpace(code: number): boolean {
  return (
    code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x2028 || code === 0x2029 || code === 0x3000
  );
}
