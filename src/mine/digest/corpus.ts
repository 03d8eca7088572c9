import type { Call, Fragment } from './fragment.ts';
import type { Lexicon } from './lexicon.ts';

/** All runs that mining looks at, in order of id. */
export interface Corpus {
  readonly fragments: readonly Fragment[];
  readonly lexicon: Lexicon;
  /** What sentences say; ids in order of the wordings. */
  readonly wordings: Lexicon;
  /** Task number of each fragment. */
  readonly tasks: Int32Array;
  /** Number of each fragment's kind of task. */
  readonly groups: Int32Array;
  /** Whether a fragment is held out: sequences are not learned from it, only measured on it. */
  readonly heldOut: readonly boolean[];
}

/** The call whose symbol stands at an index of a run; undefined when that symbol is no call. */
export function callAt({ calls }: Fragment, at: number): Call | undefined {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (calls[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return calls[low]?.at === at ? calls[low] : undefined;
}

/** How many runs, and of how many tasks, a list of run indexes covers. */
export function supportOf(runs: Iterable<number>, tasks: Int32Array): { runs: number; tasks: number } {
  const distinct = new Set(runs);
  return { runs: distinct.size, tasks: new Set([...distinct].map((run) => tasks[run])).size };
}
