import { pchisq } from 'lib-r-math.js';
import { exactStratifiedTest } from '../../core/exact-stratified-test.ts';
import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { Stratum } from '../../core/stratified-test.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { addTask, betweenTasks, NO_TASKS, type TaskSums } from './between-tasks.ts';
import { frequentStates } from './frequent-states.ts';
import { orderIn } from './strongest-transitions.ts';

/** Two behaviors in the same steps. Counts are of steps, or of windows of steps. */
export interface CoOccurrenceRow {
  readonly a: string;
  readonly b: string;
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** Steps in which both could be observed, of runs that show both. */
  readonly n: number;
  /** Steps with both if those of a run were drawn for each by itself. */
  readonly chance: number;
  readonly ratio: number | null;
  /** 95%, between tasks. */
  readonly interval: Interval | null;
  /** Both of those with either, 0–1. */
  readonly jaccard: number;
  readonly runs: number;
  /** Exact test within runs, two-sided, or that between tasks if it is larger. */
  readonly p: number;
  /** Benjamini–Hochberg over all pairs. */
  readonly q: number;
}

/** How {@link coOccurrence} counts. */
export interface CoOccurrenceOptions {
  /** Steps that are looked at as one, from the run's first on; default 1. */
  readonly window?: number;
  /** Behaviors beyond the most frequent so many are one; default 40. */
  readonly most?: number;
}

/**
 * Which behaviors come in the same steps (or windows of steps) more or less often than if each run's steps were drawn for either of
 * them by itself. A run says something only when it shows both. An event of several steps is in all of them.
 *
 * @returns rows: what is found to come together, what is found not to, the others; each by how far from chance
 * @see Mantel & Haenszel 1959; Agresti 2013, §7.3.5
 */
export function coOccurrence(set: SequenceSet, { window = 1, most = 40 }: CoOccurrenceOptions = {}): CoOccurrenceRow[] {
  const { states, stateOf } = frequentStates(set, most);
  const size = states.length;
  const found = new Map<number, Pair>();
  const actorsOf = actorsPerState(set, stateOf, size);
  for (const task of Map.groupBy(set.sequences, (sequence) => sequence.task).values()) {
    const ofTask = new Map<number, { observed: number; chance: number }>();
    for (const sequence of task) {
      const windows = windowsOf(sequence, stateOf, window);
      const present = [...windows.keys()].sort((a, b) => a - b);
      for (const [place, a] of present.entries()) {
        for (const b of present.slice(place + 1)) {
          // A step is of one actor: what others do cannot come in it.
          if (window === 1 && (actorsOf[a]! & actorsOf[b]!) === 0) continue;
          const [inA, inB] = [windows.get(a)!, windows.get(b)!];
          let both = 0;
          for (const at of inA) if (inB.has(at)) both++;
          const either = inA.size + inB.size - both;
          const n = Math.max(either, observedWindows(sequence, { states: [a, b], stateOf, window }));
          const key = a * size + b;
          const chance = (inA.size * inB.size) / n;
          addRun(found, key, { withSuccess: both, withFailure: inA.size - both, withoutSuccess: inB.size - both, withoutFailure: n - either }); // prettier-ignore
          const sums = ofTask.get(key) ?? { observed: 0, chance: 0 };
          ofTask.set(key, { observed: sums.observed + both, chance: sums.chance + chance });
        }
      }
    }
    for (const [key, { observed, chance }] of ofTask) {
      const pair = found.get(key)!;
      pair.tasks = addTask(pair.tasks, observed, chance);
    }
  }
  const rows = [...found].map(([key, pair]): Omit<CoOccurrenceRow, 'q'> => {
    const { both, onlyA, onlyB, n, runs } = pair;
    const { ratio, interval, p, tasks: several } = betweenTasks(pair.tasks);
    const within = pOf(pair);
    return {
      a: states[Math.floor(key / size)]!,
      b: states[key % size]!,
      both,
      onlyA,
      onlyB,
      n,
      chance: pair.tasks.chance,
      ratio,
      interval,
      jaccard: both / (both + onlyA + onlyB),
      runs,
      p: several < 2 ? within : Math.max(within, p),
    };
  });
  const q = falseDiscovery(rows.map(({ p }) => p));
  return rows
    .map((row, place) => ({ ...row, q: q[place]! }))
    .sort((a, b) => rank(a) - rank(b) || orderIn(excess(b)) - orderIn(excess(a)) || (a.a + a.b < b.a + b.b ? -1 : 1));
}

