import { pt, qt } from 'lib-r-math.js';
import { Matrix } from 'ml-matrix';
import type { Interval } from '../../core/rate-interval.ts';
import { inverseOf } from '../regression/cross-product.ts';

/** Runs of which those of one stratum are compared with each other. */
export interface StratifiedRuns {
  /** Per run, its stratum, 0-based; −1 leaves the run out. */
  readonly strata: Int32Array;
  /** Per run, its cluster, 0-based: runs of one cluster are alike, as trials of one task. */
  readonly clusters: Int32Array;
  /** Per run. */
  readonly outcome: Float64Array;
  /** What else the outcome may depend on; a column per run. */
  readonly controls?: readonly Float64Array[];
}

/** What more of an exposure goes with, within strata. */
export interface WithinStrata {
  /** Of the outcome, per unit of exposure; of a 0/1 exposure without controls the Mantel–Haenszel risk difference. */
  readonly difference: number;
  readonly standardError: number;
  /** 95%, between clusters. */
  readonly interval: Interval;
  readonly p: number;
  /** Runs of strata in which the exposure varies. */
  readonly n: number;
  /** Clusters that say something, counted by how much they say: 10 alike count 10, one that outweighs all others 1. */
  readonly effectiveClusters: number;
}

/**
 * Least squares of the outcome on an exposure and controls with a mean of its own for every stratum. For a 0/1 exposure without controls
 * that is the Mantel–Haenszel risk difference, weight for weight; controls turn it into the difference at equal values of them. The variance
 * is that between clusters, each cluster's sum of scores divided by √(1 − leverage), against Student's t with as many degrees of freedom as
 * effective clusters less one. Where a single cluster says all, as with one task tried often, its runs stand for themselves.
 *
 * @param exposure - one number per run; NaN leaves the run out
 * @returns undefined when the exposure varies within no stratum, or is told by the controls
 * @see Greenland & Robins 1985; Bell & McCaffrey 2002; Carter, Schnepel & Steigerwald 2017 for the effective number of clusters
 */
export function withinStrata(runs: StratifiedRuns, exposure: Float64Array): WithinStrata | undefined {
  const { outcome, controls = [], clusters } = runs;
  const rows = rowsOf(runs, exposure);
  const x = centred(exposure, rows);
  const y = centred(outcome, rows);
  const z = controls.map((control) => centred(control, rows)).filter((column) => squares(column) > 1e-12 * column.length);
  const left = residualise(x, z);
  const size = squares(left);
  if (size <= 1e-9 * squares(x) || size === 0) return undefined;
  const outcomeLeft = residualise(y, z);
  const difference = dot(left, outcomeLeft) / size;
  const telling = new Set(rows.runs.filter((_, i) => left[i] !== 0).map((row) => clusters[row]!));
  const isOne = telling.size === 1;
  const scores = new Map<number, { score: number; weight: number }>();
  for (const [i, row] of rows.runs.entries()) {
    const share = left[i]!;
    if (share === 0) continue;
    const cluster = isOne ? row : clusters[row]!;
    const sum = scores.get(cluster) ?? { score: 0, weight: 0 };
    sum.score += share * (outcomeLeft[i]! - difference * share);
    sum.weight += share * share;
    scores.set(cluster, sum);
  }
  let variance = 0;
  let concentration = 0;
  for (const { score, weight } of scores.values()) {
    const leverage = weight / size;
    concentration += leverage * leverage;
    variance += (score * score) / Math.max(1e-9, 1 - leverage);
  }
  const effectiveClusters = 1 / concentration;
  if (effectiveClusters < 1 + 1e-6) return undefined;
  const standardError = Math.sqrt(variance) / size;
  const degreesOfFreedom = Math.max(1, effectiveClusters - 1);
  const reach = qt(0.975, degreesOfFreedom) * standardError;
  return {
    difference,
    standardError,
    interval: [difference - reach, difference + reach],
    p: standardError === 0 ? 1 : 2 * pt(-Math.abs(difference) / standardError, degreesOfFreedom),
    n: varying(x, rows),
    effectiveClusters,
  };
} // prettier-ignore

interface Rows {
  readonly runs: Int32Array;
  /** Per row, its stratum. */
  readonly strata: Int32Array;
  readonly count: number;
}

function rowsOf({ strata }: StratifiedRuns, exposure: Float64Array): Rows {
  const runs = Int32Array.from(strata.keys()).filter((run) => strata[run]! >= 0 && !Number.isNaN(exposure[run]!));
  let count = 0;
  for (const stratum of strata) count = Math.max(count, stratum + 1);
  return { runs, strata: runs.map((run) => strata[run]!), count };
}

/** What a column differs from the mean of its stratum, per row. */
function centred(column: Float64Array, { runs, strata, count }: Rows): Float64Array {
  const sums = new Float64Array(count);
  const counts = new Int32Array(count);
  for (let i = 0; i < runs.length; i++) {
    sums[strata[i]!]! += column[runs[i]!]!;
    counts[strata[i]!]!++;
  }
  const values = new Float64Array(runs.length);
  for (let i = 0; i < runs.length; i++) {
    const difference = column[runs[i]!]! - sums[strata[i]!]! / counts[strata[i]!]!;
    // Means of equal numbers may differ from them by rounding.
    values[i] = Math.abs(difference) < 1e-12 ? 0 : difference;
  }
  return values;
}

/** What linear dependence on the controls leaves of a column. */
function residualise(column: Float64Array, controls: readonly Float64Array[]): Float64Array {
  if (controls.length === 0) return column;
  const products = new Matrix(controls.map((a) => controls.map((b) => dot(a, b))));
  const slopes = inverseOf(products).mmul(Matrix.columnVector(controls.map((control) => dot(control, column))));
  return column.map((value, i) => {
    let left = value;
    for (const [k, control] of controls.entries()) left -= slopes.get(k, 0) * control[i]!;
    return left;
  });
}

/** How many rows are of strata in which the column varies. */
function varying(column: Float64Array, { strata, count }: Rows): number {
  const varies = new Uint8Array(count);
  for (const [i, value] of column.entries()) if (value !== 0) varies[strata[i]!] = 1;
  return strata.reduce((sum, stratum) => sum + varies[stratum]!, 0);
}

function squares(column: Float64Array): number {
  return dot(column, column);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
