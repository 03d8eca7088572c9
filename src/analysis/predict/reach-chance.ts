import { EthogramError } from '../../core/ethogram-error.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { absorptionChance } from './absorption-chance.ts';
import type { CodedRun } from './context-model.ts';
import { meanPerEvent } from './next-scores.ts';
import { taskFolds } from './task-folds.ts';

/** From one behavior on. */
export interface ReachRow {
  readonly behavior: string;
  /** How often a run was there. */
  readonly n: number;
  /** Probability to reach the target from here by the chain of all runs, 0–1. */
  readonly chance: number;
  /** How often it was reached, and 95% interval, tasks being what varies. */
  readonly reached: number;
  readonly interval: Interval;
}

/** The probability to reach something from where a run is, checked on runs of tasks that were not counted. */
export interface ReachChance {
  readonly target: string;
  readonly runs: number;
  /** Places in runs (after each behavior). */
  readonly n: number;
  /** Share of places from which it was reached. */
  readonly base: number;
  /** From the start of a run. */
  readonly fromStart: number;
  readonly rows: readonly ReachRow[];
  /** Mean squared error of the probabilities, and of the base rate of the runs counted, with the difference and its interval. */
  readonly brier: number;
  readonly baseBrier: number;
  readonly gain: { readonly mean: number; readonly interval: Interval };
  /** How much of the chain's distance from the base rate was believed, mean over parts, 0–1. */
  readonly weight: number;
  /** Places by probability, in five parts of equal number. */
  readonly calibration: readonly { readonly n: number; readonly chance: number; readonly reached: number; readonly interval: Interval }[]; // prettier-ignore
}

/** A run up to where the target is reached or it ends. */
interface ReachRun {
  readonly task: number;
  readonly codes: Int32Array;
  readonly reached: boolean;
}

/** A place in a run that was not counted. */
interface Place {
  readonly task: number;
  readonly chance: number;
  readonly base: number;
  readonly reached: number;
}

const PARTS = 5;
const WEIGHTS = [0, 0.25, 0.5, 0.75, 1];

/**
 * The probability to reach a target from each behavior: an absorbing Markov chain of order 1 over behaviors, with the start of the run, in
 * which the target and the end absorb. Out of sample the chain's probability is drawn towards the base rate as far as a part of the runs
 * that was not counted asks for.
 *
 * @param target - `failure` or `success` (runs whose end nobody told are left out), or a behavior of the alphabet, to be reached next
 * @returns undefined with fewer than three runs
 * @throws EthogramError `bad-argument` for a target that is none of these
 */
export function reachChance(
  set: SequenceSet,
  target: string,
  { most = 60, seed = 1 }: { readonly most?: number; readonly seed?: number } = {},
): ReachChance | undefined {
  const isEnd = target === 'failure' || target === 'success';
  const place = isEnd ? -1 : targetPlace(set, target);
  const name = place === -1 ? target : set.alphabet[place]!;
  const sequences = isEnd ? set.sequences.filter(({ success }) => success !== undefined) : set.sequences;
  const { states, folds } = taskFolds({ ...set, sequences }, { parts: PARTS, most, seed });
  if (folds.length < 3) return undefined;
  const goal = place === -1 ? -1 : states.indexOf(name);
  const parts = folds.map((fold) => fold.map((run) => reachRun(run, { target, goal })));
  const size = states.length;
  const places: Place[] = [];
  let weights = 0;
  for (const [part, test] of parts.entries()) {
    const next = (part + 1) % parts.length;
    const learned = parts.filter((_, i) => i !== part && i !== next).flat();
    const weight = chooseWeight(placesOf(parts[next]!, learned, { size, goal, weight: 1 }));
    weights += weight;
    for (const found of placesOf(test, [...learned, ...parts[next]!], { size, goal, weight })) places.push(found);
  }
  const all = parts.flat();
  const chain = chainOf(all, size, goal);
  const rows = states.flatMap((behavior, state): ReachRow[] => {
    if (state === goal) return [];
    const sums = tally(all.map(({ task, codes, reached }) => ({ task, n: codes.reduce((n, code) => n + Number(code === state), 0), reached }))); // prettier-ignore
    const n = sums.reduce((sum, one) => sum + one.n, 0);
    if (n === 0) return [];
    const { mean, interval } = meanPerEvent(sums, ({ hits }) => hits);
    return [{ behavior, n, chance: chain[state]!, reached: mean, interval: within(interval) }];
  });
  const errors = tallyErrors(places);
  const gain = meanPerEvent(errors, ({ base, own }) => base - own);
  return {
    target: name,
    runs: all.length,
    n: places.length,
    base: places.reduce((sum, { reached }) => sum + reached, 0) / places.length,
    fromStart: chain[size]!,
    rows: rows.toSorted((a, b) => b.chance - a.chance || (a.behavior < b.behavior ? -1 : 1)),
    brier: errors.reduce((sum, { own }) => sum + own, 0) / places.length,
    baseBrier: errors.reduce((sum, { base }) => sum + base, 0) / places.length,
    gain,
    weight: weights / parts.length,
    calibration: calibrationOf(places),
  };
}

