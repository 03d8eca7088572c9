import type { Random } from '../../core/random.ts';
import { betweenTasks, type BetweenTasks } from './between-tasks.ts';
import { addExpectedPairs, addPairs, type PairOptions } from './add-pairs.ts';
import type { SequenceMoments } from './sequence-moments.ts';
import { shuffleMoments, shuffleWithoutRepeats } from './shuffle-moments.ts';

/** Pairs of a set of runs with what chance makes of them; cells are `from × size + to`. Memory grows with cells, not with runs. */
export interface PairTally {
  readonly observed: Float64Array;
  /** Expected when each run's moments come in any order. */
  readonly chance: Float64Array;
  /** Runs in which the pair could come. */
  readonly runs: Int32Array;
  /** Runs in which it came more often than by chance. */
  readonly runsAbove: Int32Array;
  /** Takes the runs of one task. */
  add(task: readonly SequenceMoments[]): void;
  /** Counts of the cell in each of the drawn orders of all runs. */
  drawn(cell: number): Int32Array;
  /** Mean of the runs' Yule's Q with the weights of Mantel and Haenszel; 0 where none says anything. */
  runYuleQ(cell: number): number;
  /** The cell from task to task. */
  between(cell: number): BetweenTasks;
}

/**
 * Starts a {@link PairTally}.
 *
 * Observed less chance has mean 0 when order does not matter, whatever the run's length; Yule's Q of short runs has not, since there a pair
 * that is rare comes not at all and Q is −1. So Q is told, and observed against chance is tested.
 *
 * @see Mantel & Haenszel 1959 for the weights of Q
 */
export function pairTally({
  size,
  lag,
  noSelf,
  permutations,
  random,
}: PairOptions & { readonly noSelf: boolean; readonly permutations: number; readonly random: Random }): PairTally {
  const cells = size * size;
  const zeros = () => new Float64Array(cells);
  const observed = zeros();
  const chance = zeros();
  const [together, apart] = [zeros(), zeros()];
  const [tasks, seen2, seenChance, chance2] = [zeros(), zeros(), zeros(), zeros()];
  const runs = new Int32Array(cells);
  const runsAbove = new Int32Array(cells);
  const draws = new Int32Array(cells * permutations);
  const run = { observed: zeros(), chance: zeros() };
  const task = { observed: zeros(), chance: zeros() };
  // Of the orders that were seen among those drawn, the same for all runs: walks are exact when it is as good as any (Besag & Clifford 1989).
  const seenAt = random.below(permutations + 1);

  function addRun(moments: SequenceMoments): void {
    const places = moments.starts.length - 1;
    if (places <= lag) return;
    const own = [...new Set(moments.codes)];
    const pairs = addPairs(run.observed, moments, { size, lag });
    const shuffler = noSelf ? shuffleWithoutRepeats(moments, size, random) : shuffleMoments(places, random);
    if (!noSelf) addExpectedPairs(run.chance, moments, { size, lag });
    for (let draw = 0; draw < permutations; draw++) {
      if (draw === seenAt) shuffler.restart();
      shuffler.next();
      addPairs(draws, moments, { size, lag, order: shuffler.order, from: draw * cells });
      if (noSelf) addPairs(run.chance, moments, { size, lag, order: shuffler.order });
    }
    const row = own.map((i) => own.reduce((sum, j) => sum + run.observed[i * size + j]!, 0));
    const column = own.map((j) => own.reduce((sum, i) => sum + run.observed[i * size + j]!, 0));
    for (const [a, i] of own.entries()) {
      for (const [b, j] of own.entries()) {
        const cell = i * size + j;
        const count = run.observed[cell]!;
        const expected = noSelf ? run.chance[cell]! / permutations : Math.max(0, run.chance[cell]!);
        run.observed[cell] = 0;
        run.chance[cell] = 0;
        if (expected < 1e-12 && count === 0) continue;
        observed[cell]! += count;
        chance[cell]! += expected;
        task.observed[cell]! += count;
        task.chance[cell]! += expected;
        runs[cell]!++;
        if (count > expected) runsAbove[cell]!++;
        together[cell]! += (count * (pairs - row[a]! - column[b]! + count)) / pairs;
        apart[cell]! += ((row[a]! - count) * (column[b]! - count)) / pairs;
      }
    }
  }

  return {
    observed,
    chance,
    runs,
    runsAbove,
    add(members) {
      const own = new Set<number>();
      for (const moments of members) {
        addRun(moments);
        for (const code of moments.codes) own.add(code);
      }
      for (const i of own) {
        for (const j of own) {
          const cell = i * size + j;
          const count = task.observed[cell]!;
          const expected = task.chance[cell]!;
          if (count === 0 && expected === 0) continue;
          task.observed[cell] = 0;
          task.chance[cell] = 0;
          tasks[cell]!++;
          seen2[cell]! += count * count;
          seenChance[cell]! += count * expected;
          chance2[cell]! += expected * expected;
        }
      }
    },
    drawn: (cell) => Int32Array.from({ length: permutations }, (_, draw) => draws[draw * cells + cell]!),
    runYuleQ(cell) {
      const weight = together[cell]! + apart[cell]!;
      return weight === 0 ? 0 : (together[cell]! - apart[cell]!) / weight;
    },
    between: (cell) =>
      betweenTasks({
        tasks: tasks[cell]!,
        observed: observed[cell]!,
        chance: chance[cell]!,
        seen2: seen2[cell]!,
        seenChance: seenChance[cell]!,
        chance2: chance2[cell]!,
      }),
  };
}
