import type { SequenceSet } from './behavior-sequence.ts';

/** Formats that tell how much of each behavior there was, and not in which order: their steps stand as the table's columns do. */
const UNORDERED: ReadonlySet<string> = new Set(['activity-shares']);

/**
 * Runs of which the order of behaviors is known, for analyses of what follows what; and how many are left out.
 *
 * @returns `set` itself when none is
 */
export function orderedRuns(set: SequenceSet): { readonly set: SequenceSet; readonly left: number } {
  const sequences = set.sequences.filter(({ format }) => !UNORDERED.has(format));
  const left = set.sequences.length - sequences.length;
  return left === 0 ? { set, left } : { set: { ...set, sequences }, left };
}
