import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { passAllK, passAtK } from '../../core/pass-at-k.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';

/** A mean over groups of trials, with its 95% interval between tasks; null with fewer than two tasks. */
export interface GroupMean {
  /** Groups that it could be said of. */
  readonly groups: number;
  readonly mean: number;
  readonly interval: Interval | null;
}

/** How far trials of one task differ at one place. */
export interface PlaceSpread {
  /** 1 for the first thing done. */
  readonly place: number;
  /** Chance that two trials of a task do something else there, 0–1. */
  readonly differ: GroupMean;
  /** The same of two runs of any tasks: what there is to differ in. */
  readonly overall: number;
  /** `differ / overall`: 0 always the same, 1 as different as runs of different tasks; null where all runs do the same. */
  readonly normalised: number | null;
  /** Chance that two trials have done the same at all places so far. */
  readonly together: GroupMean;
}

/** What trials of the same tasks cover. */
export interface TrialCoverage {
  readonly runs: number;
  /** Trials of one task by one model; only those of two and more are looked at. */
  readonly groups: number;
  readonly tasks: number;
  readonly places: readonly PlaceSpread[];
  /** By number of attempts: at least one succeeds (exploration, pass@k), all do (exploitation, pass^k). */
  readonly passes: readonly { readonly k: number; readonly any: GroupMean; readonly all: GroupMean }[];
}

interface TrialGroup {
  readonly task: string;
  readonly trials: readonly BehaviorSequence[];
}

const PLACES = 10;
const MOST_ATTEMPTS = 8;
/** A figure of fewer groups than this is not told. */
const FEWEST_GROUPS = 2;

/**
 * How much trials of the same task, by the same model, differ in what they do, place by place, and what their number buys. Differing is
 * the Gini–Simpson index without bias (the chance that two draws without replacement differ), so that numbers of trials need not be
 * equal; it is divided by the same index over runs of all tasks. A trial that has ended does “nothing” at later places. Where trials begin
 * alike and end differently, the agent commits late; where they differ at once, early.
 *
 * @see Simpson 1949 for the index; Chen et al. 2021 and Yao et al. 2024 for pass@k and pass^k
 */
export function trialCoverage({ sequences }: SequenceSet, { seed = 1 }: { readonly seed?: number } = {}): TrialCoverage {
  const byGroup = Map.groupBy(sequences, ({ task, model }) => JSON.stringify([task, model ?? null]));
  const groups = [...byGroup.values()]
    .filter((trials) => trials.length >= 2)
    .map((trials): TrialGroup => ({ task: trials[0]!.task, trials }));
  const mean = (values: readonly (readonly [task: string, value: number])[]): GroupMean => groupMean(values, seed);
  const longest = Math.max(0, ...groups.flatMap(({ trials }) => trials.map(({ codes }) => codes.length)));
  const places = Array.from({ length: Math.min(PLACES, longest) }, (_, at): PlaceSpread => {
    const differ = mean(groups.map(({ task, trials }) => [task, differing(trials.map((run) => actAt(run, at)))]));
    const together = mean(groups.map(({ task, trials }) => [task, 1 - differing(trials.map((run) => actsUpTo(run, at)))]));
    const overall = differing(groups.flatMap(({ trials }) => trials.map((run) => actAt(run, at))));
    return { place: at + 1, differ, overall, normalised: overall === 0 ? null : differ.mean / overall, together };
  });
  return {
    runs: groups.reduce((sum, { trials }) => sum + trials.length, 0),
    groups: groups.length,
    tasks: new Set(groups.map(({ task }) => task)).size,
    places,
    passes: passesOf(groups, mean),
  };
} // prettier-ignore

function passesOf(
  groups: readonly TrialGroup[],
  mean: (values: readonly (readonly [string, number])[]) => GroupMean,
): TrialCoverage['passes'] {
  const known = groups.flatMap(({ task, trials }) => {
    const judged = trials.filter(({ success }) => success !== undefined);
    return judged.length < 2 ? [] : [{ task, n: judged.length, c: judged.filter(({ success }) => success).length }];
  });
  return Array.from({ length: MOST_ATTEMPTS }, (_, i) => i + 1).flatMap((k) => {
    const enough = known.filter(({ n }) => n >= k);
    if (enough.length < FEWEST_GROUPS) return [];
    return [
      {
        k,
        any: mean(enough.map(({ task, n, c }) => [task, passAtK(n, c, k)])),
        all: mean(enough.map(({ task, n, c }) => [task, passAllK(n, c, k)])),
      },
    ];
  });
}

function groupMean(values: readonly (readonly [task: string, value: number])[], seed: number): GroupMean {
  const tasks = [...Map.groupBy(values, ([task]) => task).values()].map((list) => ({
    n: list.length,
    sum: list.reduce((sum, [, value]) => sum + value, 0),
  }));
  const meanOf = (sample: readonly { readonly n: number; readonly sum: number }[]): number =>
    sample.reduce((sum, task) => sum + task.sum, 0) / sample.reduce((sum, task) => sum + task.n, 0);
  const [interval] = bootstrapIntervals(tasks, (sample) => [meanOf(sample)], { seed });
  return { groups: values.length, mean: values.length === 0 ? 0 : meanOf(tasks), interval: interval ?? null };
}

/** The chance that two of a list, drawn without replacement, differ. */
function differing(list: readonly (number | string)[]): number {
  const counts = new Map<number | string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  const same = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  return 1 - same / (list.length * (list.length - 1));
}

/** What a run does at a place, −1 when it has ended. */
function actAt({ codes }: BehaviorSequence, at: number): number {
  return codes[at] ?? -1;
}

function actsUpTo({ codes }: BehaviorSequence, at: number): string {
  return codes.subarray(0, at + 1).join(' ');
}
