import { Matrix } from 'ml-matrix';
import { clusterCount } from './cluster-count.ts';
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
  if (count > MANY_CLUSTERS) {
    for (const score of clusterScores(fit).values()) addOuter(meat, score);
    return count / (count - 1);
  }
  const size = columns.length;
  const whole = inverseOf(bread);
  for (const list of Map.groupBy(residuals.keys(), (row) => clusters[row]!).values()) {
    const own = columns.map((column) => Float64Array.from(list, (row) => column[row]!));
    const score = own.map((column) => list.reduce((sum, row, i) => sum + column[i]! * residuals[row]!, 0));
    const part = crossProduct(own, weights === undefined ? undefined : Float64Array.from(list, (row) => weights[row]!));
    // What the cluster's residuals would be if it had not pulled the fit: (I − H)⁻¹ e, brought down to the columns.
    const rest = inverseOf(Matrix.sub(whole, part)).mmul(Matrix.columnVector(score));
    const pulled = part.mmul(rest).to1DArray();
    addOuter(meat, Float64Array.from({ length: size }, (_, a) => score[a]! + pulled[a]!));
  }
  return (count - 1) / count;
} // prettier-ignore

function clusterScores({ columns, residuals, clusters = new Int32Array() }: Residuals): Map<number, Float64Array> {
  const scores = new Map<number, Float64Array>();
  for (let row = 0; row < residuals.length; row++) {
    let score = scores.get(clusters[row]!);
    if (score === undefined) scores.set(clusters[row]!, (score = new Float64Array(columns.length)));
    for (let a = 0; a < columns.length; a++) score[a]! += columns[a]![row]! * residuals[row]!;
  }
  return scores;
}

/** How much a row pulls its own fitted value: `xᵀ · bread · x`, to be multiplied by its weight. */
export function leverage(columns: readonly Float64Array[], bread: Matrix, row: number): number {
  let sum = 0;
  for (let a = 0; a < columns.length; a++) {
    for (let b = 0; b < columns.length; b++) sum += columns[a]![row]! * bread.get(a, b) * columns[b]![row]!;
  }
  return sum;
}

function addOuter(meat: Float64Array, row: Float64Array): void {
  for (let a = 0; a < row.length; a++)
    for (let b = 0; b < row.length; b++) meat[a * row.length + b]! += row[a]! * row[b]!;
}
