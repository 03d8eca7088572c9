import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { FEATURE_VIEWS, type FeatureRow, type FeatureSpace, type FeatureView } from './feature-space.ts';

/** Runs that a person accepted and rejected, by their places. */
export interface GuidedLabels {
  readonly accepted: readonly number[];
  readonly rejected: readonly number[];
}

/** A slice grown from a handful of runs. */
export interface GrownSlice {
  /** Per run, the logarithm of how much likelier it is one of the accepted than one of the rejected, were both as frequent. */
  readonly scores: Float64Array;
  /** Per feature, what having it adds to that. */
  readonly weights: Float64Array;
}

/** Learns from some of the labelled runs to score all of them; see {@link sliceLearner}. */
export type SliceLearner = (learned: readonly boolean[]) => Float64Array;

// A run has length 1. From a fifth to twice as much nothing was gained or lost on attacks in AgentDojo.
const RIDGE = 0.5;
// Where what is left out is told no better than by chance, scores still have an order, and say next to nothing.
const LEAST_SLOPE = 0.05;

/** What the labelled runs teach. */
interface Lesson {
  /** Places among the labelled runs, and what likeness to each adds to a score. */
  readonly own: readonly number[];
  readonly parts: Float64Array;
  /** From a score to its logarithm of odds: `slope · (score − middle)`. */
  readonly slope: number;
  readonly middle: number;
}

/**
 * Grows a slice in the space of behaviors, calls and words: ridge regression among the labelled runs, both kinds weighing alike, in a space whose
 * origin is the mean of all runs. Its scores become odds by what each labelled run scores when it is left out: two normal distributions as
 * wide, of which the middle is the boundary.
 *
 * @returns scores above 0 are more like what was accepted
 * @see Hastie, Tibshirani & Friedman 2009, §5.8.2 (regression among the runs) and §4.3 (odds of two normal distributions)
 */
export function growSlice(space: FeatureSpace, labels: GuidedLabels): GrownSlice {
  const { runs, isAccepted, kernel, mean } = labelled(space, labels);
  const { parts, slope, middle } = learn(kernel, isAccepted, [...runs.keys()]);
  const weights = new Float64Array(space.names.length);
  for (const [i, run] of runs.entries()) {
    const { at, values } = space.rows[run]!;
    for (let k = 0; k < at.length; k++) weights[at[k]!]! += slope * parts[i]! * values[k]!;
  }
  const total = slope * parts.reduce((sum, part) => sum + part, 0);
  for (const feature of weights.keys()) weights[feature]! -= total * mean[feature]!;
  const origin = mean.reduce((sum, value, feature) => sum + value * weights[feature]!, 0);
  return { scores: Float64Array.from(space.rows, (row) => product(row, weights) - origin - slope * middle), weights };
}

/**
 * Learns from some of the labelled runs and scores all of them: those left out are told without having been seen.
 *
 * @param views - of the space only these
 * @returns a function of which labelled runs to learn from (accepted first, then rejected; both kinds must be among them) to scores in that order
 */
export function sliceLearner(
  space: FeatureSpace,
  labels: GuidedLabels,
  views: readonly FeatureView[] = FEATURE_VIEWS,
): SliceLearner {
  const { runs, isAccepted, kernel } = labelled(space, labels, views);
  return (learned) => {
    const { own, parts, slope, middle } = learn(kernel, isAccepted, [...runs.keys()].filter((i) => learned[i])); // prettier-ignore
    return Float64Array.from(runs, (_, i) => slope * (own.reduce((sum, j, k) => sum + parts[k]! * kernel.get(i, j), 0) - middle)); // prettier-ignore
  };
}

/** The labelled runs, accepted first, and how alike any two are, seen from the mean of all runs. */
function labelled(space: FeatureSpace, { accepted, rejected }: GuidedLabels, views: readonly FeatureView[] = FEATURE_VIEWS) {
  const { names, rows, present } = space;
  const wanted = FEATURE_VIEWS.map((view) => views.includes(view));
  const isWanted = (feature: number): boolean => wanted[space.views[feature]!]!;
  // Fewer views are brought to the length that all have together.
  const scale = present.length / Math.max(1, present.filter((view) => wanted[view]).length);
  const mean = new Float64Array(names.length);
  for (const { at, values } of rows) for (let k = 0; k < at.length; k++) mean[at[k]!]! += values[k]! / rows.length;
  for (const feature of mean.keys()) if (!isWanted(feature)) mean[feature] = 0;
  const middle = mean.reduce((sum, value) => sum + value * value, 0);
  const runs = [...accepted, ...rejected];
  const toMean = runs.map((run) => product(rows[run]!, mean));
  const kernel = Matrix.zeros(runs.length, runs.length);
  const dense = new Float64Array(names.length);
  for (const [i, run] of runs.entries()) {
    const { at, values } = rows[run]!;
    for (let k = 0; k < at.length; k++) if (isWanted(at[k]!)) dense[at[k]!] = values[k]!;
    for (let j = 0; j <= i; j++) {
      const alike = scale * (product(rows[runs[j]!]!, dense) - toMean[i]! - toMean[j]! + middle);
      kernel.set(i, j, alike);
      kernel.set(j, i, alike);
    }
    for (const feature of at) dense[feature] = 0;
  }
  return { runs, isAccepted: runs.map((_, i) => i < accepted.length), kernel, mean };
} // prettier-ignore

function learn(kernel: Matrix, isAccepted: readonly boolean[], own: readonly number[]): Lesson {
  const n = own.length;
  const accepted = own.filter((i) => isAccepted[i]).length;
  const among = kernel.selection([...own], [...own]);
  // The rarer kind is held less close to nothing.
  for (const [k, i] of own.entries()) among.set(k, k, among.get(k, k) + (RIDGE * 2 * (isAccepted[i] ? accepted : n - accepted)) / n); // prettier-ignore
  const inverse = new CholeskyDecomposition(among).solve(Matrix.eye(n, n));
  const parts = Float64Array.from(own, (_, k) => own.reduce((sum, j, l) => sum + inverse.get(k, l) * (isAccepted[j] ? 1 : -1), 0)); // prettier-ignore
  // What each scores when it is left out, without learning again.
  const leftOut = own.map((i, k) => (isAccepted[i] ? 1 : -1) - parts[k]! / inverse.get(k, k));
  const means = [true, false].map((kind) => meanOf(leftOut.filter((_, k) => isAccepted[own[k]!] === kind)));
  const squares = own.reduce((sum, i, k) => sum + (leftOut[k]! - means[isAccepted[i] ? 0 : 1]!) ** 2, 0);
  const variance = Math.max(1e-6, squares / Math.max(1, n - 2));
  const slope = Math.max(LEAST_SLOPE / Math.sqrt(variance), (means[0]! - means[1]!) / variance);
  return { own, parts, slope, middle: (means[0]! + means[1]!) / 2 };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function product({ at, values }: FeatureRow, dense: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < at.length; k++) sum += values[k]! * dense[at[k]!]!;
  return sum;
}
