import { textUnits } from '../text/text-units.ts';

/** Finds features of phrases in sentences; see {@link phraseScanner}. */
export interface PhraseScanner {
  /**
   * Reads a stretch of a text; its ends are edges of words.
   *
   * @param from - UTF-16
   * @param wanted - 1 at the number of each feature that is to be told
   * @param found - takes the numbers of those that are there, each once, in their order
   * @returns how many these are
   */
  scan(text: string, from: number, to: number, wanted: Uint8Array, found: Int32Array): number;
  /**
   * Whether the stretch that was last read has a feature of each list, wanted or not.
   *
   * @param lists - each as its length and the numbers of its features; 0 ends them
   * @param at - where in `lists` the first begins
   */
  meets(lists: Int32Array, at: number): boolean;
}

const UNITS = 65_536;
// What a character is: nothing (white space, apostrophes), a part of a word, or a sign.
const [NOTHING, WORD, SIGN] = [0, 1, 2];
const KINDS = Uint16Array.from({ length: UNITS }, (_, unit) => kindOf(unit));
// Of what is written now only what stands before has capitals: Latin, Greek, Cyrillic, Armenian, Georgian.
const LAST_CASED = 0x2000;
// States of the automaton: 0 within a word of no feature, and this one where none has begun.
const START = 1;
const MOST_READ = 2 ** 31 - 1;
// Bits: what a word or sign can be of a pair.
const [FIRST, SECOND] = [1, 2];
const [MIX, MIX_2] = [0x9e3779b1, 0x85ebca6b];
// Bits.
const SIEVE = 1 << 17;

/**
 * Finds which of many features (`phrase-feature.ts`) a sentence has, in one pass: an automaton in a table tells the words, so
 * that each character takes one look-up, whatever the number of features. Case does not matter, and an apostrophe parts words.
 *
 *     features  check, me check, verif*
 *     words     c-h-e-c-k  m-e  v-e-r-i-f*        a pair is looked up by the numbers of its words when the second ends
 */
export function phraseScanner(features: readonly string[]): PhraseScanner {
  const words = new Map<string, number>([['', 0]]);
  const signs = new Map<string, number>();
  const prefixes = new Map<string, number>();
  const pairs: (readonly [before: number, token: number, feature: number])[] = [];
  const alone: number[] = [];
  // Numbers of words and signs, from 1.
  const tokenOf = (text: string): number => {
    const known = /^\w/.test(text) ? words : signs;
    const token = known.get(text) ?? words.size + signs.size;
    known.set(text, token);
    return token;
  };
  for (const [feature, text] of features.entries()) {
    if (/\w\*$/.test(text)) {
      prefixes.set(text.slice(0, -1), feature);
      continue;
    }
    const [first = '', second] = text.split(' ');
    const token = tokenOf(first);
    if (second === undefined) alone[token] = feature;
    else pairs.push([token, tokenOf(second), feature]);
  }
  const tokens = words.size + signs.size;
  const featureOf = Int32Array.from({ length: tokens }, (_, token) => alone[token] ?? -1);
  const { classes, width, table, wordAt, prefixAt, firstPrefix } = wordAutomaton(words, signs, prefixes);
  const featureOfPair = pairTable(pairs);
  const places = new Uint8Array(tokens);
  for (const [before, token] of pairs) {
    places[before]! |= FIRST;
    places[token]! |= SECOND;
  }
  // The stretch in which a feature was last seen; they are counted over all texts.
  const seenIn = new Int32Array(features.length);
  let here = 0;

  return {
    meets(lists, at) {
      const now = here;
      for (let k = at, end = 0; lists[k] !== 0; k = end) {
        end = k + 1 + lists[k]!;
        while (++k < end && seenIn[lists[k]!] !== now);
        if (k === end) return false;
      }
      return true;
    },
    scan(text, from, to, wanted, found) {
      if (here === MOST_READ) seenIn.fill((here = 0));
      const now = ++here;
      const units = textUnits(text);
      let count = 0;
      let before = 0;
      let state = START;
      for (let i = from; ;) {
        const kind = i < to ? classes[units[i]!]! : width;
        if (kind < width) {
          i++;
          state = table[state * width + kind]!;
          if (state >= firstPrefix) count = see(prefixAt[state - firstPrefix]!, now, seenIn, wanted, found, count);
          continue;
        }
        let token = 0;
        if (state !== START) {
          token = wordAt[state]!;
          state = START;
        } else {
          if (i++ === to) return count;
          if (kind === width) continue;
          token = kind - width - 1;
        }
        if (token !== 0) {
          const feature = featureOf[token]!;
          if (feature >= 0) count = see(feature, now, seenIn, wanted, found, count);
          if ((places[token]! & SECOND) !== 0 && (places[before]! & FIRST) !== 0) {
            const pair = featureOfPair(before, token);
            if (pair >= 0) count = see(pair, now, seenIn, wanted, found, count);
          }
        }
        before = token;
      }
    },
  };
}