function rank({ q, ratio }: CoOccurrenceRow): number {
  if (q > 0.05) return 2;
  return ratio !== null && ratio < 1 ? 1 : 0;
}

function excess({ both, chance }: CoOccurrenceRow): { readonly observed: number; readonly chance: number } {
  return { observed: both, chance };
}

/** Runs whose tables are kept for the exact test; with more, sums are as good as normal. */
const MOST_EXACT = 300;

interface Pair {
  both: number;
  onlyA: number;
  onlyB: number;
  n: number;
  runs: number;
  /** Of the sum over runs, under the null hypothesis. */
  expected: number;
  variance: number;
  /** Of the first runs. */
  readonly strata: Stratum[];
  tasks: TaskSums;
}

function addRun(found: Map<number, Pair>, key: number, stratum: Stratum): void {
  const pair: Pair = found.get(key) ?? { both: 0, onlyA: 0, onlyB: 0, n: 0, runs: 0, expected: 0, variance: 0, strata: [], tasks: NO_TASKS }; // prettier-ignore
  found.set(key, pair);
  const { withSuccess: both, withFailure: onlyA, withoutSuccess: onlyB, withoutFailure: neither } = stratum;
  const n = both + onlyA + onlyB + neither;
  pair.both += both;
  pair.onlyA += onlyA;
  pair.onlyB += onlyB;
  pair.n += n;
  pair.runs++;
  pair.expected += ((both + onlyA) * (both + onlyB)) / n;
  if (n > 1) {
    pair.variance += ((both + onlyA) * (onlyB + neither) * (both + onlyB) * (onlyA + neither)) / (n * n * (n - 1));
  }
  if (pair.strata.length < MOST_EXACT) pair.strata.push(stratum);
}

function pOf({ runs, strata, both, expected, variance }: Pair): number {
  if (runs <= strata.length) return exactStratifiedTest(strata).p;
  const statistic = Math.max(0, Math.abs(both - expected) - 0.5) ** 2 / variance;
  return variance === 0 ? 1 : pchisq(statistic, 1, undefined, false);
}

/** Per state the actors who do it, as bits. */
function actorsPerState({ sequences }: SequenceSet, stateOf: Int32Array, size: number): Int32Array {
  const actorsOf = new Int32Array(size);
  for (const { codes, actors } of sequences) {
    for (const [event, code] of codes.entries())
      if (stateOf[code]! >= 0) actorsOf[stateOf[code]!]! |= 1 << actors[event]!;
  }
  return actorsOf;
}

/** Per state that occurs, the windows it is in. */
function windowsOf(
  { codes, first, last }: Pick<BehaviorSequence, 'codes' | 'first' | 'last'>,
  stateOf: Int32Array,
  window: number,
): Map<number, Set<number>> {
  const windows = new Map<number, Set<number>>();
  for (const [event, code] of codes.entries()) {
    const state = stateOf[code]!;
    if (state < 0) continue;
    const own = windows.get(state) ?? new Set<number>();
    windows.set(state, own);
    const end = Math.floor(last[event]! / window);
    for (let at = Math.floor(first[event]! / window); at <= end; at++) own.add(at);
  }
  return windows;
}

/** Windows in which both could be observed: of what the one with fewer was examined for. */
function observedWindows(
  { observed, steps }: Pick<BehaviorSequence, 'observed' | 'steps'>,
  { states, stateOf, window }: { readonly states: readonly number[]; readonly stateOf: Int32Array; readonly window: number }, // prettier-ignore
): number {
  let fewest = steps;
  if (observed !== undefined) {
    for (const state of states) {
      let units = 0;
      for (const [code, own] of stateOf.entries()) if (own === state) units = Math.max(units, observed[code] ?? 0);
      fewest = Math.min(fewest, units);
    }
  }
  return Math.ceil(fewest / window);
}
