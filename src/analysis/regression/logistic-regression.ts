import { Matrix } from 'ml-matrix';
import { crossProduct, inverseOf } from './cross-product.ts';
import type { DesignColumn } from './design.ts';
import { requireRows } from './least-squares.ts';
import type { Regression, RegressionOptions } from './regression.ts';
import { regressionOf } from './regression-of.ts';
import { leverage } from './robust-covariance.ts';
import { scaledDesign } from './scaled-design.ts';

const MOST_ROUNDS = 60;
const CLOSE = 1e-10;
// Of a column of standard deviation 1: beyond this the odds go to infinity, since the column separates the outcomes.
const LARGEST = 12;

/**
 * Logistic regression of an outcome (0 or 1) on columns and an intercept, by iteratively reweighted least squares. Where columns tell the
 * outcome with certainty the likelihood has no maximum; then Firth's penalty gives finite estimates, and `penalised` says so.
 *
 * @throws EthogramError `bad-argument` with no more rows than columns, or clustered errors of fewer than two clusters
 * @see Firth 1993; Heinze & Schemper 2002
 */
export function logisticRegression(columns: readonly DesignColumn[], outcome: Float64Array, options: RegressionOptions = {}): Regression {
  const { scaled: design = scaledDesign(columns, outcome.length) } = options;
  requireRows(outcome.length, design.columns.length, options);
  const likely = fitLogistic(design.columns, outcome, false);
  const isSeparated = !likely.converged || likely.estimates.some((value) => Math.abs(value) > LARGEST);
  const { estimates, residuals, weights, bread } = isSeparated ? fitLogistic(design.columns, outcome, true) : likely;
  const fit = { columns: design.columns, estimates, residuals, weights, bread, dispersion: 1, degreesOfFreedom: Infinity };
  return { ...regressionOf(design, fit, options), ...(isSeparated && { penalised: true as const }) };
} // prettier-ignore

interface LogisticFit {
  readonly estimates: readonly number[];
  readonly residuals: Float64Array;
  readonly weights: Float64Array;
  readonly bread: Matrix;
  readonly converged: boolean;
}

function fitLogistic(columns: readonly Float64Array[], outcome: Float64Array, isPenalised: boolean): LogisticFit {
  const n = outcome.length;
  const estimates = new Float64Array(columns.length);
  const residuals = new Float64Array(n);
  const weights = new Float64Array(n);
  let bread = Matrix.eye(columns.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (let i = 0; i < n; i++) {
      let score = 0;
      for (let a = 0; a < columns.length; a++) score += estimates[a]! * columns[a]![i]!;
      const probability = 1 / (1 + Math.exp(-score));
      residuals[i] = outcome[i]! - probability;
      weights[i] = Math.max(1e-12, probability * (1 - probability));
    }
    bread = inverseOf(crossProduct(columns, weights));
    const pull = isPenalised ? penalty(columns, { bread, weights, residuals, outcome }) : undefined;
    const gradient = columns.map((column) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += column[i]! * (residuals[i]! + (pull === undefined ? 0 : pull[i]!));
      return sum;
    });
    const step = bread.mmul(Matrix.columnVector(gradient)).to1DArray();
    const longest = Math.max(...step.map(Math.abs));
    // Long steps overshoot where the likelihood is flat.
    const damped = longest > 2 ? 2 / longest : 1;
    for (const [a, change] of step.entries()) estimates[a]! += change * damped;
    if (longest < CLOSE) return { estimates: [...estimates], residuals, weights, bread, converged: true };
    if (!isPenalised && Math.max(...estimates.map(Math.abs)) > 2 * LARGEST) break;
  }
  return { estimates: [...estimates], residuals, weights, bread, converged: false };
}

/** What Firth's penalty adds to each row's residual: leverage × (½ − probability). */
function penalty(
  columns: readonly Float64Array[],
  { bread, weights, residuals, outcome }: { bread: Matrix; weights: Float64Array; residuals: Float64Array; outcome: Float64Array },
): Float64Array {
  return residuals.map((residual, i) => {
    const probability = outcome[i]! - residual;
    return leverage(columns, bread, i) * weights[i]! * (0.5 - probability);
  });
} // prettier-ignore
