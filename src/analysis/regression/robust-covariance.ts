import { Matrix } from 'ml-matrix';
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
 * n/(n − k); HC3 divides each residual by 1 − leverage; clusters are scaled by G/(G − 1) · (n − 1)/(n − k).
 *
 * @see MacKinnon & White 1985; Long & Ervin 2000 for HC3 in small samples; Liang & Zeger 1986 for clusters
 */
export function robustCovariance({ columns, residuals, weights, bread, clusters }: Residuals, errors: Exclude<ErrorKind, 'classical'>): Matrix {
  const n = residuals.length;
  const size = columns.length;
  const groups = errors === 'cluster' ? clusters! : undefined;
  const count = groups === undefined ? n : new Set(groups).size;
  const meat = new Float64Array(size * size);
  const scores = groups === undefined ? undefined : new Map<number, Float64Array>();
  const row = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const shrink = errors === 'HC3' ? 1 / Math.max(1e-9, 1 - leverage(columns, bread, i) * (weights?.[i] ?? 1)) : 1;
    for (let a = 0; a < size; a++) row[a] = columns[a]![i]! * residuals[i]! * shrink;
    if (scores === undefined) addOuter(meat, row);
    else {
      let sum = scores.get(groups![i]!);
      if (sum === undefined) scores.set(groups![i]!, (sum = new Float64Array(size)));
      for (let a = 0; a < size; a++) sum[a]! += row[a]!;
    }
  }
  for (const sum of scores?.values() ?? []) addOuter(meat, sum);
  const factor = errors === 'HC3' ? 1 : errors === 'HC1' ? n / (n - size) : (count / (count - 1)) * ((n - 1) / (n - size));
  const middle = Matrix.from1DArray(size, size, meat).mul(factor);
  return bread.mmul(middle).mmul(bread);
} // prettier-ignore

/** How much a row pulls its own fitted value: `xᵀ · bread · x`, to be multiplied by its weight. */
export function leverage(columns: readonly Float64Array[], bread: Matrix, row: number): number {
  let sum = 0;
  for (let a = 0; a < columns.length; a++) {
    for (let b = 0; b < columns.length; b++) sum += columns[a]![row]! * bread.get(a, b) * columns[b]![row]!;
  }
  return sum;
}

function addOuter(meat: Float64Array, row: Float64Array): void {
  for (let a = 0; a < row.length; a++) for (let b = 0; b < row.length; b++) meat[a * row.length + b]! += row[a]! * row[b]!;
}
