import { seededRandom } from '../../core/random.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { meanPerEvent } from '../predict/next-scores.ts';
import { taskFolds } from '../predict/task-folds.ts';
import type { CodedRun } from '../predict/context-model.ts';
import { describeStates, type RunState } from './describe-states.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { fitHiddenMarkov, likeliestStates, logLikelihood } from './hidden-markov.ts';

/** The states that runs go through. */
export interface RunStates {
  readonly states: readonly RunState[];
  readonly behaviors: readonly string[];
  readonly runs: number;
  readonly events: number;
  readonly tasks: number;
  /** Per number of states from 1: bits per event of tasks not fitted to. One state is the frequencies alone. */
  readonly heldOut: readonly number[];
  /** Bits per event that the states save beside frequencies alone, on tasks not fitted to, with 95% interval. */
  readonly gain: { readonly mean: number; readonly interval: Interval };
  /** Per run its states, one per event. */
  readonly paths: readonly { readonly id: string; readonly success?: boolean; readonly path: Uint8Array; readonly first: Int32Array }[]; // prettier-ignore
}

const PARTS = 3;
const MOST_STATES = 7;
/** Events to fit to; more of them change names and numbers of states little, and cost time. */
const MOST_EVENTS = 10_000;
/** Share of all that states save below which one more is not worth a name. */
const WORTH = 0.05;

/**
 * Hidden Markov states of runs: fitted to two thirds of the tasks and tried on the third, for 1, 2, … states, until two more do not help;
 * the smallest number that is within one standard error of the best, or within a twentieth of what it saves, is taken and fitted to all. Each event then gets its likeliest state.
 *
 * @param options.states - so many states instead
 * @param options.most - behaviors beyond the most frequent so many are one; default 60
 * @returns undefined with fewer than three runs
 */
export function runStates(
  set: SequenceSet,
  {
    states: given,
    most = 60,
    seed = 1,
  }: { readonly states?: number; readonly most?: number; readonly seed?: number } = {},
): RunStates | undefined {
  const { states: behaviors, folds, tasks } = taskFolds(set, { parts: PARTS, most, seed });
  if (folds.length < 3) return undefined;
  const size = behaviors.length;
  const tried: { bits: number; byTask: { n: number; bits: number }[] }[] = [];
  const limit = given ?? MOST_STATES;
  for (let count = 1; count <= limit; count++) {
    if (given !== undefined && count !== 1 && count !== given) {
      tried.push({ bits: NaN, byTask: [] });
      continue;
    }
    tried.push(heldOutBits(folds, size, count, seed));
    const best = Math.min(...tried.map(({ bits }) => bits));
    if (given === undefined && count > 3 && tried.slice(-2).every(({ bits }) => bits > best)) break;
  }
  const count = given ?? smallest(tried);
  const runs = folds.flat().toSorted((a, b) => (a.sequence.id < b.sequence.id ? -1 : 1));
  const model = fitHiddenMarkov(sample(runs, seed), size, count, { seed });
  const paths = runs.map(({ codes }) => likeliestStates(model, codes));
  const gain = meanPerEvent(tried[0]!.byTask, ({ bits }, task) => bits - tried[count - 1]!.byTask[task]!.bits);
  return {
    states: describeStates(model, { behaviors, runs, paths }),
    behaviors,
    runs: runs.length,
    events: runs.reduce((sum, { codes }) => sum + codes.length, 0),
    tasks,
    heldOut: tried.map(({ bits }) => bits),
    gain,
    paths: runs.map(({ sequence: { id, success, first } }, i) => ({
      id,
      first,
      path: paths[i]!,
      ...(success !== undefined && { success }),
    })),
  };
}

function heldOutBits(
  folds: readonly (readonly CodedRun[])[],
  size: number,
  count: number,
  seed: number,
): { bits: number; byTask: { n: number; bits: number }[] } {
  // prettier-ignore
  const byTask: { n: number; bits: number }[] = [];
  for (const [part, test] of folds.entries()) {
    const learned = folds.filter((_, i) => i !== part).flat();
    const model = fitHiddenMarkov(sample(learned, seed), size, count, { seed, starts: 2, rounds: 60 });
    for (const { codes, task } of test) {
      const sums = (byTask[task] ??= { n: 0, bits: 0 });
      sums.n += codes.length;
      sums.bits -= logLikelihood(model, codes) / Math.LN2;
    }
  }
  return { bits: meanPerEvent(byTask, ({ bits }) => bits).mean, byTask };
}

/** The smallest number of states whose bits are within one standard error of the best, or within a twentieth of what the best saves. */
function smallest(tried: readonly { bits: number; byTask: readonly { n: number; bits: number }[] }[]): number {
  const best = tried.reduce((least, other) => (other.bits < least.bits ? other : least));
  const worth = WORTH * (tried[0]!.bits - best.bits);
  const at = tried.findIndex(({ byTask }) => {
    const { mean, interval } = meanPerEvent(byTask, ({ bits }, task) => bits - best.byTask[task]!.bits);
    return mean <= Math.max(worth, (interval[1] - mean) / 2);
  });
  return at + 1;
}

function sample(runs: readonly CodedRun[], seed: number): Int32Array[] {
  const total = runs.reduce((sum, { codes }) => sum + codes.length, 0);
  if (total <= MOST_EVENTS) return runs.map(({ codes }) => codes);
  const chosen: Int32Array[] = [];
  let left = MOST_EVENTS;
  for (const { codes } of seededRandom(seed).shuffle(runs)) {
    if (left <= 0) break;
    chosen.push(codes.subarray(0, left));
    left -= codes.length;
  }
  return chosen;
}
