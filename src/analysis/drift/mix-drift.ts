import { seededRandom } from '../../core/random.ts';
import type { BehaviorSequence } from '../sequence/behavior-sequence.ts';
import { jensenShannon } from './jensen-shannon.ts';

/** How the mix of behaviors differs between two groups of runs over one alphabet. */
export interface MixDrift {
  /** Jensen–Shannon divergence of all events of either, in bits, 0–1. */
  readonly divergence: number;
  /** What chance alone gives with as many runs: the mean over permutations. */
  readonly expected: number;
  /** Share of permutations that diverge as much. */
  readonly p: number;
  readonly permutations: number;
  /** What was put into other groups: runs within their task, where most are of tasks that both groups have, else whole tasks. */
  readonly permuted: 'runs within tasks' | 'tasks';
  readonly events: readonly [number, number];
}

const PERMUTATIONS = 999;
const FEWEST_PERMUTATIONS = 199;
// So many additions take about a second.
const MOST_WORK = 3e8;

/**
 * Tests whether two groups of runs show the behaviors in other proportions: the divergence is held against that of the same runs put into
 * groups at random. Trials of a task go together, so runs are exchanged within tasks or, where groups tried other tasks, tasks as wholes.
 *
 * @param size - of the alphabet
 * @see Lin 1991 for the divergence; Phipson & Smyth 2010 for p, which is never 0
 */
export function mixDrift(
  a: readonly BehaviorSequence[],
  b: readonly BehaviorSequence[],
  { size, seed = 1 }: { readonly size: number; readonly seed?: number },
): MixDrift {
  const tasks = new Map<string, [number, number]>();
  for (const [side, runs] of [a, b].entries()) {
    for (const { task } of runs) {
      const counts = tasks.get(task) ?? [0, 0];
      counts[side]!++;
      tasks.set(task, counts);
    }
  }
  let mixed = 0;
  for (const [ofA, ofB] of tasks.values()) if (ofA > 0 && ofB > 0) mixed += ofA + ofB;
  const within = 2 * mixed >= a.length + b.length;
  const units = within ? runUnits(a, b) : taskUnits(a, b);
  const strata = within ? [...Map.groupBy(units.keys(), (unit) => units[unit]!.task).values()] : [[...units.keys()]];
  const total = new Float64Array(size);
  const sum = new Float64Array(size);
  const rest = new Float64Array(size);
  for (const { counts } of units) for (const [code, n] of counts) total[code]! += n;
  const divergenceOf = (isA: Uint8Array): number => {
    sum.fill(0);
    for (const [i, { counts }] of units.entries()) if (isA[i] === 1) for (const [code, n] of counts) sum[code]! += n;
    for (let i = 0; i < size; i++) rest[i] = total[i]! - sum[i]!;
    return jensenShannon(sum, rest);
  };
  const sides = Uint8Array.from(units, ({ side }) => (side === 0 ? 1 : 0));
  const divergence = divergenceOf(sides);
  const events: [number, number] = [sum.reduce((all, n) => all + n, 0), rest.reduce((all, n) => all + n, 0)];
  const work = size + units.reduce((all, { counts }) => all + counts.length + 1, 0);
  const permutations = Math.max(FEWEST_PERMUTATIONS, Math.min(PERMUTATIONS, Math.floor(MOST_WORK / work)));
  const random = seededRandom(seed);
  let asMuch = 0;
  let chance = 0;
  for (let round = 0; round < permutations; round++) {
    for (const stratum of strata) {
      for (let i = stratum.length - 1; i > 0; i--) {
        const j = random.below(i + 1);
        const [x, y] = [stratum[i]!, stratum[j]!];
        [sides[x], sides[y]] = [sides[y]!, sides[x]!];
      }
    }
    const drawn = divergenceOf(sides);
    chance += drawn;
    // Sums in another order may differ by rounding.
    if (drawn >= divergence - 1e-12) asMuch++;
  }
  return {
    divergence,
    expected: chance / permutations,
    p: (1 + asMuch) / (1 + permutations),
    permutations,
    permuted: within ? 'runs within tasks' : 'tasks',
    events,
  };
}

interface Unit {
  readonly task: string;
  readonly side: number;
  readonly counts: readonly (readonly [number, number])[];
}

function runUnits(...groups: readonly (readonly BehaviorSequence[])[]): Unit[] {
  return groups.flatMap((runs, side) => runs.map((run): Unit => ({ task: run.task, side, counts: countsOf([run]) })));
}

/** A task with runs in both groups is one in each. */
function taskUnits(...groups: readonly (readonly BehaviorSequence[])[]): Unit[] {
  return groups.flatMap((runs, side) =>
    [...Map.groupBy(runs, ({ task }) => task)].map(([task, own]): Unit => ({ task, side, counts: countsOf(own) })),
  );
}

function countsOf(runs: readonly BehaviorSequence[]): (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const { codes } of runs) for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts];
}
