import { jaccard } from '../../core/jaccard.ts';
import type { Cue } from '../codebook.ts';
import { codeIndex, cueReaderOf } from './cue-reader-of.ts';
import { textWords } from './text-words.ts';

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
  const cues = cueReaderOf(Object.values(families), 'reasoning');
  return () => {
    const seen = new Set<string>();
    let earlier: ReadonlySet<string>[] = [];
    let place = 0;
    let before: ReadonlySet<string> = new Set();
    const remember = (words: Iterable<string>): void => {
      if (seen.size > MAX_SEEN) seen.clear();
      for (const word of words) seen.add(word);
    };
    return {
      add: (given) => remember(textWords(given).map(({ word }) => word)),
      read(text) {
        const features = new Map<string, number>();
        const set = (name: string, value: number): void => {
          if (value !== 0 && isWanted(name)) features.set(name, value);
        };
        const all = textWords(text);
        const words = new Set<string>();
        const numbers = new Set<string>();
        for (const { word } of all) (HAS_DIGIT.test(word) ? numbers : words).add(word);
        for (const word of words) set(`word:${word}`, 1);
        for (const word of before) set(`before:${word}`, 1);
        before = words;
        for (const { code } of cues.read(text)) set(`cue:${names[codeIndex(code)]!}`, 1);
        set('shape:words', Math.log1p(all.length));
        set('shape:numbers', Math.log1p(numbers.size));
        set('shape:question', Number(/[?？]/.test(text)));
        set('shape:equation', Number(/[=≈≠<>≤≥]/.test(text)));
        set('run:place', Math.log1p(place));
        set('run:old-words', shareIn(words, seen));
        set('run:old-numbers', shareIn(numbers, seen));
        const both = words.union(numbers);
        if (isWanted('run:nearest')) set('run:nearest', nearest(both, earlier));
        place++;
        earlier = [...earlier.slice(1 - MAX_BACK), both];
        remember(both);
        return features;
      },
    };
  };
}

/** The most that a set has in common with one of others. */
function nearest(words: ReadonlySet<string>, others: readonly ReadonlySet<string>[]): number {
  let most = 0;
  for (const other of others) {
    // No more than this, were one within the other.
    const bound = Math.min(words.size, other.size) / Math.max(words.size, other.size);
    if (bound > most) most = Math.max(most, jaccard(words, other));
  }
  return most;
}

function shareIn(words: ReadonlySet<string>, seen: ReadonlySet<string>): number {
  if (words.size === 0) return 0;
  let old = 0;
  for (const word of words) if (seen.has(word)) old++;
  return old / words.size;
}
