import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { frequentStates } from '../transition/frequent-states.ts';
import { successorVisits } from './absorption-chance.ts';

/** What is still to come after each behavior. */
export interface LongRun {
  readonly states: readonly string[];
  readonly discount: number;
  /** Per behavior, how often each is expected after it in the rest of the run, later ones counting less. */
  readonly visits: readonly Float64Array[];
  /** Per behavior, how often it came with something after it or the end. */
  readonly n: readonly number[];
}

/**
 * The successor representation of behaviors: transitions of order 1 with the end of the run, what comes k later counting `discount`^(k−1).
 *
 * @param options.discount - default 0.9
 * @param options.most - behaviors beyond the most frequent so many are one; default 60
 */
export function longRun(
  set: SequenceSet,
  { discount = 0.9, most = 60 }: { readonly discount?: number; readonly most?: number } = {},
): LongRun {
  const { states, stateOf } = frequentStates(set, most);
  const rows = states.map(() => new Float64Array(states.length));
  const n = states.map(() => 0);
  for (const { codes } of set.sequences) {
    for (let at = 0; at < codes.length; at++) {
      const from = stateOf[codes[at]!]!;
      n[from]!++;
      if (at + 1 < codes.length) rows[from]![stateOf[codes[at + 1]!]!]!++;
    }
  }
  for (const [from, row] of rows.entries()) for (let to = 0; to < row.length; to++) row[to]! /= n[from]!;
  return { states, discount, visits: states.length === 0 ? [] : successorVisits(rows, discount), n };
}
