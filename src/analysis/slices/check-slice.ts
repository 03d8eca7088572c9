import { correctedPrevalence, type CorrectedPrevalence } from '../agreement/corrected-prevalence.ts';
import { addToShare, clusteredShare, NO_SHARE } from '../../core/clustered-share.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { FEATURE_VIEWS, type FeatureSpace, type FeatureView } from './feature-space.ts';
import { sliceLearner, type GuidedLabels } from './grow-slice.ts';
import { orderShareInterval } from './order-share-interval.ts';

/** A share of labelled runs with its interval between tasks. */
export interface CheckedShare {
  readonly share: number;
  readonly interval: Interval;
}

/** How well labelled runs are told by what was learned from others. */
export interface SliceCheck {
  /** Of pairs of an accepted and a rejected run, those of which the accepted scores higher; chance is a half. */
  readonly order: CheckedShare;
  /** Of accepted runs, those that are found. */
  readonly recall: CheckedShare;
  /** Of rejected runs, those that are found all the same. */
  readonly falseAlarms: CheckedShare;
  /** Of labelled runs that are found, those that were accepted; undefined where none is found. Chance is the share of labels that accept. */
  readonly precision?: CheckedShare;
}

/** How labelled runs were held out. */
export interface HeldOut {
  /** 2: one half learns, the other is told. */
  readonly folds: number;
  /** Tasks of accepted, of rejected runs; a run without a task is one of its own. */
  readonly tasks: readonly [number, number];
  readonly deals: number;
}

const DEALS = 5;
// With as many of both kinds, a half teaches enough.
const HALVES_FROM = 10;
const MOST_FOLDS = 10;
// Scores of learners that share runs err together: the share in order varied as that of so many times fewer runs (simulated, 5 to 20 of a kind).
const SHARED = { one: 2, halves: 1.25 } as const;

/**
 * Tells labelled runs by what runs of other tasks teach. From ten tasks of either kind on one half teaches and the other is told; with fewer, as many
 * folds as there are of the rarer kind, so that one of each is left out at a time. Five deals are averaged.
 *
 * @param options.views - by what to tell them: any number of choices of views, all told from the same deals; default all views, once
 * @param options.tasks - per run
 * @returns a check per choice; undefined when accepted or rejected runs are of fewer than two tasks
 */
export function checkSlice(
  space: FeatureSpace,
  labels: GuidedLabels,
  {
    tasks,
    views = [FEATURE_VIEWS],
    seed = 1,
  }: {
    readonly tasks: ArrayLike<number>;
    readonly views?: readonly (readonly FeatureView[])[];
    readonly seed?: number;
  },
): { readonly held: HeldOut; readonly checks: readonly SliceCheck[] } | undefined {
  const runs = [...labels.accepted, ...labels.rejected];
  const taskOf = runs.map((run) => tasks[run]!);
  const isAccepted = runs.map((_, i) => i < labels.accepted.length);
  const counts = [true, false].map((kind) => new Set(taskOf.filter((_, i) => isAccepted[i] === kind)).size);
  const fewest = Math.min(counts[0]!, counts[1]!);
  if (fewest < 2) return undefined;
  const folds = fewest >= HALVES_FROM ? 2 : Math.min(MOST_FOLDS, fewest);
  const random = seededRandom(seed);
  const deals = Array.from({ length: DEALS }, () => deal(taskOf, isAccepted, folds, random));
  const checks = views.map((own) => {
    const learner = sliceLearner(space, labels, own);
    const told = deals.map((foldOf) => {
      const scores = new Float64Array(runs.length).fill(NaN);
      for (let fold = 0; fold < folds; fold++) {
        const learned = foldOf.map((place) => place !== fold);
        if (![true, false].every((kind) => learned.some((is, i) => is && isAccepted[i] === kind))) continue;
        const found = learner(learned);
        for (const [i, place] of foldOf.entries()) if (place === fold) scores[i] = found[i]!;
      }
      return { foldOf, scores };
    });
    return summarised(told, {
      isAccepted,
      taskOf,
      pairsOf: counts.map((count) => Math.max(1, count / SHARED[folds === 2 ? 'halves' : 'one'])) as [number, number],
    });
  });
  return { held: { folds, tasks: [counts[0]!, counts[1]!], deals: DEALS }, checks };
}

