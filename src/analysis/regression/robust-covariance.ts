import { Matrix } from 'ml-matrix';
import { clusterCount, clusterPlaces } from './cluster-count.ts';
import { crossProduct, inverseOf } from './cross-product.ts';
import type { ErrorKind } from './regression.ts';

/** What a fitted regression leaves per row. */
export interface Residuals {
  /** Columns of the (scaled) design. */
  readonly columns: readonly Float64Array[];
  /** Outcome minus what is fitted. */
  readonly residuals: Float64Array;
  /** Variance of each row's outcome as the model has it, up to a factor; least squares: all 1. */
  readonly weights?: Float64Array;
  /** Inverse of `Σ weight · x xᵀ`. */
  readonly bread: Matrix;
  readonly clusters?: Int32Array;
}

/**
 * The sandwich covariance of the estimates: `bread · Σ s sᵀ · bread`, where `s` are the scores of rows or of clusters. HC1 is scaled by
 * n/(n − k); HC3 divides each residual by 1 − leverage; clusters do the same with the leverage of the whole cluster, which is the jackknife
 * that leaves out one cluster at a time (CV3); of so many clusters that none pulls noticeably, the scores are taken as they are.
 *
 * @see MacKinnon & White 1985; Long & Ervin 2000 for HC3 in small samples; MacKinnon, Nielsen & Webb 2023 for CV3
 */
export function robustCovariance(fit: Residuals, errors: Exclude<ErrorKind, 'classical'>): Matrix {
  const size = fit.columns.length;
  const meat = new Float64Array(size * size);
  const factor = errors === 'cluster' ? addClusters(fit, meat) : addRows(fit, { errors, meat });
  return fit.bread.mmul(Matrix.from1DArray(size, size, meat).mul(factor)).mmul(fit.bread);
}

function addRows(
  { columns, residuals, weights, bread }: Residuals,
  { errors, meat }: { readonly errors: ErrorKind; readonly meat: Float64Array },
): number {
  const [n, size] = [residuals.length, columns.length];
  const score = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const left = errors === 'HC3' ? Math.max(1e-9, 1 - leverage(columns, bread, i) * (weights?.[i] ?? 1)) : 1;
    for (let a = 0; a < size; a++) score[a] = (columns[a]![i]! * residuals[i]!) / left;
    addOuter(meat, score);
  }
  return errors === 'HC3' ? 1 : n / (n - size);
}

// With more clusters than this the leverage of each is left out: it takes a matrix for each and changes nothing that is printed.
const MANY_CLUSTERS = 2000;

function addClusters(fit: Residuals, meat: Float64Array): number {
  const { columns, residuals, weights, bread, clusters = new Int32Array() } = fit;
  const count = clusterCount(clusters);
  const size = columns.length;
  if (count > MANY_CLUSTERS) {
    const scores = clusterScores(fit);
    for (let at = 0; at < scores.length; at += size) addOuter(meat, scores.subarray(at, at + size));
    return count / (count - 1);
  }
  const whole = inverseOf(bread);
  for (const list of Map.groupBy(residuals.keys(), (row) => clusters[row]!).values()) {
    const own = columns.map((column) => Float64Array.from(list, (row) => column[row]!));
    const left = Float64Array.from(list, (row) => residuals[row]!);
    const ownWeights = Float64Array.from(list, (row) => weights?.[row] ?? 1);
    // What the cluster's residuals would be if it had not pulled the fit, brought down to the columns.
    const score = unpulledByRows(own, left, { weights: ownWeights, bread }) ?? unpulledByColumns(own, left, { weights: ownWeights, whole });
    addOuter(meat, score);
  }
  return (count - 1) / count;
} // prettier-ignore

