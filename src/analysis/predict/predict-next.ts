import type { Interval } from '../../core/rate-interval.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { contextModel, type CodedRun, type ContextModel } from './context-model.ts';
import { meanPerEvent, scoreTally, type NextScores, type ScoreTally } from './next-scores.ts';
import { surprises, type Surprise } from './surprises.ts';
import { mixtureShares } from './mixture-shares.ts';
import { runMemory } from './run-memory.ts';
import { taskFolds } from './task-folds.ts';
import { wittenBell, type WittenBell } from './witten-bell.ts';

/** How to predict. */
export interface PredictOptions {
  /** Contexts of exactly this length at most, instead of the length that held-out runs choose. */
  readonly order?: number;
  /** Longest context that is tried; default 5. */
  readonly mostOrder?: number;
  /** Behaviors beyond the most frequent so many are one; default 200. */
  readonly most?: number;
  readonly seed?: number;
}

/** How well the next behavior can be told, always on runs of tasks that the predictor had not seen. */
export interface NextPrediction extends NextScores {
  /** Length of contexts, the one that most parts chose. */
  readonly order: number;
  /** `order`: what came before alone; `context`: mixed with what else is known of the run, because that was better on held-out runs. */
  readonly model: 'order' | 'context';
  readonly states: readonly string[];
  /** Those predicted: all, unless there are very many events; counts are learned from all of them. */
  readonly runs: number;
  readonly tasks: number;
  /** Bits per event of the parts that chose the order, from order 0. */
  readonly orders: readonly number[];
  /** Contexts alone, whether or not they are what is reported. */
  readonly contexts: NextScores;
  /** Mixed with what else is known, with the same again, and with what the run has done so far. Undefined when an order was given. */
  readonly context?: NextScores & { readonly weights: MixtureWeights };
  readonly baselines: { readonly marginal: NextScores; readonly repeat: NextScores; readonly order1: NextScores };
  /** Bits per event fewer than the best baseline, with 95% interval. */
  readonly gain: { readonly over: string; readonly bits: number; readonly interval: Interval };
  /** What came least expected, most surprising first. */
  readonly surprises: readonly Surprise[];
}

/** Shares in the mixture, summing to 1; mean over parts. */
export interface MixtureWeights {
  readonly contexts: number;
  readonly context: number;
  readonly repeat: number;
  /** Counts of the run itself. */
  readonly memory: number;
}

const PARTS = 5;
const PASSES = 2;
/** Events that are predicted, and of each part that chooses: more of them make intervals that are narrow already narrower, and cost time. */
const MOST_TRIED = 100_000;
const MOST_CHOOSERS = 20_000;
/** Bits per event by which the richer model must be better where it is chosen, since it is harder to understand. */
const WORTH = 0.01;

/**
 * Predicts every event from what its run did before it, by a predictor learned from other tasks: runs are divided by task into five parts;
 * each is predicted by counts of three others, after the fifth chose how long contexts are (`wittenBell`) and in which
 * shares to mix them with what else is known of the run (`contextModel`), with the same again and with counts of the run itself (`runMemory`), and was then counted, too. Of more than
 * 100,000 events those of so many tasks are predicted that it takes.
 *
 * @returns undefined with fewer than three runs in which anything happened
 */
