import { falseDiscovery } from '../../core/false-discovery.ts';
import { seededRandom } from '../../core/random.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { frequentStates } from './frequent-states.ts';
import { independenceTable, selfZeros, type IndependenceTable } from './independence-table.ts';
import { pairTally, type PairTally } from './pair-tally.ts';
import { permutationP } from './permutation-p.ts';
import { sequenceMoments } from './sequence-moments.ts';
import { isFound, orderIn } from './strongest-transitions.ts';
import type { TransitionRow } from './transition-row.ts';

/** What follows what in a set of runs; tables are `states × states`, row by row: rows are what was, columns what came next. */
export interface Transitions extends IndependenceTable {
  readonly lag: number;
  readonly states: readonly string[];
  readonly observed: Float64Array;
  /** Of the permutation test, two-sided; 1 where the pair cannot come. */
  readonly p: Float64Array;
  /** Benjamini–Hochberg over all pairs that can come. */
  readonly q: Float64Array;
  /** Orders drawn for each run. */
  readonly permutations: number;
  readonly runs: number;
  /** Pairs counted. */
  readonly pairs: number;
  /** Pairs that can come, seen or not: those that are found first, then by how much of the order is in them. */
  readonly rows: readonly TransitionRow[];
}

/** How {@link transitions} counts. */
export interface TransitionOptions {
  /** Moments between the two; default 1. */
  readonly lag?: number;
  /** A behavior that goes on is one bout and does not follow itself; default false. */
  readonly noSelf?: boolean;
  /** Behaviors beyond the most frequent so many are counted as one, `(other)`; default 40. */
  readonly most?: number;
  /** Orders drawn for each run; default as many as 100 million places allow, 100 to 2,000. */
  readonly permutations?: number;
  readonly seed?: number;
}

/**
 * Lag-sequential analysis: which behavior comes `lag` moments after which, more often or less often than chance would have it.
 * Sequences are pooled within runs; behaviors that begin in one step are one moment (see {@link sequenceMoments}).
 *
 * Three answers stand side by side. The pooled table gives expected counts, adjusted residuals and Yule's Q
 * ({@link independenceTable}); it takes runs that differ in what they do for order. The permutation test does not: the moments of each run are put
 * into other orders, so only order can make p small. And `between` asks whether the excess over that chance is there from task to task,
 * as it must be to be expected of the next one.
 *
 * @see Bakeman & Quera 2011; Castellan 1992 for permuting within sequences
 */
export function transitions(set: SequenceSet, options: TransitionOptions = {}): Transitions {
  const { lag = 1, noSelf = false, most = 40, seed = 1 } = options;
  const { states, stateOf } = frequentStates(set, most);
  const size = states.length;
  const places = set.sequences.reduce((sum, { codes }) => sum + codes.length, 0);
  const fitting = Math.floor(Math.min(1e8 / Math.max(1, places), 4e7 / Math.max(1, size * size)));
  const permutations = options.permutations ?? Math.min(2000, Math.max(100, fitting));
  const tally = pairTally({ size, lag, noSelf, permutations, random: seededRandom(seed) });
  let tasks = 0;
  for (const task of tasksOf(set.sequences)) {
    tasks++;
    tally.add(task.map((sequence) => sequenceMoments(sequence, stateOf, { collapse: noSelf })));
  }
  const zeros = noSelf && lag === 1 ? selfZeros(size) : undefined;
  const observed = tally.observed;
  const table = independenceTable(observed, size, zeros === undefined ? {} : { zeros });
  const p = new Float64Array(size * size).fill(1);
  const q = new Float64Array(size * size).fill(1);
  // What can come nowhere is not tested.
  const cells = Array.from({ length: size * size }, (_, cell) => cell).filter(
    (cell) => !zeros?.[cell] && (tally.chance[cell]! > 1e-9 || observed[cell]! > 0),
  );
  for (const cell of cells) p[cell] = permutationP(observed[cell]!, tally.drawn(cell));
  for (const [place, value] of falseDiscovery(cells.map((cell) => p[cell]!)).entries()) q[cells[place]!] = value;
  const rows = rowsOf(cells, { states, table, tally, p, q, tasks });
  return {
    ...table,
    lag,
    states,
    observed,
    p,
    q,
    permutations,
    runs: set.sequences.length,
    pairs: observed.reduce((sum, count, cell) => sum + (zeros?.[cell] ? 0 : count), 0),
    rows,
  };
}

function rowsOf(
  cells: readonly number[],
  {
    states,
    table,
    tally,
    p,
    q,
    tasks: all,
  }: {
    readonly states: readonly string[];
    readonly table: IndependenceTable;
    readonly tally: PairTally;
    readonly p: Float64Array;
    readonly q: Float64Array;
    readonly tasks: number;
  },
): TransitionRow[] {
  const size = states.length;
  const between = cells.map((cell) => tally.between(cell));
  // What order does not make does not hold between tasks either, however alike they are: rare pairs are alike by being absent.
  const pBetween = cells.map((cell, place) => Math.max(p[cell]!, between[place]!.p));
  const qBetween = falseDiscovery(pBetween);
  const rows = cells.map((cell, place): TransitionRow => {
    const { tasks, ratio, interval } = between[place]!;
    const from = Math.floor(cell / size);
    return {
      from: states[from]!,
      to: states[cell % size]!,
      observed: tally.observed[cell]!,
      n: tally.observed.subarray(from * size, (from + 1) * size).reduce((sum, count) => sum + count, 0),
      expected: table.expected[cell]!,
      z: table.z[cell]!,
      yuleQ: table.yuleQ[cell]!,
      chance: tally.chance[cell]!,
      ratio,
      interval,
      runYuleQ: tally.runYuleQ(cell),
      runs: tally.runs[cell]!,
      runsAbove: tally.runsAbove[cell]!,
      p: p[cell]!,
      q: q[cell]!,
      between: { tasks, of: all, p: pBetween[place]!, q: qBetween[place]! },
    };
  });
  return rows.sort((a, b) => Number(isFound(b)) - Number(isFound(a)) || orderIn(b) - orderIn(a));
}

/** Runs by task, in order of the first run of each. */
function tasksOf(sequences: readonly BehaviorSequence[]): Iterable<BehaviorSequence[]> {
  return Map.groupBy(sequences, ({ task }) => task).values();
}
