import type { ConsequenceReader } from './read-consequences.ts';
import type { Move } from './choose-moves.ts';
import { linkByMeaning, type Linkage } from './link-by-meaning.ts';
import type { MeaningSpace } from './meaning-space.ts';

// Read in real runs: below three tasks it is one task's wording.
const MIN_TASKS = 3;
// Of more tasks, a move is said in this share of them.
const MIN_TASK_SHARE = 0.01;
// Among sixteen things to do little similarity makes two the same; each doubling asks for more, as chance finds more.
const LOOSE = 0.14;
const LOOSE_COUNT = 16;
const PER_DOUBLING = 0.06;
const TIGHT = 0.42;

/**
 * Groups remarks that are worth saying by themselves into moves, by what they say only: the more there are to confuse, the more
 * similar they have to be.
 *
 * @param pool - remarks, ascending
 * @param options.space - of the pool: its number k is `pool[k]`
 * @param options.tasks - how many the corpus has
 * @returns moves said in at least three tasks and 1% of all, those of most tasks first
 */
export function recurringMoves(
  pool: readonly number[],
  { space, reader, tasks }: { space: MeaningSpace; reader: Pick<ConsequenceReader, 'said'>; tasks: number },
): Move[] {
  const least = Math.min(TIGHT, LOOSE + PER_DOUBLING * Math.log2(Math.max(1, pool.length / LOOSE_COUNT)));
  const enough = Math.max(MIN_TASKS, MIN_TASK_SHARE * tasks);
  return clustersOf(pool.length, linkByMeaning(space, { least }))
    .map((cluster): Move => {
      const remarks = cluster.map((k) => pool[k]!);
      return { remarks, said: reader.said(remarks), grounds: [] };
    })
    .filter(({ said }) => said.tasks >= enough)
    .sort(
      (a, b) => b.said.tasks - a.said.tasks || b.said.runs.length - a.said.runs.length || a.remarks[0]! - b.remarks[0]!,
    );
}

/** What a linkage joined, ascending. */
function clustersOf(count: number, { left, right }: Linkage): number[][] {
  const nodes: (number[] | undefined)[] = Array.from({ length: count }, (_, id) => [id]);
  for (const [i, a] of left.entries()) {
    const b = right[i]!;
    nodes.push([...nodes[a]!, ...nodes[b]!].sort((x, y) => x - y));
    nodes[a] = nodes[b] = undefined;
  }
  return nodes.filter((node) => node !== undefined);
}