function targetPlace({ alphabet }: SequenceSet, target: string): number {
  const place = alphabet.findIndex((name) => name === target || name.endsWith(`/${target}`));
  if (place !== -1) return place;
  throw new EthogramError('bad-argument', `--reach: found "${target}", expected failure, success or a behavior`, {
    hint: 'ethogram analyse time-budget lists the behaviors that were found',
  });
}

function reachRun({ codes, sequence, task }: CodedRun, { target, goal }: { target: string; goal: number }): ReachRun {
  if (goal === -1) return { task, codes, reached: sequence.success === (target === 'success') };
  const at = codes.indexOf(goal);
  return { task, codes: at === -1 ? codes : codes.subarray(0, at), reached: at !== -1 };
}

/** Per state, and last from the start, the probability to reach the target. */
function chainOf(runs: readonly ReachRun[], size: number, goal: number): Float64Array {
  const rows = Array.from({ length: size + 1 }, () => new Float64Array(size + 1));
  const ends = new Float64Array(size + 1);
  const n = new Float64Array(size + 1);
  let base = 0;
  for (const { codes, reached } of runs) {
    let from = size;
    if (reached) base++;
    for (const to of codes) {
      n[from]!++;
      rows[from]![to]!++;
      from = to;
    }
    n[from]!++;
    if (reached) ends[from]!++;
  }
  const rate = (base + 1) / (runs.length + 2);
  for (const [from, row] of rows.entries()) {
    // One visit more that ends as runs do: a behavior seen once or never tells nothing.
    for (let to = 0; to <= size; to++) row[to]! /= n[from]! + 1;
    ends[from] = (ends[from]! + rate) / (n[from]! + 1);
  }
  const chances = absorptionChance(rows, ends);
  if (goal !== -1) chances[goal] = 1;
  return chances;
}

function placesOf(
  test: readonly ReachRun[],
  learned: readonly ReachRun[],
  { size, goal, weight }: { readonly size: number; readonly goal: number; readonly weight: number },
): Place[] {
  const chain = chainOf(learned, size, goal);
  let hits = 1;
  let all = 2;
  for (const { codes, reached } of learned) {
    all += codes.length;
    if (reached) hits += codes.length;
  }
  const base = hits / all;
  return test.flatMap(({ task, codes, reached }) =>
    Array.from(codes, (code) => ({
      task,
      base,
      chance: base + weight * (chain[code]! - base),
      reached: Number(reached),
    })),
  );
}

function chooseWeight(places: readonly Place[]): number {
  const errors = WEIGHTS.map((weight) =>
    places.reduce((sum, { base, chance, reached }) => sum + (base + weight * (chance - base) - reached) ** 2, 0),
  );
  return WEIGHTS[errors.indexOf(Math.min(...errors))]!;
}

function tally(
  visits: readonly { readonly task: number; readonly n: number; readonly reached: boolean }[],
): { n: number; hits: number }[] {
  const sums: { n: number; hits: number }[] = [];
  for (const { task, n, reached } of visits) {
    const sum = (sums[task] ??= { n: 0, hits: 0 });
    sum.n += n;
    if (reached) sum.hits += n;
  }
  return sums.filter(() => true);
}

function tallyErrors(places: readonly Place[]): { n: number; own: number; base: number }[] {
  const sums: { n: number; own: number; base: number }[] = [];
  for (const { task, chance, base, reached } of places) {
    const sum = (sums[task] ??= { n: 0, own: 0, base: 0 });
    sum.n++;
    sum.own += (chance - reached) ** 2;
    sum.base += (base - reached) ** 2;
  }
  return sums.filter(() => true);
}

function calibrationOf(places: readonly Place[]): ReachChance['calibration'] {
  const sorted = places.toSorted((a, b) => a.chance - b.chance);
  const parts = Array.from({ length: 5 }, (_, i) =>
    sorted.slice(Math.floor((i * sorted.length) / 5), Math.floor(((i + 1) * sorted.length) / 5)),
  );
  return parts
    .filter((part) => part.length > 0)
    .map((part) => {
      const sums = tally(part.map(({ task, reached }) => ({ task, n: 1, reached: reached === 1 })));
      const { mean, interval } = meanPerEvent(sums, ({ hits }) => hits);
      const chance = part.reduce((sum, place) => sum + place.chance, 0) / part.length;
      return { n: part.length, chance, reached: mean, interval: within(interval) };
    });
}

function within([low, high]: Interval): Interval {
  return [Math.max(0, low), Math.min(1, high)];
}
