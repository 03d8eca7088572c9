/** The features of one thing that are not 0: their indices and values, in the same order. */
export interface SparseRow {
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** A fitted regression: the log odds of a row are `bias + Σ weights[at] · value`. */
export interface LogisticFit {
  readonly bias: number;
  readonly weights: Float64Array;
}

const MAX_ROUNDS = 50;
// A step that moves no weight by more than this changes no decision.
const SETTLED = 1e-6;
// Holds back the bias just enough that labels of one kind only have a solution.
const BIAS_RIDGE = 1e-3;

/**
 * Logistic regression with an L2 penalty, by Newton's method (iteratively reweighted least squares) with halved steps. Each
 * round costs the squares of the rows' numbers of features and the cube of `width`: meant for some hundred features.
 *
 * @param rows - indices below `width`
 * @param labels - one per row
 * @param ridge - half of it times the sum of squared weights is the penalty; the bias is free
 * @see Hastie, Tibshirani & Friedman 2009, §4.4.1
 */
export function fitLogistic(
  rows: readonly SparseRow[],
  labels: readonly boolean[],
  { width, ridge = 1 }: { readonly width: number; readonly ridge?: number },
): LogisticFit {
  const n = width + 1;
  // The bias is the feature at `width`, which is always 1.
  const full = rows.map(({ at, values }) => ({ at: [...at, width], values: [...values, 1] }));
  const penalty = new Float64Array(n).fill(ridge);
  penalty[width] = BIAS_RIDGE;
  let weights = new Float64Array(n);
  let loss = lossOf(weights);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { gradient, hessian } = slope(weights);
    const step = solve(hessian, gradient, n);
    let size = 1;
    let next = weights;
    let nextLoss = Number.POSITIVE_INFINITY;
    for (; size > 1e-4 && !(nextLoss <= loss); size /= 2) {
      next = weights.map((weight, k) => weight - size * step[k]!);
      nextLoss = lossOf(next);
    }
    if (!(nextLoss <= loss)) break;
    [weights, loss] = [next, nextLoss];
    if (step.every((move) => Math.abs(move) < SETTLED)) break;
  }
  return { bias: weights[width]!, weights: weights.slice(0, width) };

  function lossOf(at: Float64Array): number {
    let sum = 0;
    for (const [i, row] of full.entries()) {
      const z = dot(row, at);
      // log(1 + e^z) − y z, without overflow
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (labels[i]! ? z : 0);
    }
    for (let k = 0; k < n; k++) sum += (penalty[k]! * at[k]! ** 2) / 2;
    return sum;
  }

  function slope(from: Float64Array): { gradient: Float64Array; hessian: Float64Array } {
    const gradient = from.map((weight, k) => penalty[k]! * weight);
    const hessian = new Float64Array(n * n);
    for (let k = 0; k < n; k++) hessian[k * n + k] = penalty[k]!;
    for (const [i, { at, values }] of full.entries()) {
      const p = 1 / (1 + Math.exp(-dot(full[i]!, from)));
      const residual = p - (labels[i]! ? 1 : 0);
      for (let a = 0; a < at.length; a++) {
        gradient[at[a]!]! += residual * values[a]!;
        const scaled = p * (1 - p) * values[a]!;
        for (let b = 0; b < at.length; b++) hessian[at[a]! * n + at[b]!]! += scaled * values[b]!;
      }
    }
    return { gradient, hessian };
  }
}

function dot({ at, values }: SparseRow, weights: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < at.length; a++) sum += weights[at[a]!]! * values[a]!;
  return sum;
}

/** Solves `matrix · x = right` for a symmetric positive definite matrix (row by row), by Cholesky's factors, in place. */
function solve(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j * n + j]!;
    }
  }
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= matrix[i * n + k]! * x[k]!;
    x[i]! /= matrix[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= matrix[k * n + i]! * x[k]!;
    x[i]! /= matrix[i * n + i]!;
  }
  return x;
}
