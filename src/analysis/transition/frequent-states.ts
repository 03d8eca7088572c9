import type { SequenceSet } from '../sequence/behavior-sequence.ts';

/** What behaviors beyond the most frequent are counted as. */
export const OTHER = '(other)';

/**
 * The states of a table: the behaviors that occur, sorted by code unit; beyond the `most` most frequent they are one state, the last.
 *
 * @returns `stateOf`: for each place of the alphabet its state; −1 where it does not occur
 */
export function frequentStates(
  { alphabet, sequences }: SequenceSet,
  most: number,
): { readonly states: readonly string[]; readonly stateOf: Int32Array } {
  const counts = new Float64Array(alphabet.length);
  for (const { codes } of sequences) for (const code of codes) counts[code]!++;
  const occurring = alphabet.flatMap((_, code) => (counts[code]! > 0 ? [code] : []));
  const frequent = new Set(
    occurring.length <= most
      ? occurring
      : occurring.toSorted((a, b) => counts[b]! - counts[a]! || a - b).slice(0, Math.max(1, most - 1)),
  );
  const kept = occurring.filter((code) => frequent.has(code));
  const stateOf = new Int32Array(alphabet.length).fill(-1);
  for (const code of occurring) stateOf[code] = kept.length;
  for (const [state, code] of kept.entries()) stateOf[code] = state;
  const states = kept.map((code) => alphabet[code]!);
  return { states: kept.length < occurring.length ? [...states, OTHER] : states, stateOf };
}
