import { pchisq, pf } from 'lib-r-math.js';
import { Matrix } from 'ml-matrix';
import { inverseOf } from './cross-product.ts';
import type { Regression } from './regression.ts';

/**
 * Whether a variable matters at all: all its columns at once, against none of them.
 *
 * @returns the F statistic (for the normal, chi-squared over its degrees of freedom) and its p; undefined when the variable has no estimate, or one that one cluster alone says
 */
export function waldTest(
  { terms, covariance }: Regression,
  variable: string,
): { readonly statistic: number; readonly p: number; readonly columns: number } | undefined {
  const places = terms.flatMap((term, i) => (term.variable === variable ? [i] : []));
  const columns = places.length;
  if (columns === 0 || places.some((i) => !terms[i]!.isTold)) return undefined;
  const degreesOfFreedom = Math.min(...places.map((i) => terms[i]!.degreesOfFreedom));
  const estimates = Matrix.columnVector(places.map((i) => terms[i]!.estimate));
  const middle = inverseOf(new Matrix(places.map((i) => places.map((j) => covariance[i]![j]!))));
  const statistic = estimates.transpose().mmul(middle).mmul(estimates).get(0, 0) / columns;
  const p =
    degreesOfFreedom === Infinity
      ? pchisq(statistic * columns, columns, undefined, false)
      : pf(statistic, columns, degreesOfFreedom, undefined, false);
  return { statistic, p, columns };
}
