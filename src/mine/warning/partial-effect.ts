import { pt } from 'lib-r-math.js';

/**
 * Whether an exposure goes with an outcome beyond what other exposures explain: the partial regression of the outcome on
 * the exposure within strata, the others held (least squares on values less their stratum's mean).
 *
 * @param outcome - per unit, 0 or 1; the arrays run parallel
 * @param others - per other exposure, its values per unit
 * @returns the slope, and its two-sided p by Student's t; slope 0 and p 1 where the others say all that the exposure says
 * @see Frisch & Waugh 1933 for taking the others out of both
 */
export function partialEffect(
  {
    outcome,
    exposure,
    strata,
  }: { readonly outcome: Float64Array; readonly exposure: Float64Array; readonly strata: Int32Array },
  others: readonly Float64Array[],
): { slope: number; p: number } {
  const basis: Float64Array[] = [];
  const { values: y, count } = centred(outcome, strata);
  const { values: x } = centred(exposure, strata);
  const whole = dot(x, x);
  for (const other of others) {
    const { values } = centred(other, strata);
    const before = dot(values, values);
    for (const taken of basis) takeOut(values, taken);
    if (before > 0 && dot(values, values) > NOTHING * before) basis.push(values);
  }
  for (const taken of basis) {
    takeOut(x, taken);
    takeOut(y, taken);
  }
  const [xx, yy, xy] = [dot(x, x), dot(y, y), dot(x, y)];
  const freedom = outcome.length - count - basis.length - 1;
  if (xx <= NOTHING * whole || whole === 0 || yy === 0 || freedom < 1) return { slope: 0, p: 1 };
  const correlation = Math.min(1, Math.abs(xy) / Math.sqrt(xx * yy));
  const t = correlation * Math.sqrt(freedom / Math.max(1e-12, 1 - correlation ** 2));
  return { slope: xy / xx, p: Math.min(1, 2 * pt(-t, freedom)) };
}

// What is left by rounding.
const NOTHING = 1e-9;

function centred(values: Float64Array, strata: Int32Array): { values: Float64Array; count: number } {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const [i, value] of values.entries()) {
    const found = sums.get(strata[i]!);
    if (found === undefined) sums.set(strata[i]!, { sum: value, n: 1 });
    else {
      found.sum += value;
      found.n++;
    }
  }
  const means = values.map((value, i) => {
    const { sum, n } = sums.get(strata[i]!)!;
    return value - sum / n;
  });
  return { values: means, count: sums.size };
}

function takeOut(values: Float64Array, taken: Float64Array): void {
  const slope = dot(values, taken) / dot(taken, taken);
  for (let i = 0; i < values.length; i++) values[i]! -= slope * taken[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
