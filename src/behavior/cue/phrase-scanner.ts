import { textUnits } from '../text/text-units.ts';

/** Finds sentences that may hold phrases; see {@link phraseScanner}. */
export interface PhraseScanner {
  /**
   * Calls `found` with the index of each phrase that may stand in the text, and of some others; of several that do, in their order.
   *
   * @param from - what is read of the text, UTF-16; its ends are edges of words
   */
  scan(text: string, found: (phrase: number) => void, from: number, to: number): void;
}

/** Stands at the end of a phrase where a word (`[A-Za-z0-9_]`) must not go on: as `\b` in a regular expression does. */
export const EDGE = '\b';

const UNITS = 65_536;
// What a character is: nothing (white space, apostrophes), a part of a word, or a sign.
const [NOTHING, WORD, SIGN] = [0, 1, 2];
const KINDS = Uint8Array.from({ length: UNITS }, (_, unit) => kindOf(unit));
// Of what is written now only what stands before has capitals: Latin, Greek, Cyrillic, Armenian, Georgian.
const LAST_CASED = 0x2000;
// What regular expressions with the flag `i` take for the same: the capital of each UTF-16 unit. Made when first needed.
let capitals: Uint16Array | undefined;
// FNV-1a.
const [SEED, PRIME] = [0x811c9dc5 | 0, 16_777_619];
const PAIR = 0x9e3779b1 | 0;
const PREFIX = 0x5bd1e995;
// Of words that are known by how they begin, so many characters are looked at.
const [SHORTEST_PREFIX, LONGEST_PREFIX] = [3, 5];

// Bits.
const SIEVE = 1 << 17;