export function predictNext(
  set: SequenceSet,
  { order, mostOrder = 5, most = 200, seed = 1 }: PredictOptions = {},
): NextPrediction | undefined {
  const { states, folds, tasks } = taskFolds(set, { parts: PARTS, most, seed });
  if (folds.length < 3) return undefined;
  const size = states.length;
  const tallyOf = (): ScoreTally => scoreTally(size, tasks);
  const tallies = {
    marginal: tallyOf(),
    repeat: tallyOf(),
    order1: tallyOf(),
    contexts: tallyOf(),
    context: tallyOf(),
  };
  const unlikely = { contexts: surprises(states), context: surprises(states) };
  const bits = new Float64Array(order === undefined ? mostOrder + 1 : 0);
  const chosen: { order: number; weights: Float64Array; better: number }[] = [];
  let choosers = 0;
  let runs = 0;
  for (const [part, fold] of folds.entries()) {
    const test = firstTasks(fold, MOST_TRIED / folds.length);
    runs += test.length;
    const other = folds[(part + 1) % folds.length]!;
    const chooser = firstTasks(other, MOST_CHOOSERS);
    const learned = folds.filter((_, i) => i !== part && i !== (part + 1) % folds.length).flat();
    const counts = wittenBell(size, order ?? mostOrder);
    for (const { codes } of learned) counts.add(codes);
    for (const { codes } of chooser) choosers += codes.length;
    const best = order ?? chooseOrder(counts, chooser, bits);
    const richer = order === undefined ? contextModel(size, seed) : undefined;
    richer?.learn(learned, PASSES);
    const predictors = { counts, order: best, richer, size };
    const choice = chooseMixture(chooser, { ...predictors, again: repeatRate(learned) });
    chosen.push({ order: best, ...choice });
    for (const { codes } of other) counts.add(codes);
    richer?.learn(other, 1);
    const again = repeatRate([...learned, ...other]);
    predictPart(test, { ...predictors, again, weights: choice.weights, tallies, unlikely });
  }
  const orderChosen = mostOf(chosen.map((choice) => choice.order));
  const share = (i: number): number => chosen.reduce((sum, { weights }) => sum + weights[i]!, 0) / chosen.length;
  const weights: MixtureWeights = { contexts: share(0), context: share(1), repeat: share(2), memory: share(3) };
  const better = chosen.reduce((sum, choice) => sum + choice.better, 0) / choosers;
  const model = better > WORTH ? 'context' : 'order';
  const contexts = tallies.contexts.scores();
  const context = order === undefined ? { ...tallies.context.scores(), weights } : undefined;
  const baselines = {
    marginal: tallies.marginal.scores(),
    repeat: tallies.repeat.scores(),
    order1: tallies.order1.scores(),
  };
  const names = ['marginal', 'repeat', 'order1'] as const;
  const over = names.reduce((a, b) => (baselines[b].bitsPerEvent < baselines[a].bitsPerEvent ? b : a));
  const gained = meanPerEvent(tallies[over].tasks, ({ bits: sum }, task) => sum - tallies[model === 'context' ? 'context' : 'contexts'].tasks[task]!.bits); // prettier-ignore
  const { weights: _, ...reported } = { weights, ...(model === 'context' ? context! : contexts) };
  return {
    order: orderChosen,
    model,
    ...reported,
    states,
    runs,
    tasks: tallies.marginal.tasks.filter(({ n }) => n > 0).length,
    orders: Array.from(bits, (sum) => sum / choosers),
    contexts,
    ...(context !== undefined && { context }),
    baselines,
    gain: { over: over === 'order1' ? 'order 1' : over, bits: gained.mean, interval: gained.interval },
    surprises: unlikely[model === 'context' ? 'context' : 'contexts'].list(),
  };
}

/** The runs of the first tasks of a part, which are in no order, until there are so many events. */
function firstTasks(runs: readonly CodedRun[], most: number): readonly CodedRun[] {
  let events = 0;
  const end = runs.findIndex(({ codes, task }, at) => {
    const isNext = events >= most && task !== runs[at - 1]!.task;
    events += codes.length;
    return isNext;
  });
  return end < 0 ? runs : runs.slice(0, end);
}

/** The order with the fewest bits on runs the counts have not seen; adds the bits of all orders to `bits`. */
function chooseOrder(counts: WittenBell, runs: readonly CodedRun[], bits: Float64Array): number {
  const own = new Float64Array(bits.length);
  const p = new Float64Array(bits.length);
  for (const { codes } of runs) {
    for (let at = 0; at < codes.length; at++) {
      counts.probabilities(codes, at, p);
      for (let order = 0; order < p.length; order++) own[order]! -= Math.log2(p[order]!);
    }
  }
  for (let order = 0; order < own.length; order++) bits[order]! += own[order]!;
  return own.reduce((best, sum, order) => (sum < own[best]! - 1e-9 ? order : best), 0);
}

/** Contexts, what else is known, the same again, and what the run has done. */
const MIXED = 4;

/** What predicts the events of one part. */
interface Predictors {
  readonly counts: WittenBell;
  readonly order: number;
  readonly richer: ContextModel | undefined;
  readonly size: number;
  /** How often a behavior comes again at once. */
  readonly again: number;
}

