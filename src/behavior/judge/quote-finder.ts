import type { Span } from '../event.ts';
import { placesOf } from './places-of.ts';

/** A text of a run in which a quote may stand. */
export interface QuotableText {
  readonly step: number;
  readonly part: number;
  readonly text: string;
}

/** Finds quotes in the texts of one run; see {@link quoteFinder}. */
export interface QuoteFinder {
  /**
   * The exact place of a quote: in the step it was said to be in, else in those next to it, else anywhere. Of several
   * places the first that was not given out before is taken, so that a quote that comes twice is found twice.
   *
   * @returns one span; several for a quote that leaves something out ("the first … the last"); undefined when it stands
   *   nowhere
   */
  find(quote: string, step: number): readonly Span[] | undefined;
}

/** A text as it is compared, and where each of its characters begins and ends in the text itself. */
interface Plain {
  readonly text: string;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Steps to either side that are looked at before all others: models are off by one more often than by ten. */
const NEIGHBOURS = 2;
/** Shorter pieces of a quote with something left out would be found anywhere. */
const SHORTEST_PIECE = 8;
/** How far apart pieces of one quote may stand, in characters. */
const WIDEST_GAP = 4000;
/** A beginning that stands at more places than this names none of them; a run can be full of it on purpose. */
const MOST_BEGINNINGS = 1000;
/** A quote in more pieces is none. */
const MOST_PIECES = 10;
const LEFT_OUT = /\s*(?:\[(?:…|\.{3})\]|\((?:…|\.{3})\)|…|\.{3,})\s*/;

// Every stretch of a long run is looked up in all of it.
const PLAIN_TEXTS = new WeakMap<QuotableText, readonly [plain: Plain, lower: Plain]>();

/**
 * Finds what a model quoted. White space, the style of quotation marks and dashes, and how a character is escaped in JSON
 * may differ; case may when nothing else is found. Spans are exact: `quote === text.slice(start, end)`.
 */
export function quoteFinder(texts: readonly QuotableText[]): QuoteFinder {
  const byStep = Map.groupBy(texts, ({ step }) => step);
  const taken = new Set<string>();

  const plainOf = (text: QuotableText): readonly [Plain, Plain] => {
    let plain = PLAIN_TEXTS.get(text);
    if (plain === undefined) {
      const read = plainText(text.text);
      PLAIN_TEXTS.set(text, (plain = [read, { ...read, text: lowerCase(read.text) }]));
    }
    return plain;
  };

  const inTexts = (some: readonly QuotableText[], quote: string): readonly Span[] | undefined => {
    let again: readonly Span[] | undefined;
    for (const look of [exactly, plainly, anyCase]) {
      for (const text of some) {
        for (const spans of look(text, quote)) {
          const key = JSON.stringify(spans.map(({ step, part, start, end }) => [step, part, start, end]));
          again ??= spans;
          if (taken.has(key)) continue;
          taken.add(key);
          return spans;
        }
      }
      // Said twice of one place: the place is right, and the second saying adds nothing.
      if (again !== undefined) return again;
    }
    return undefined;
  };

  function* exactly(text: QuotableText, quote: string): Generator<readonly Span[]> {
    for (const [start, end] of placesOf(text.text, quote)) yield [spanOf(text, start, end)];
  }

  function* plainly(text: QuotableText, quote: string): Generator<readonly Span[]> {
    yield* among(text, plainOf(text)[0], plainText(quote).text.trim());
  }

  function* anyCase(text: QuotableText, quote: string): Generator<readonly Span[]> {
    yield* among(text, plainOf(text)[1], lowerCase(plainText(quote).text.trim()));
  }

  return {
    find(quote, step) {
      const bare = withoutFrame(quote);
      // One letter stands anywhere, and shows something only where it is all that was said.
      if (bare.length < 2)
        return inTexts(
          texts.filter(({ text }) => text.trim() === bare && isTelling(bare)),
          bare,
        );
      const near = Array.from({ length: NEIGHBOURS }, (_, i) => [step - 1 - i, step + 1 + i]).flat();
      for (const index of [step, ...near]) {
        const found = inTexts(byStep.get(index) ?? [], bare);
        if (found !== undefined) return found;
      }
      return inTexts(texts, bare);
    },
  };
}

function isTelling(quote: string): boolean {
  return /[\p{L}\p{N}]/u.test(quote);
}

function* among(text: QuotableText, plain: Plain, quote: string): Generator<readonly Span[]> {
  if (quote === '') return;
  for (const [start, end] of placesOf(plain.text, quote)) yield [plainSpan(text, plain, start, end)];
  const pieces = quote.split(LEFT_OUT, MOST_PIECES + 1).filter((piece) => piece !== '');
  if (pieces.length < 2 || pieces.length > MOST_PIECES || pieces.some(({ length }) => length < SHORTEST_PIECE)) return;
  // Each is looked for once, however many beginnings there are.
  const places: (readonly (readonly [start: number, end: number])[])[] = [];
  for (const [first, firstEnd] of placesOf(plain.text, pieces[0]!).take(MOST_BEGINNINGS)) {
    const spans = [plainSpan(text, plain, first, firstEnd)];
    let at = firstEnd;
    for (const [i, piece] of pieces.entries()) {
      if (i === 0) continue;
      const next = firstFrom((places[i] ??= [...placesOf(plain.text, piece, firstEnd)]), at);
      if (next === undefined || next[0] - at > WIDEST_GAP) break;
      spans.push(plainSpan(text, plain, next[0], next[1]));
      at = next[1];
    }
    if (spans.length === pieces.length) yield spans;
  }
}

/** The first of places in order that begins there or later. */
function firstFrom(
  places: readonly (readonly [start: number, end: number])[],
  from: number,
): readonly [start: number, end: number] | undefined {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]![0] < from) low = middle + 1;
    else high = middle;
  }
  return places[low];
}

