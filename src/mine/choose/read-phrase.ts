import type { Phrase } from '../phrase.ts';
import type { Pages } from './open-pages.ts';

// States of an element: expected next, 0, 1–2 or more symbols after the one before it; or not expected, in a run that
// has not yet, or has already, gone through the phrase, or is in the middle of it.
const AT_ONCE = 0;
const SOON = 1;
const LATER = 2;
const NOT_YET = 3;
const ALREADY = 4;
const AMID = 5;
const SOON_GAP = 2;

/** How many states an element of a phrase has. */
export const STATES = 6;

/** What a phrase knows of runs: the state of each of its symbols at each place. */
export interface Reading {
  readonly phrase: Phrase;
  /** Its distinct symbols. */
  readonly symbols: readonly number[];
  /** Place by place, for each of {@link symbols}: which boost holds. */
  readonly states: Uint8Array;
}

/** Follows a phrase through runs. Of a symbol in several elements, the latest element that is expected next counts. */
export function readPhrase({ runs, from }: Pages, phrase: Phrase): Reading {
  const { elements, maxGap } = phrase;
  const symbols = [...new Set(elements.flat())].sort((a, b) => a - b);
  const roles = symbols.map((symbol) =>
    elements.flatMap((element, k) => (element.includes(symbol) ? [k] : [])).reverse(),
  );
  const states = new Uint8Array(from.at(-1)! * symbols.length);
  const ends = new Int32Array(elements.length);
  const never = -maxGap - 3;
  for (const [run, sequence] of runs.entries()) {
    ends.fill(never);
    let done = false;
    for (let i = 0; i <= sequence.length; i++) {
      let amid = false;
      for (let k = 0; k + 1 < elements.length; k++) if (i - ends[k]! <= maxGap + 1) amid = true;
      const resting = amid ? AMID : done ? ALREADY : NOT_YET;
      for (let s = 0; s < symbols.length; s++) {
        // The latest element that is waited for, else the first; this is asked of every place.
        let k = 0;
        let gap = -1;
        for (k of roles[s]!) {
          if (k === 0 || i - ends[k - 1]! > maxGap + 1) continue;
          gap = i - ends[k - 1]! - 1;
          break;
        }
        states[(from[run]! + i) * symbols.length + s] =
          k * STATES + (gap < 0 ? resting : gap === 0 ? AT_ONCE : gap <= SOON_GAP ? SOON : LATER);
      }
      const s = i === sequence.length ? -1 : symbols.indexOf(sequence[i]!);
      if (s < 0) continue;
      for (const k of roles[s]!) {
        if (k > 0 && i - ends[k - 1]! > maxGap + 1) continue;
        // What was waiting has come.
        if (k > 0) ends[k - 1] = never;
        if (k === elements.length - 1) done = true;
        else ends[k] = i;
        break;
      }
    }
  }
  return { phrase, symbols, states };
}
