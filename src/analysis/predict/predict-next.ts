import type { Interval } from '../../core/rate-interval.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { contextModel, type CodedRun, type ContextModel } from './context-model.ts';
import { meanPerEvent, scoreTally, type NextScores, type ScoreTally } from './next-scores.ts';
import { surprises, type Surprise } from './surprises.ts';
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
  readonly runs: number;
  readonly tasks: number;
  /** Bits per event of the parts that chose the order, from order 0. */
  readonly orders: readonly number[];
  /** Contexts alone, whether or not they are what is reported. */
  readonly contexts: NextScores;
  /** Mixed with what else is known; `weight` is its share in the mixture, 0–1, mean over parts. Undefined when an order was given. */
  readonly context?: NextScores & { readonly weight: number };
  readonly baselines: { readonly marginal: NextScores; readonly repeat: NextScores; readonly order1: NextScores };
  /** Bits per event fewer than the best baseline, with 95% interval. */
  readonly gain: { readonly over: string; readonly bits: number; readonly interval: Interval };
  /** What came least expected, most surprising first. */
  readonly surprises: readonly Surprise[];
}

const PARTS = 5;
const PASSES = 2;
const WEIGHTS = [0, 0.25, 0.5, 0.75, 1];
/** Bits per event by which the richer model must be better where it is chosen, since it is harder to understand. */
const WORTH = 0.01;

/**
 * Predicts every event from what its run did before it, by a predictor learned from other tasks: runs are divided by task into five parts;
 * each is predicted by counts of three others, after the fifth chose how long contexts are (`wittenBell`) and how much to mix in of
 * what else is known of the run (`contextModel`), and was then counted, too.
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
  const tallies = { marginal: tallyOf(), repeat: tallyOf(), order1: tallyOf(), contexts: tallyOf(), context: tallyOf() };
  const unlikely = { contexts: surprises(states), context: surprises(states) };
  const bits = new Float64Array(order === undefined ? mostOrder + 1 : 0);
  const chosen: { order: number; weight: number; better: number }[] = [];
  let choosers = 0;
  for (const [part, test] of folds.entries()) {
    const chooser = folds[(part + 1) % folds.length]!;
    const learned = folds.filter((_, i) => i !== part && i !== (part + 1) % folds.length).flat();
    const counts = wittenBell(size, order ?? mostOrder);
    for (const { codes } of learned) counts.add(codes);
    for (const { codes } of chooser) choosers += codes.length;
    const best = order ?? chooseOrder(counts, chooser, bits);
    const richer = order === undefined ? contextModel(size, seed) : undefined;
    richer?.learn(learned, PASSES);
    const choice = richer === undefined ? { weight: 0, better: 0 } : chooseWeight(counts, best, richer, chooser, size);
    chosen.push({ order: best, ...choice });
    for (const { codes } of chooser) counts.add(codes);
    richer?.learn(chooser, 1);
    predictPart(test, { counts, order: best, weight: choice.weight, size, tallies, unlikely, ...(richer && { richer }) });
  }
  const orderChosen = mostOf(chosen.map((choice) => choice.order));
  const weight = chosen.reduce((sum, choice) => sum + choice.weight, 0) / chosen.length;
  const better = chosen.reduce((sum, choice) => sum + choice.better, 0) / choosers;
  const model = better > WORTH ? 'context' : 'order';
  const contexts = tallies.contexts.scores();
  const context = order === undefined ? { ...tallies.context.scores(), weight } : undefined;
  const baselines = {
    marginal: tallies.marginal.scores(),
    repeat: tallies.repeat.scores(),
    order1: tallies.order1.scores(),
  };
  const names = ['marginal', 'repeat', 'order1'] as const;
  const over = names.reduce((a, b) => (baselines[b].bitsPerEvent < baselines[a].bitsPerEvent ? b : a));
  const gained = meanPerEvent(tallies[over].tasks, ({ bits: sum }, task) => sum - tallies[model === 'context' ? 'context' : 'contexts'].tasks[task]!.bits); // prettier-ignore
  const { weight: _, ...reported } = model === 'context' ? context! : { ...contexts, weight };
  return {
    order: orderChosen,
    model,
    ...reported,
    states,
    runs: folds.reduce((sum, fold) => sum + fold.length, 0),
    tasks,
    orders: Array.from(bits, (sum) => sum / choosers),
    contexts,
    ...(context !== undefined && { context }),
    baselines,
    gain: { over: over === 'order1' ? 'order 1' : over, bits: gained.mean, interval: gained.interval },
    surprises: unlikely[model === 'context' ? 'context' : 'contexts'].list(),
  };
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

/** The share of the richer model in the mixture that leaves the fewest bits, and how many bits that saves. */
function chooseWeight(
  counts: WittenBell,
  order: number,
  richer: ContextModel,
  runs: readonly CodedRun[],
  size: number,
): { weight: number; better: number } {
  const bits = new Float64Array(WEIGHTS.length);
  const p = new Float64Array(order + 1);
  const other = new Float64Array(size);
  for (const run of runs) {
    for (let at = 0; at < run.codes.length; at++) {
      counts.probabilities(run.codes, at, p);
      richer.distribution(richer.featuresAt(run, at), other);
      const two = other[run.codes[at]!]!;
      for (const [i, weight] of WEIGHTS.entries()) {
        bits[i]! -= Math.log2(Math.max(Number.MIN_VALUE, (1 - weight) * p[order]! + weight * two));
      }
    }
  }
  const best = bits.reduce((least, sum, i) => (sum < bits[least]! ? i : least), 0);
  return { weight: WEIGHTS[best]!, better: bits[0]! - bits[best]! };
}

function predictPart(
  test: readonly CodedRun[],
  {
    counts,
    order,
    richer,
    weight,
    size,
    tallies,
    unlikely,
  }: {
    readonly counts: WittenBell;
    readonly order: number;
    readonly richer?: ContextModel;
    readonly weight: number;
    readonly size: number;
    readonly tallies: Readonly<Record<'marginal' | 'repeat' | 'order1' | 'contexts' | 'context', ScoreTally>>;
    readonly unlikely: Readonly<Record<'contexts' | 'context', ReturnType<typeof surprises>>>;
  },
): void {
  const p = new Float64Array(size);
  const one = new Float64Array(size);
  const marginal = new Float64Array(size);
  counts.distribution([], 0, 0, marginal);
  const again = repeatRate(test.length === 0 ? [] : test, counts, size);
  for (const run of test) {
    const { codes, task } = run;
    for (let at = 0; at < codes.length; at++) {
      const actual = codes[at]!;
      tallies.marginal.add(marginal, actual, task);
      repeating(marginal, at === 0 ? undefined : codes[at - 1]!, again, p);
      tallies.repeat.add(p, actual, task);
      counts.distribution(codes, at, 1, p);
      tallies.order1.add(p, actual, task);
      counts.distribution(codes, at, order, p);
      tallies.contexts.add(p, actual, task);
      unlikely.contexts.see(run, at, p);
      if (richer === undefined) continue;
      if (weight > 0) {
        richer.distribution(richer.featuresAt(run, at), one);
        for (let code = 0; code < size; code++) p[code] = (1 - weight) * p[code]! + weight * one[code]!;
      }
      tallies.context.add(p, actual, task);
      unlikely.context.see(run, at, p);
    }
  }
}