function spanOf({ step, part, text }: QuotableText, start: number, end: number): Span {
  return { step, part, start, end, quote: text.slice(start, end) };
}

function plainSpan(text: QuotableText, { starts, ends }: Plain, start: number, end: number): Span {
  return spanOf(text, starts[start]!, ends[end - 1]!);
}

/** Without the quotation marks and the number of the step that models like to put around a quote. */
function withoutFrame(quote: string): string {
  const bare = quote.trim().replace(/^\[\d+(?:\.\d+)?\]\s*/, '');
  const framed = /^(?:"([^"]*)"|“([^”]*)”|'([^']*)'|«([^»]*)»|`([^`]*)`)$/s.exec(bare);
  return (framed?.slice(1).find((inner) => inner !== undefined) ?? bare).trim();
}

const PLAIN: ReadonlyMap<string, string> = new Map(
  [
    ['"', '“”„‟«»″'],
    ["'", '‘’‚‛′`´'],
    ['-', '‐‑‒–—−'],
  ].flatMap(([plain, others]) => [...others!].map((other) => [other, plain!] as const)),
);
// What JSON writes with a backslash: models quote the call's arguments now as they stand, now as they mean.
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['n', ' '],
  ['r', ' '],
  ['t', ' '],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
]);
const INVISIBLE = /\u00AD|[\u200B-\u200D]|\u2060|\uFE0E|\uFE0F|\uFEFF/;

function plainText(text: string): Plain {
  let plain = '';
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  // Looking at the end of a string that grows would copy all of it each time.
  let isSpace = false;
  for (let i = 0; i < text.length; i++) {
    let character = text[i]!;
    let length = 1;
    if (character === '\\') {
      const escaped = ESCAPED.get(text[i + 1] ?? '');
      if (escaped !== undefined) {
        character = escaped;
        length = 2;
      }
    } else if (character > '~') {
      if (INVISIBLE.test(character)) continue;
      character = PLAIN.get(character) ?? character;
    } else if (character === '`') character = "'";
    if (character === ' ' || ((character < ' ' || character > '~') && /\s/.test(character))) {
      character = ' ';
      if (isSpace) {
        ends[plain.length - 1] = i + length;
        i += length - 1;
        continue;
      }
    }
    isSpace = character === ' ';
    starts[plain.length] = i;
    ends[plain.length] = i + length;
    plain += character;
    i += length - 1;
  }
  return { text: plain, starts, ends };
}

/** In lower case, character by character, where that is as long. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length
    ? lower
    : Array.from(text, (one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one)).join('');
}
