import { falseDiscovery } from '../../core/false-discovery.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { addPart, addWhole, momentsOf, momentSums, type MomentSums } from './cohort-moments.ts';
import { cohortDifference } from './cohort-difference.ts';
import { MEASURE_KINDS, type ComparedMeasure, type RunMark } from './compared-measure.ts';
import { tallyRuns, type Columns } from './tally-runs.ts';

/** Two cohorts as one table. */
export interface CohortComparison {
  readonly rows: readonly ComparedMeasure[];
  readonly runs: readonly [number, number];
  readonly tasks: readonly [number, number];
  readonly sharedTasks: number;
  /** Tasks are shared, so that runs of one task are compared with each other. */
  readonly paired: boolean;
}

/** How cohorts are compared. */
export interface CompareOptions {
  /** Of transitions: only among so many of the most frequent behaviors; 0 leaves transitions out. Default 40. */
  readonly most?: number;
  /** Rules and who breaks them. */
  readonly rules?: readonly RunMark[];
}

// Of fewer, a rate per token or a transition says nothing, whatever the difference.
const FEWEST_EVENTS = 5;
const FEWEST_TASKS = 5;

/**
 * Compares two cohorts on outcomes, length, behaviors, transitions and rules; differences are those of the second less the first. Where at least
 * half of the runs of each cohort are of tasks that both have, it is paired: each shared task counts once, by the means of its runs in either.
 * Else all runs count alike, and so do all transitions, which few tasks have in both. Variances are between tasks throughout.
 *
 * @returns rows by kind, then by p
 */
export function compareCohorts(a: SequenceSet, b: SequenceSet, { most = 40, rules = [] }: CompareOptions = {}): CohortComparison {
  const columns = tallyRuns(a, b, { most, rules });
  const tasks = tasksOf(columns);
  const shared = tasks.filter(([ofA, ofB]) => ofA.length > 0 && ofB.length > 0);
  const held = (side: 0 | 1): number => shared.reduce((sum, task) => sum + task[side].length, 0);
  const paired = shared.length >= 2 && 2 * held(0) >= a.sequences.length && 2 * held(1) >= b.sequences.length;
  const sums = momentSums(columns.wholes, columns.parts.length);
  const adder = clusterAdder(columns, sums, paired);
  for (const task of tasks) adder(task);
  const found = columns.parts.flatMap(({ measure, kind, unit, whole }, part): Omit<ComparedMeasure, 'q'>[] => {
    const moments = momentsOf(sums, whole, part);
    const { runsA, runsB, clustersA, clustersB, clustersBoth } = moments;
    const isTransition = kind === 'transition';
    if ((isTransition || unit === 'per 1000 tokens') && columns.events[part]! < FEWEST_EVENTS) return [];
    if (isTransition && Math.min(clustersA, clustersB) < FEWEST_TASKS) return [];
    const isPaired = paired && !isTransition;
    const difference = cohortDifference(moments, { paired: isPaired, isShare: unit === 'share' });
    if (difference === undefined) return [];
    return [{ measure, kind, unit, ...difference, runs: [runsA, runsB], sharedTasks: clustersBoth, paired: isPaired }];
  });
  const rows = MEASURE_KINDS.flatMap((kind) => {
    const own = found.filter((row) => row.kind === kind);
    const q = falseDiscovery(own.map(({ p }) => p));
    const tested = own.map((row, i): ComparedMeasure => ({ ...row, q: q[i]! }));
    return kind === 'outcome' ? tested : tested.sort((x, y) => x.p - y.p || (x.measure < y.measure ? -1 : 1));
  });
  return {
    rows,
    runs: [a.sequences.length, b.sequences.length],
    tasks: [tasks.filter(([own]) => own.length > 0).length, tasks.filter(([, own]) => own.length > 0).length],
    sharedTasks: shared.length,
    paired,
  };
} // prettier-ignore

type TaskRuns = readonly [Int32Array, Int32Array];

/** Runs of each task in both cohorts, in order of the first. */
function tasksOf({ runs }: Columns): TaskRuns[] {
  const byTask = new Map<string, [number[], number[]]>();
  for (const [index, { run, side }] of runs.entries()) {
    const task = byTask.get(run.task);
    if (task !== undefined) task[side].push(index);
    else byTask.set(run.task, side === 0 ? [[index], []] : [[], [index]]);
  }
  return [...byTask.values()].map(([a, b]): TaskRuns => [Int32Array.from(a), Int32Array.from(b)]);
}

/** Adds tasks to the sums; paired, each as the mean of its runs, and only what both cohorts have, but for transitions. */
function clusterAdder(columns: Columns, sums: MomentSums, paired: boolean): (task: TaskRuns) => void {
  const { wholes, parts, add } = columns;
  const size = wholes + parts.length;
  // Of each cohort: sums of wholes, then of parts; and runs that have any of a whole.
  const values = [new Float64Array(size), new Float64Array(size)] as const;
  const counts = [new Int32Array(wholes), new Int32Array(wholes)] as const;
  const touched = new Set<number>();
  const put = (side: 0 | 1) => (slot: number, value: number): void => {
    if (value === 0) return;
    touched.add(slot);
    values[side][slot]! += value;
    if (slot < wholes) counts[side][slot]!++;
  }; // prettier-ignore
  const puts = [put(0), put(1)] as const;
  return (task) => {
    for (const side of [0, 1] as const) for (const run of task[side]) add(run, puts[side]);
    const scaled = (slot: number, whole: number): [number, number] => {
      const of = (side: 0 | 1): number => {
        const n = counts[side][whole]!;
        if (!paired || whole >= columns.departures) return values[side][slot]!;
        return n === 0 || counts[side === 0 ? 1 : 0][whole] === 0 ? 0 : values[side][slot]! / n;
      };
      return [of(0), of(1)];
    };
    for (const slot of touched) {
      if (slot < wholes) {
        const both = scaled(slot, slot);
        if (both[0] > 0 || both[1] > 0) addWhole(sums, slot, both, [counts[0][slot]!, counts[1][slot]!]);
      } else {
        const { whole } = parts[slot - wholes]!;
        addPart(sums, slot - wholes, scaled(slot, whole), scaled(whole, whole));
      }
    }
    for (const slot of touched) {
      for (const side of [0, 1] as const) {
        values[side][slot] = 0;
        if (slot < wholes) counts[side][slot] = 0;
      }
    }
    touched.clear();
  };
}

/** Runs whose facts hold. */
export function cohortOf(set: SequenceSet, holds: (run: BehaviorSequence) => boolean): SequenceSet {
  return { alphabet: set.alphabet, sequences: set.sequences.filter(holds) };
}
