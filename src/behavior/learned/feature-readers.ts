import type { Cue } from '../codebook.ts';
import { codeIndex, cueReaderOf } from './cue-reader-of.ts';
import { wordsIn } from './text-words.ts';

/** What can be said of a segment of text, by names that people can read; what is not there is 0. */
export type Features = ReadonlyMap<string, number>;

/** Reads the features of one run's segments, in order. */
export interface FeatureReader {
  /** Of the next segment; `run:` features compare it with those before. */
  read(text: string): Features;
  /** Takes in what the run was given to read: its words and numbers are not new. */
  add(given: string): void;
}

// How far back similar segments are looked for, and how many words are remembered: both bound time and memory per run.
const MAX_BACK = 64;
const MAX_SEEN = 100_000;
const HAS_DIGIT = /\p{N}/u;

/** A word of a run, looked up once for each place where it stands. */
interface Word {
  readonly text: string;
  readonly number: boolean;
  /** Names of its features; undefined where nobody wants them. */
  readonly here: string | undefined;
  readonly before: string | undefined;
  seen: boolean;
  /** The last segment that it stood in. */
  segment: number;
}

/**
 * Makes readers of features:
 *
 * - `word:W`: the word is there; `before:W`: it is in the segment before; words with digits are not
 * - `cue:FAMILY`: a cue of the family speaks in it, and nothing takes it back
 * - `shape:words`, `shape:numbers`: log(1 + how many); `shape:question`, `shape:equation`: 1 where it is one
 * - `run:place`: log(1 + segments before it); `run:old-words`, `run:old-numbers`: the share that was there before (0–1);
 *   `run:nearest`: what it has in common with the likest of the last 64 segments (Jaccard over words, 0–1)
 *
 * @param families - cues by name of their family, compiled once for all runs
 * @param wanted - names of the features to read; default all
 * @throws EthogramError `bad-codebook` for a cue that is refused
 */
export function featureReaders(
  families: Readonly<Record<string, readonly Cue[]>> = {},
  wanted?: ReadonlySet<string>,
): () => FeatureReader {
  const names = Object.keys(families);
  const isWanted = (name: string): boolean => wanted?.has(name) !== false;
  const named = (name: string): string | undefined => (isWanted(name) ? name : undefined);
  const cues = names.length === 0 ? undefined : cueReaderOf(Object.values(families), 'reasoning');
  const cueNames = names.map((name) => named(`cue:${name}`));
  const [wordCount, numberCount, question, equation, placeInRun, oldWords, oldNumbers, nearestName] =
    'shape:words shape:numbers shape:question shape:equation run:place run:old-words run:old-numbers run:nearest'
      .split(' ')
      .map(named);
  return () => {
    let known = new Map<string, Word>();
    let seen = 0;
    let earlier: (readonly Word[])[] = [];
    let place = 0;
    let before: readonly Word[] = [];
    const wordOf = (text: string): Word => {
      let word = known.get(text);
      if (word === undefined) {
        const number = HAS_DIGIT.test(text);
        const [here, then] = number ? [] : [named(`word:${text}`), named(`before:${text}`)];
        known.set(text, (word = { text, number, here, before: then, seen: false, segment: -1 }));
      }
      return word;
    };
    const remember = (words: readonly Word[]): void => {
      if (seen > MAX_SEEN) {
        for (const word of known.values()) word.seen = false;
        known = new Map([before, ...earlier, words].flatMap((list) => list.map((word) => [word.text, word])));
        seen = 0;
      }
      for (const word of words) {
        if (!word.seen) seen++;
        word.seen = true;
      }
    };
    return {
      add: (given) => remember(wordsIn(given).map(wordOf)),
      read(text) {
        const features = new Map<string, number>();
        const set = (name: string | undefined, value: number): void => {
          if (value !== 0 && name !== undefined) features.set(name, value);
        };
        const all = wordsIn(text);
        const both: Word[] = [];
        const words: Word[] = [];
        const numbers: Word[] = [];
        for (const one of all) {
          const word = wordOf(one);
          if (word.segment === place) continue;
          word.segment = place;
          both.push(word);
          (word.number ? numbers : words).push(word);
        }
        for (const { here } of words) if (here !== undefined) features.set(here, 1);
        for (const { before: name } of before) if (name !== undefined) features.set(name, 1);
        before = words;
        for (const { code } of cues?.read(text) ?? []) set(cueNames[codeIndex(code)], 1);
        set(wordCount, Math.log1p(all.length));
        set(numberCount, Math.log1p(numbers.length));
        set(question, Number(/[?？]/.test(text)));
        set(equation, Number(/[=≈≠<>≤≥]/.test(text)));
        set(placeInRun, Math.log1p(place));
        set(oldWords, shareSeen(words));
        set(oldNumbers, shareSeen(numbers));
        if (nearestName !== undefined) set(nearestName, nearest(both, place, earlier));
        place++;
        earlier = [...earlier.slice(1 - MAX_BACK), both];
        remember(both);
        return features;
      },
    };
  };
}

/** The most that the words of a segment have in common with those of another: Jaccard's index. */
function nearest(words: readonly Word[], place: number, others: readonly (readonly Word[])[]): number {
  let most = 0;
  for (const other of others) {
    // No more than this, were one within the other.
    const bound = Math.min(words.length, other.length) / Math.max(words.length, other.length);
    if (!(bound > most)) continue;
    let common = 0;
    for (const { segment } of other) if (segment === place) common++;
    most = Math.max(most, common / (words.length + other.length - common));
  }
  return most;
}

function shareSeen(words: readonly Word[]): number {
  if (words.length === 0) return 0;
  let old = 0;
  for (const { seen } of words) if (seen) old++;
  return old / words.length;
}