/**
 * How many of all runs truly belong to a slice, from how many are found and how often what is found is wrong.
 *
 * @param found - share of `runs` runs that score above 0
 * @returns undefined when the check does not beat chance
 */
export function sliceSize(
  { recall, falseAlarms }: SliceCheck,
  { tasks }: HeldOut,
  { share, runs }: { readonly share: number; readonly runs: number },
): CorrectedPrevalence | undefined {
  return correctedPrevalence(
    { share, n: runs },
    { share: recall.share, n: tasks[0] },
    { share: 1 - falseAlarms.share, n: tasks[1] },
  );
}

/** The runs of a task go into one fold; tasks of either kind are dealt by themselves, so that folds have some of both. */
function deal(taskOf: readonly number[], isAccepted: readonly boolean[], folds: number, random: Random): number[] {
  const accepting = new Set(taskOf.filter((_, i) => isAccepted[i]));
  const foldOf = new Map<number, number>();
  const rejecting = new Set(taskOf.filter((task) => !accepting.has(task)));
  for (const kind of [accepting, rejecting]) {
    const start = random.below(folds);
    for (const [i, task] of random.shuffle([...kind]).entries()) foldOf.set(task, (start + i) % folds);
  }
  return taskOf.map((task) => foldOf.get(task)!);
}

interface Told {
  readonly foldOf: readonly number[];
  /** NaN where nothing could be learned. */
  readonly scores: Float64Array;
}

function summarised(
  told: readonly Told[],
  { isAccepted, taskOf, pairsOf }: { readonly isAccepted: readonly boolean[]; readonly taskOf: readonly number[]; readonly pairsOf: readonly [number, number] },
): SliceCheck {
  let [right, pairs] = [0, 0];
  // Scores of one learner are compared with each other only.
  for (const { foldOf, scores } of told) {
    for (const [i, a] of scores.entries()) {
      if (!isAccepted[i] || Number.isNaN(a)) continue;
      for (const [j, r] of scores.entries()) {
        if (isAccepted[j] || foldOf[j] !== foldOf[i] || Number.isNaN(r)) continue;
        right += a > r ? 1 : a === r ? 0.5 : 0;
        pairs++;
      }
    }
  }
  const order = pairs === 0 ? 0.5 : right / pairs;
  const found = taskOf.map((_, i) => told.reduce((sum, { scores }) => sum + (scores[i]! > 0 ? 1 : 0), 0) / told.length);
  const share = (part: (i: number) => number, whole: (i: number) => number): CheckedShare & { readonly whole: number } => {
    let sums = NO_SHARE;
    for (const own of Map.groupBy(taskOf.keys(), (i) => taskOf[i]!).values()) {
      const of = own.reduce((sum, i) => sum + whole(i), 0);
      if (of > 0) sums = addToShare(sums, own.reduce((sum, i) => sum + part(i), 0), of);
    }
    const { share: value, interval } = clusteredShare(sums);
    return { share: value, interval, whole: sums.whole };
  };
  const kind = (accepted: boolean) => (i: number) => (isAccepted[i] === accepted ? 1 : 0);
  const told1 = (accepted: boolean): CheckedShare => {
    const { share: value, interval } = share((i) => kind(accepted)(i) * found[i]!, kind(accepted));
    return { share: value, interval };
  };
  const { whole, ...precision } = share((i) => kind(true)(i) * found[i]!, (i) => found[i]!);
  return {
    order: { share: order, interval: orderShareInterval(order, ...pairsOf) },
    recall: told1(true),
    falseAlarms: told1(false),
    ...(whole > 0 && { precision }),
  };
} // prettier-ignore