/** `Xᵀ (I − W X B Xᵀ)⁻¹ e` of a cluster with no more rows than columns; undefined where it has more, or where it alone determines a column. */
function unpulledByRows(
  columns: readonly Float64Array[],
  residuals: Float64Array,
  { weights, bread }: { readonly weights: Float64Array; readonly bread: Matrix },
): Float64Array | undefined {
  const [n, size] = [residuals.length, columns.length];
  if (n > size) return undefined;
  const across = new Float64Array(n * n);
  const pulled = new Float64Array(size);
  const spread = bread.to1DArray();
  for (let i = 0; i < n; i++) {
    for (let b = 0; b < size; b++) {
      let sum = 0;
      for (let a = 0; a < size; a++) sum += columns[a]![i]! * spread[a * size + b]!;
      pulled[b] = sum;
    }
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let b = 0; b < size; b++) sum += pulled[b]! * columns[b]![j]!;
      across[i * n + j] = (i === j ? 1 : 0) - weights[i]! * sum;
    }
  }
  const rest = solved(across, residuals);
  return rest === undefined ? undefined : Float64Array.from(columns, (column) => dot(column, rest));
}

/** The same by the columns: what is left of the whole without the cluster is inverted. */
function unpulledByColumns(
  columns: readonly Float64Array[],
  residuals: Float64Array,
  { weights, whole }: { readonly weights: Float64Array; readonly whole: Matrix },
): Float64Array {
  const score = Float64Array.from(columns, (column) => dot(column, residuals));
  const part = crossProduct(columns, weights);
  const others = Matrix.sub(whole, part);
  const rest = solved(Float64Array.from(others.to1DArray()), score) ?? inverseOf(others).mmul(Matrix.columnVector([...score])).to1DArray();
  const pulled = part.mmul(Matrix.columnVector([...rest])).to1DArray();
  return score.map((value, a) => value + pulled[a]!);
} // prettier-ignore

// A pivot smaller than this share of the largest entry is rounding.
const LEAST_PIVOT = 1e-9;

/** The solution of a small system by elimination with row exchanges, in the matrix given; undefined where it has none that is sure. */
function solved(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const n = right.length;
  const x = Float64Array.from(right);
  const least = LEAST_PIVOT * matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(matrix[row * n + column]!) > Math.abs(matrix[pivot * n + column]!)) pivot = row;
    }
    if (!(Math.abs(matrix[pivot * n + column]!) > least)) return undefined;
    // Where the row stays where it is, it changes places with itself.
    for (let k = column; k < n; k++) {
      [matrix[column * n + k], matrix[pivot * n + k]] = [matrix[pivot * n + k]!, matrix[column * n + k]!];
    }
    [x[column], x[pivot]] = [x[pivot]!, x[column]!];
    for (let row = column + 1; row < n; row++) {
      const factor = matrix[row * n + column]! / matrix[column * n + column]!;
      if (factor === 0) continue;
      for (let k = column; k < n; k++) matrix[row * n + k]! -= factor * matrix[column * n + k]!;
      x[row]! -= factor * x[column]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) x[row]! -= matrix[row * n + k]! * x[k]!;
    x[row]! /= matrix[row * n + row]!;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Scores of clusters, one after the other. */
function clusterScores({ columns, residuals, clusters = new Int32Array() }: Residuals): Float64Array {
  const size = columns.length;
  const { places, count } = clusterPlaces(clusters);
  const scores = new Float64Array(count * size);
  for (const [a, column] of columns.entries()) {
    for (let row = 0; row < residuals.length; row++) scores[places[row]! * size + a]! += column[row]! * residuals[row]!;
  }
  return scores;
}

/** How much a row pulls its own fitted value: `xᵀ · bread · x`, to be multiplied by its weight. */
export function leverage(columns: readonly Float64Array[], bread: Matrix, row: number): number {
  let sum = 0;
  for (let a = 0; a < columns.length; a++) {
    let across = 0;
    for (let b = 0; b < columns.length; b++) across += bread.get(a, b) * columns[b]![row]!;
    sum += columns[a]![row]! * across;
  }
  return sum;
}

function addOuter(meat: Float64Array, row: Float64Array): void {
  for (let a = 0; a < row.length; a++)
    for (let b = 0; b < row.length; b++) meat[a * row.length + b]! += row[a]! * row[b]!;
}