/** Takes note of a feature, and tells it when that is wanted. @returns how many were told */
function see(
  feature: number,
  now: number,
  seenIn: Int32Array,
  wanted: Uint8Array,
  found: Int32Array,
  told: number,
): number {
  if (seenIn[feature] === now) return told;
  seenIn[feature] = now;
  if (wanted[feature] === 0) return told;
  found[told] = feature;
  return told + 1;
}

interface WordAutomaton {
  /**
   * What a UTF-16 unit is: a character of a word (less than `width`; 0: in no feature), nothing (`width`: white space,
   * apostrophes), or a sign (`width` + 1 + its number).
   */
  readonly classes: Uint16Array;
  readonly width: number;
  /** The state after a character, at the state's number times `width` plus the character's class. */
  readonly table: Uint16Array | Uint32Array;
  /** The number of the word that ends in a state; 0: of no feature. */
  readonly wordAt: Int32Array;
  /** The features of what words begin with, from the state `firstPrefix` on. */
  readonly prefixAt: Int32Array;
  readonly firstPrefix: number;
}

function wordAutomaton(
  words: ReadonlyMap<string, number>,
  signs: ReadonlyMap<string, number>,
  prefixes: ReadonlyMap<string, number>,
): WordAutomaton {
  // What begins a word; a state each, those of `prefixes` last.
  const begun = new Set<string>();
  for (const word of [...words.keys(), ...prefixes.keys()])
    for (let end = 1; end <= word.length; end++) begun.add(word.slice(0, end));
  const plain = [...begun].filter((text) => !prefixes.has(text));
  const ordered = [...plain, ...prefixes.keys()];
  const stateOf = new Map(ordered.map((text, index) => [text, index + START + 1]));
  const letters = [...new Set(ordered.join(''))];
  const width = letters.length + 1;
  const classes = KINDS.map((kind) => (kind === WORD ? 0 : kind === SIGN ? width + 1 : width));
  for (const [index, letter] of letters.entries())
    for (const same of [letter, letter.toUpperCase()]) classes[same.charCodeAt(0)] = index + 1;
  const signOf = new Map([...signs].map(([sign, number]) => [capitalOf(sign.charCodeAt(0)), number]));
  for (const [sign, number] of signs) classes[sign.charCodeAt(0)] = width + 1 + number;
  for (let unit = 128; unit < LAST_CASED; unit++) {
    const number = KINDS[unit] === SIGN ? signOf.get(capitalOf(unit)) : undefined;
    if (number !== undefined) classes[unit] = width + 1 + number;
  }
  const states = ordered.length + START + 1;
  const table = states < UNITS ? new Uint16Array(states * width) : new Uint32Array(states * width);
  for (const [text, state] of stateOf) {
    const from = text.length === 1 ? START : stateOf.get(text.slice(0, -1))!;
    table[from * width + classes[text.charCodeAt(text.length - 1)]!] = state;
  }
  return {
    classes,
    width,
    table,
    wordAt: Int32Array.from({ length: states }, (_, state) => words.get(ordered[state - START - 1] ?? '') ?? 0),
    prefixAt: Int32Array.from(prefixes.values()),
    firstPrefix: plain.length + START + 1,
  };
}

/**
 * Finds the feature of two tokens side by side; -1: none. Open addressing, a fourth of the slots used at most; most pairs that
 * are in no feature are told by a table of bits that stays in the processor's cache.
 */
function pairTable(
  pairs: readonly (readonly [before: number, token: number, feature: number])[],
): (before: number, token: number) => number {
  let size = 256;
  while (size < 4 * pairs.length) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(3 * size).fill(-1);
  const sieve = new Uint32Array(SIEVE >> 5);
  for (const pair of pairs) {
    const hash = hashOf(pair[0], pair[1]);
    sieve[(hash & (SIEVE - 1)) >>> 5]! |= 1 << (hash & 31);
    slots.set(pair, slotOf(hash, pair[0], pair[1]));
  }
  return (before, token) => {
    const hash = hashOf(before, token);
    if (((sieve[(hash & (SIEVE - 1)) >>> 5]! >>> (hash & 31)) & 1) === 0) return -1;
    return slots[slotOf(hash, before, token) + 2]!;
  };

  function slotOf(hash: number, before: number, token: number): number {
    let slot = (hash >>> 8) & mask;
    while (slots[3 * slot] !== -1 && (slots[3 * slot] !== before || slots[3 * slot + 1] !== token))
      slot = (slot + 1) & mask;
    return 3 * slot;
  }
}

function hashOf(before: number, token: number): number {
  const hash = Math.imul(before, MIX) ^ Math.imul(token, MIX_2);
  return hash ^ (hash >>> 15);
}

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit);
  if (/\w/.test(character)) return WORD;
  return /[\s'’]/.test(character) ? NOTHING : SIGN;
}

/** What regular expressions with the flag `i` take for the same. */
function capitalOf(unit: number): number {
  if (unit >= LAST_CASED) return unit;
  const capital = String.fromCharCode(unit).toUpperCase();
  return capital.length === 1 && (unit < 128 || capital.charCodeAt(0) >= 128) ? capital.charCodeAt(0) : unit;
}
