/** The 97.5% point of the standard normal distribution: two-sided 95% intervals. */
export const Z95 = 1.959963984540054;

/** A closed interval `[low, high]`. */
export type Interval = readonly [number, number];

/**
 * Wilson score interval of a rate, 95%.
 *
 * @param successes - count, 0 … trials (may be fractional for weighted counts)
 * @param trials - count ≥ 0; with none the interval is `[0, 1]`
 * @see Wilson 1927; Newcombe 1998a, method 3
 */
export function rateInterval(successes: number, trials: number): Interval {
  if (trials <= 0) return [0, 1];
  const rate = Math.min(1, successes / trials);
  const z2 = Z95 * Z95;
  const centre = (rate + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 / (1 + z2 / trials)) * Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials * trials));
  // The two ends are exact, where rounding would leave 1e-17.
  return [successes <= 0 ? 0 : Math.max(0, centre - half), rate === 1 ? 1 : Math.min(1, centre + half)];
}

/**
 * Interval of the difference of two independent rates, `a − b`, 95% (Newcombe's hybrid score interval).
 *
 * @returns the difference and its interval, in −1…1; `[-1, 1]` when either side has no trials
 * @see Newcombe 1998b, method 10
 */
export function rateDifference(
  a: { readonly successes: number; readonly trials: number },
  b: { readonly successes: number; readonly trials: number },
): { difference: number; interval: Interval } {
  if (a.trials === 0 || b.trials === 0) return { difference: 0, interval: [-1, 1] };
  const rateA = a.successes / a.trials;
  const rateB = b.successes / b.trials;
  const [lowA, highA] = rateInterval(a.successes, a.trials);
  const [lowB, highB] = rateInterval(b.successes, b.trials);
  const difference = rateA - rateB;
  return {
    difference,
    interval: [
      difference - Math.hypot(rateA - lowA, highB - rateB),
      difference + Math.hypot(highA - rateA, rateB - lowB),
    ],
  };
}
