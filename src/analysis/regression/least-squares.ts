import { Matrix } from 'ml-matrix';
import { EthogramError } from '../../core/ethogram-error.ts';
import { clusterCount } from './cluster-count.ts';
import { crossProduct, inverseOf } from './cross-product.ts';
import type { DesignColumn } from './design.ts';
import type { Regression, RegressionOptions } from './regression.ts';
import { regressionOf } from './regression-of.ts';
import { scaledDesign } from './scaled-design.ts';

/**
 * Ordinary least squares of an outcome on columns and an intercept. Errors are robust against rows of unequal variance (HC3) unless
 * asked otherwise; with clusters, against rows that are alike, too, and Student's t has as many degrees of freedom as there are clusters
 * less one.
 *
 * @param outcome - one number per row, finite
 * @throws EthogramError `bad-argument` with no more rows than columns, or clustered errors of fewer than two clusters
 */
export function leastSquares(columns: readonly DesignColumn[], outcome: Float64Array, options: RegressionOptions = {}): Regression {
  const n = outcome.length;
  const { scaled: design = scaledDesign(columns, n) } = options;
  requireRows(n, design.columns.length, options);
  const bread = inverseOf(crossProduct(design.columns));
  const moments = design.columns.map((column) => column.reduce((sum, value, i) => sum + value * outcome[i]!, 0));
  const estimates = bread.mmul(Matrix.columnVector(moments)).to1DArray();
  const residuals = outcome.map((value, i) => {
    let fitted = 0;
    for (const [a, column] of design.columns.entries()) fitted += estimates[a]! * column[i]!;
    return value - fitted;
  });
  const degreesOfFreedom = n - design.columns.length;
  const left = residuals.reduce((sum, value) => sum + value * value, 0);
  const mean = outcome.reduce((sum, value) => sum + value, 0) / n;
  const total = outcome.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const fit = { columns: design.columns, estimates, residuals, bread, dispersion: left / degreesOfFreedom, degreesOfFreedom };
  return { ...regressionOf(design, fit, options), rSquared: total === 0 ? 0 : 1 - left / total };
} // prettier-ignore

/**
 * Refuses what cannot be estimated.
 *
 * @throws EthogramError `bad-argument`
 */
export function requireRows(n: number, columns: number, { errors, clusters }: RegressionOptions): void {
  if (n <= columns) {
    throw new EthogramError('bad-argument', `regression: found ${n} rows, expected more than its ${columns} columns`);
  }
  const count = clusters === undefined ? 0 : clusterCount(clusters);
  if ((errors === 'cluster' || (errors === undefined && clusters !== undefined)) && count < 2) {
    throw new EthogramError('bad-argument', `regression: found ${count} clusters, expected at least 2`);
  }
}