/** A word or sign of a phrase, or the beginning of a word. */
interface Token {
  readonly text: string;
  /** Nothing of its word stands before it in the phrase, or could. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

/** What a phrase is known by: one word or sign, two side by side, or how a word begins. */
interface Feature {
  readonly hash: number;
  /** In which share of sentences it is to be expected, roughly. */
  readonly share: number;
}

/**
 * Finds where phrases may stand: each is known by its rarest word, or pair of words side by side. Words are told by their hashes,
 * which are worked out in one pass, so the number of phrases hardly matters. Case does not either.
 *
 *     phrases  ⌊let me check⌋, ⌊verif, , so⌋       ⌊⌋: edge of a word
 *     known by     me+check      verif*   ,+so
 *
 * @param phrases - lower case, with {@link EDGE} at their ends; each with a {@link phraseShare}
 */
export function phraseScanner(phrases: readonly string[]): PhraseScanner {
  const phrasesOf = new Map<number, number[]>();
  for (const [index, phrase] of phrases.entries()) {
    const { hash } = featureOf(phrase)!;
    const list = phrasesOf.get(hash);
    if (list === undefined) phrasesOf.set(hash, [index]);
    else list.push(index);
  }
  // Open addressing; a fourth of the slots is used at most.
  let size = 256;
  while (size < 4 * phrasesOf.size) size *= 2;
  const mask = size - 1;
  const hashes = new Int32Array(size);
  const slots = new Int32Array(size).fill(-1);
  const lists = [...phrasesOf.values()];
  for (const [number, hash] of [...phrasesOf.keys()].entries()) {
    let slot = (hash >>> 7) & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    hashes[slot] = hash;
    slots[slot] = number;
  }
  // Tells most words at once that are in no phrase, from a table that stays in the processor's cache.
  const seen = new Uint32Array(SIEVE >> 5);
  for (const hash of phrasesOf.keys()) seen[(hash & (SIEVE - 1)) >>> 5]! |= 1 << (hash & 31);
  const capital = (capitals ??= Uint16Array.from({ length: UNITS }, (_, unit) => capitalOf(unit)));

  return {
    scan(text, found, from, to) {
      const units = textUnits(text);
      let before = 0;
      let hash = SEED;
      let length = 0;
      for (let i = from; i <= to; i++) {
        const unit = i < to ? units[i]! : 32;
        const kind = KINDS[unit];
        if (kind === WORD) {
          hash = Math.imul(hash ^ capital[unit]!, PRIME);
          length++;
          if (length >= SHORTEST_PREFIX && length <= LONGEST_PREFIX) look(hash ^ PREFIX, found);
          continue;
        }
        if (length > 0) {
          look(hash, found);
          look(Math.imul(before, PAIR) ^ hash, found);
          before = hash;
          hash = SEED;
          length = 0;
        }
        if (kind === SIGN) {
          const sign = Math.imul(SEED ^ capital[unit]!, PRIME);
          look(sign, found);
          look(Math.imul(before, PAIR) ^ sign, found);
          before = sign;
        }
      }
    },
  };

  function look(hash: number, found: (phrase: number) => void): void {
    if (((seen[(hash & (SIEVE - 1)) >>> 5]! >>> (hash & 31)) & 1) === 0) return;
    for (let slot = (hash >>> 7) & mask; slots[slot] !== -1; slot = (slot + 1) & mask) {
      if (hashes[slot] !== hash) continue;
      const list = lists[slots[slot]!]!;
      for (let k = 0; k < list.length; k++) found(list[k]!);
      return;
    }
  }
}

/** In which share of sentences a phrase is to be expected, roughly; undefined when it cannot be looked for by words. */
export function phraseShare(phrase: string): number | undefined {
  return featureOf(phrase)?.share;
}

function featureOf(phrase: string): Feature | undefined {
  let best: Feature | undefined;
  const consider = (hash: number, share: number): void => {
    if (best === undefined || share < best.share) best = { hash, share };
  };
  const tokens = tokensOf(phrase);
  for (const [index, { text, isStart, isEnd }] of tokens.entries()) {
    if (!isStart) continue;
    if (!isEnd) {
      if (text.length < SHORTEST_PREFIX) continue;
      const begins = text.slice(0, LONGEST_PREFIX);
      consider(hashOf(begins) ^ PREFIX, 2 * shareOf(begins));
      continue;
    }
    consider(hashOf(text), shareOf(text));
    const before = tokens[index - 1];
    if (before?.isStart !== true || !before.isEnd) continue;
    // What stands side by side belongs together: not as rare as if by chance.
    const share = Math.min(shareOf(text), shareOf(before.text)) / 4;
    consider(Math.imul(hashOf(before.text), PAIR) ^ hashOf(text), share);
  }
  return best;
}

function tokensOf(phrase: string): Token[] {
  const plain = phrase.replaceAll(EDGE, '');
  const parts = [...plain.matchAll(/\w+|[^\w\s'’]/g)];
  return parts.map(({ 0: text, index }) => {
    const isWord = /^\w/.test(text);
    return {
      text,
      isStart: !isWord || index > 0 || phrase.startsWith(EDGE),
      isEnd: !isWord || index + text.length < plain.length || phrase.endsWith(EDGE),
    };
  });
}

function hashOf(token: string): number {
  let hash = SEED;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ capitalOf(token.charCodeAt(i)), PRIME);
  return hash;
}

// Words that stand in many sentences.
const FREQUENT = new Set(
  'a an the is are was be been has have had do does did will would can could should must may of to in on at by for from with as and or but if so then not no it its that this these which what who how i me my we our you your he she they his her their there let need all one two just now s t ll'.split(
    ' ',
  ),
);

function shareOf(token: string): number {
  if (FREQUENT.has(token)) return 0.25;
  if (token.length === 1) return token.charCodeAt(0) < 128 ? 0.3 : 0.02;
  return 0.2 / token.length ** 2;
}

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit);
  if (/\w/.test(character)) return WORD;
  return /[\s'’]/.test(character) ? NOTHING : SIGN;
}

function capitalOf(unit: number): number {
  if (unit >= LAST_CASED) return unit;
  const capital = String.fromCharCode(unit).toUpperCase();
  return capital.length === 1 && (unit < 128 || capital.charCodeAt(0) >= 128) ? capital.charCodeAt(0) : unit;
}