/** The shares that make runs likeliest that were not counted, and how many bits they save beside contexts alone. */
function chooseMixture(
  runs: readonly CodedRun[],
  { counts, order, richer, size, again }: Predictors,
): { weights: Float64Array; better: number } {
  if (richer === undefined) return { weights: Float64Array.of(1, 0, 0, 0), better: 0 };
  const events = runs.reduce((sum, { codes }) => sum + codes.length, 0);
  const told = new Float64Array(MIXED * events);
  const p = new Float64Array(size);
  const other = new Float64Array(size);
  const own = new Float64Array(size);
  const memory = runMemory(size);
  const marginal = new Float64Array(size);
  counts.distribution([], 0, 0, marginal);
  let event = 0;
  for (const run of runs) {
    memory.start();
    for (let at = 0; at < run.codes.length; at++) {
      const actual = run.codes[at]!;
      counts.distribution(run.codes, at, order, p);
      richer.distribution(richer.featuresAt(run, at), other);
      memory.distribution(p, own);
      memory.see(actual);
      told[event++] = p[actual]!;
      told[event++] = other[actual]!;
      const same = at > 0 && run.codes[at - 1] === actual ? again : 0;
      told[event++] = at === 0 ? marginal[actual]! : same + (1 - again) * marginal[actual]!;
      told[event++] = own[actual]!;
    }
  }
  const { shares, bits } = mixtureShares(told, MIXED);
  let alone = 0;
  for (let i = 0; i < told.length; i += MIXED) alone -= Math.log2(told[i]!);
  return { weights: shares, better: alone - bits };
}

function predictPart(
  test: readonly CodedRun[],
  {
    counts,
    order,
    richer,
    weights,
    again,
    size,
    tallies,
    unlikely,
  }: Predictors & {
    readonly weights: Float64Array;
    readonly tallies: Readonly<Record<'marginal' | 'repeat' | 'order1' | 'contexts' | 'context', ScoreTally>>;
    readonly unlikely: Readonly<Record<'contexts' | 'context', ReturnType<typeof surprises>>>;
  },
): void {
  const p = new Float64Array(size);
  const same = new Float64Array(size);
  const other = new Float64Array(size);
  const own = new Float64Array(size);
  const memory = runMemory(size);
  const marginal = new Float64Array(size);
  counts.distribution([], 0, 0, marginal);
  const [contexts = 0, known = 0, repeat = 0, remembered = 0] = weights;
  for (const run of test) {
    const { codes, task } = run;
    memory.start();
    for (let at = 0; at < codes.length; at++) {
      const actual = codes[at]!;
      tallies.marginal.add(marginal, actual, task);
      repeating(marginal, at === 0 ? undefined : codes[at - 1]!, again, same);
      tallies.repeat.add(same, actual, task);
      counts.distribution(codes, at, 1, p);
      tallies.order1.add(p, actual, task);
      counts.distribution(codes, at, order, p);
      tallies.contexts.add(p, actual, task);
      unlikely.contexts.see(run, at, p);
      if (richer === undefined) continue;
      richer.distribution(richer.featuresAt(run, at), other);
      memory.distribution(p, own);
      memory.see(actual);
      for (let code = 0; code < size; code++) {
        p[code] = contexts * p[code]! + known * other[code]! + repeat * same[code]! + remembered * own[code]!;
      }
      tallies.context.add(p, actual, task);
      unlikely.context.see(run, at, p);
    }
  }
}

/** How often a behavior comes again at once. */
function repeatRate(runs: readonly CodedRun[]): number {
  let again = 1;
  let all = 2;
  for (const { codes } of runs) {
    for (let at = 1; at < codes.length; at++) {
      all++;
      if (codes[at] === codes[at - 1]) again++;
    }
  }
  return again / all;
}

/** The last again, or any by how frequent it is. */
function repeating(marginal: Float64Array, last: number | undefined, again: number, into: Float64Array): void {
  into.set(marginal);
  if (last === undefined) return;
  for (let code = 0; code < into.length; code++) into[code]! *= 1 - again;
  into[last]! += again;
}

/** The most common number; of equally common ones the smallest. */
function mostOf(values: readonly number[]): number {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts].toSorted(([a, x], [b, y]) => y.length - x.length || a - b)[0]![0];
}
