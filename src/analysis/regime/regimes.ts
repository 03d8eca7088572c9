import { falseDiscovery } from '../../core/false-discovery.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { frequentStates } from '../transition/frequent-states.ts';
import { shareDifference, type ShareDifference } from './share-difference.ts';
import { changePoints, type BinnedUnit, type ChangePoint } from './change-points.ts';

/** What a behavior's share of all did at a change, between the stretches before and after. */
export interface ShiftRow extends ShareDifference {
  readonly behavior: string;
  /** Over all behaviors and changes. */
  readonly q: number;
}

/** A change with what changed. */
export interface Regime extends ChangePoint {
  /** Where the new mix begins: a day, or a part of the run such as `35%`. */
  readonly label: string;
  /** Those that differ (q ≤ 0.05) first, then by size of the difference. */
  readonly rows: readonly ShiftRow[];
}

/** Where the mix of behaviors changes. */
export interface Regimes {
  readonly by: 'days' | 'steps';
  /** Labels of bins, in order. */
  readonly bins: readonly string[];
  readonly states: readonly string[];
  /** Per bin, how often each behavior came. */
  readonly counts: readonly Float64Array[];
  readonly runs: number;
  readonly events: number;
  readonly tasks: number;
  readonly changes: readonly Regime[];
}

const STEP_BINS = 20;
const MOST_DAYS = 200;

/** A run in bins, with its task by number. */
interface PlacedRun extends BinnedUnit {
  readonly task: number;
}

/**
 * Where the mix of behaviors changes, over the days on which runs began or over the parts of a run (twentieths of its steps), by
 * `changePoints`; and which behaviors' shares differ there between the stretches before and after, by the linearised difference of ratios
 * over tasks.
 *
 * @param options.by - `days` leaves out runs of which no start is known
 * @returns undefined with fewer than two bins or runs
 */
export function regimes(
  set: SequenceSet,
  { by, seed = 1, most = 60, permutations = 399 }: { readonly by: 'days' | 'steps'; readonly seed?: number; readonly most?: number; readonly permutations?: number },
): Regimes | undefined {
  const { states, stateOf } = frequentStates(set, most);
  const used = set.sequences.filter(({ codes, startedAt }) => codes.length > 0 && (by === 'steps' || startedAt !== undefined));
  const tasks = new Map([...new Set(used.map(({ task }) => task))].sort().map((task, i) => [task, i]));
  const days = [...new Set(used.map(({ startedAt }) => startedAt?.slice(0, 10) ?? ''))].sort();
  const width = Math.max(1, Math.ceil(days.length / MOST_DAYS));
  const bins = by === 'steps' ? Array.from({ length: STEP_BINS }, (_, i) => `${(100 * i) / STEP_BINS}%`) : days.filter((_, i) => i % width === 0);
  if (bins.length < 2 || used.length < 2) return undefined;
  const dayOf = new Map(days.map((day, i) => [day, Math.floor(i / width)]));
  const runs = used.map(({ codes, first, steps, startedAt, task }): PlacedRun => ({
    task: tasks.get(task)!,
    codes: codes.map((code) => stateOf[code]!),
    bins: by === 'days' ? new Int32Array(codes.length).fill(dayOf.get(startedAt!.slice(0, 10))!) : first.map((step) => Math.min(STEP_BINS - 1, Math.floor((step * STEP_BINS) / Math.max(1, steps)))),
  }));
  const found = changePoints(runs, bins.length, states.length, { exchange: by === 'days' ? 'units' : 'rotation', seed, permutations });
  const edges = [0, ...found.map(({ at }) => at), bins.length];
  const shifts = found.map((_, i) => shiftRows(runs, { states, tasks: tasks.size, from: edges[i]!, at: edges[i + 1]!, to: edges[i + 2]! }));
  const q = falseDiscovery(shifts.flat().map(({ p }) => p));
  let next = 0;
  const changes = found.map((point, i): Regime => ({
    ...point,
    label: bins[point.at]!,
    rows: shifts[i]!.map((row) => ({ ...row, q: q[next++]! })).toSorted((a, b) => Number(a.q > 0.05) - Number(b.q > 0.05) || Math.abs(b.difference) - Math.abs(a.difference)),
  }));
  return { by, bins, states, counts: countsOf(runs, bins.length, states.length), runs: runs.length, events: runs.reduce((sum, { codes }) => sum + codes.length, 0), tasks: tasks.size, changes };
} // prettier-ignore

function countsOf(runs: readonly PlacedRun[], bins: number, size: number): Float64Array[] {
  const counts = Array.from({ length: bins }, () => new Float64Array(size));
  for (const run of runs) for (const [at, code] of run.codes.entries()) counts[run.bins[at]!]![code]!++;
  return counts;
}

function shiftRows(
  runs: readonly PlacedRun[],
  {
    states,
    tasks,
    from,
    at,
    to,
  }: {
    readonly states: readonly string[];
    readonly tasks: number;
    readonly from: number;
    readonly at: number;
    readonly to: number;
  },
): Omit<ShiftRow, 'q'>[] {
  const size = states.length;
  const sides = [new Float64Array(tasks * size), new Float64Array(tasks * size)] as const;
  const totals = [new Float64Array(tasks), new Float64Array(tasks)] as const;
  for (const { task, codes, bins } of runs) {
    for (let i = 0; i < codes.length; i++) {
      if (bins[i]! < from || bins[i]! >= to) continue;
      const side = bins[i]! < at ? 0 : 1;
      sides[side][task * size + codes[i]!]!++;
      totals[side][task]!++;
    }
  }
  return states.flatMap((behavior, code): Omit<ShiftRow, 'q'>[] => {
    const counts = Array.from(totals[0], (n1, task) => ({
      n1,
      x1: sides[0][task * size + code]!,
      n2: totals[1][task]!,
      x2: sides[1][task * size + code]!,
    }));
    const found = counts.some(({ x1, x2 }) => x1 + x2 > 0) ? shareDifference(counts) : undefined;
    return found === undefined ? [] : [{ behavior, ...found }];
  });
}
