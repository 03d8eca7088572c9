import { qt } from 'lib-r-math.js';
import type { Interval } from '../../core/rate-interval.ts';

/** A predictor's chances where it was sure to some degree, and how often it was right. */
export interface ConfidenceBin {
  readonly n: number;
  /** Mean probability of what it named first. */
  readonly confidence: number;
  /** Share of those that came, 0–1. */
  readonly correct: number;
}

/** How well what comes next was told, over events that the predictor had not seen. */
export interface NextScores {
  /** Events predicted. */
  readonly n: number;
  /** Mean of −log₂ of the probability given to what came. */
  readonly bitsPerEvent: number;
  /** 95%, tasks being what varies. */
  readonly bitsInterval: Interval;
  /** Share in which what came was named first. */
  readonly top1: number;
  readonly top1Interval: Interval;
  /** Share in which it was among the first three. */
  readonly top3: number;
  /** Mean over behaviors of the share of their occurrences that was named first. */
  readonly macroRecall: number;
  /** The same weighted by how often they occur, which is `top1`. */
  readonly weightedRecall: number;
  /** Mean squared distance between the probabilities and what came, 0–2. */
  readonly brier: number;
  /** Mean distance between confidence and being right, over ten bins of confidence. */
  readonly calibrationError: number;
  readonly calibration: readonly ConfidenceBin[];
  /** Behaviors that make less than 1% of all events. */
  readonly rare: { readonly n: number; readonly recall: number; readonly top3: number; readonly bitsPerEvent: number };
}

/** Sums of one task. */
export interface TaskSums {
  n: number;
  bits: number;
  top1: number;
}

/** Running sums of a predictor. */
export interface ScoreTally {
  /** Counts one prediction: the probabilities of all behaviors, what came, and the number of its task. */
  add(distribution: Float64Array, actual: number, task: number): void;
  scores(): NextScores;
  /** By number of task. */
  readonly tasks: readonly TaskSums[];
}

const BINS = 10;
const RARE = 0.01;

/** An empty {@link ScoreTally} for so many behaviors and tasks. */
export function scoreTally(size: number, taskCount: number): ScoreTally {
  const tasks = Array.from({ length: taskCount }, (): TaskSums => ({ n: 0, bits: 0, top1: 0 }));
  const came = new Float64Array(size);
  const first = new Float64Array(size);
  const third = new Float64Array(size);
  const bits = new Float64Array(size);
  const bins = Array.from({ length: BINS }, () => ({ n: 0, confidence: 0, correct: 0 }));
  let brier = 0;
  const add = (distribution: Float64Array, actual: number, task: number): void => {
    const p = distribution[actual]!;
    let rank = 0;
    let best = 0;
    let squares = 0;
    for (let code = 0; code < size; code++) {
      const other = distribution[code]!;
      squares += other * other;
      if (other > best) best = other;
      // Of behaviors that are equally likely the first of the alphabet is named first.
      if (other > p || (other === p && code < actual)) rank++;
    }
    const surprise = -Math.log2(Math.max(p, Number.MIN_VALUE));
    brier += 1 - 2 * p + squares;
    came[actual]!++;
    bits[actual]! += surprise;
    if (rank === 0) first[actual]!++;
    if (rank < 3) third[actual]!++;
    const bin = bins[Math.min(BINS - 1, Math.floor(best * BINS))]!;
    bin.n++;
    bin.confidence += best;
    const sums = tasks[task]!;
    sums.n++;
    sums.bits += surprise;
    if (rank === 0) {
      bin.correct++;
      sums.top1++;
    }
  };
  const scores = (): NextScores => {
    const sum = (values: Float64Array, of: (code: number) => boolean = () => true): number =>
      values.reduce((all, value, code) => (of(code) ? all + value : all), 0);
    const n = sum(came);
    const isRare = (code: number): boolean => came[code]! < RARE * n;
    const rare = sum(came, isRare);
    const recalls = Array.from(came, (all, code) => (all === 0 ? undefined : first[code]! / all)).filter((recall) => recall !== undefined); // prettier-ignore
    const calibration = bins
      .filter((bin) => bin.n > 0)
      .map((bin) => ({ n: bin.n, confidence: bin.confidence / bin.n, correct: bin.correct / bin.n }));
    return {
      n,
      bitsPerEvent: sum(bits) / n,
      bitsInterval: meanPerEvent(tasks, (task) => task.bits).interval,
      top1: sum(first) / n,
      top1Interval: meanPerEvent(tasks, (task) => task.top1).interval,
      top3: sum(third) / n,
      macroRecall: recalls.reduce((all, recall) => all + recall, 0) / Math.max(1, recalls.length),
      weightedRecall: sum(first) / n,
      brier: brier / n,
      calibrationError: calibration.reduce((all, bin) => all + bin.n * Math.abs(bin.confidence - bin.correct), 0) / n,
      calibration,
      rare: {
        n: rare,
        recall: sum(first, isRare) / Math.max(1, rare),
        top3: sum(third, isRare) / Math.max(1, rare),
        bitsPerEvent: sum(bits, isRare) / Math.max(1, rare),
      },
    };
  };
  return { add, scores, tasks };
}

/**
 * A mean per event with its 95% interval, tasks being what was drawn: the linearised variance of a ratio of sums over tasks, and
 * Student's t.
 *
 * @param clusters - one per task, with how many events
 * @param sum - the sum over a task's events
 * @returns the interval is infinite with fewer than two tasks
 * @see Cochran 1977, §2.11
 */
export function meanPerEvent<T extends { readonly n: number }>(
  clusters: readonly T[],
  sum: (cluster: T, index: number) => number,
): { readonly mean: number; readonly interval: Interval } {
  let n = 0;
  let all = 0;
  let used = 0;
  for (const [i, cluster] of clusters.entries()) {
    if (cluster.n === 0) continue;
    used++;
    n += cluster.n;
    all += sum(cluster, i);
  }
  const mean = n === 0 ? 0 : all / n;
  if (used < 2) return { mean, interval: [-Infinity, Infinity] };
  let squares = 0;
  for (const [i, cluster] of clusters.entries()) {
    if (cluster.n > 0) squares += (sum(cluster, i) - mean * cluster.n) ** 2;
  }
  const half = (qt(0.975, used - 1) * Math.sqrt((squares * used) / (used - 1))) / n;
  return { mean, interval: [mean - half, mean + half] };
}
