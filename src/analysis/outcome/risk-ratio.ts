import { Z95, type Interval } from '../../core/rate-interval.ts';
import type { Stratum } from '../../core/stratified-test.ts';

/**
 * The Mantel–Haenszel ratio of the rates of success with and without an exposure, within strata.
 *
 * @returns the ratio and its 95% interval; undefined where nobody succeeds on one side
 * @see Greenland & Robins 1985
 */
export function riskRatio(strata: readonly Stratum[]): { readonly ratio: number; readonly interval: Interval } | undefined {
  let exposed = 0;
  let unexposed = 0;
  let spread = 0;
  for (const { withSuccess: a, withFailure: b, withoutSuccess: c, withoutFailure: d } of strata) {
    const [with_, without, total] = [a + b, c + d, a + b + c + d];
    if (with_ === 0 || without === 0) continue;
    exposed += (a * without) / total;
    unexposed += (c * with_) / total;
    spread += (with_ * without * (a + c) - a * c * total) / total ** 2;
  }
  if (exposed === 0 || unexposed === 0) return undefined;
  const error = Math.sqrt(Math.max(0, spread) / (exposed * unexposed));
  const ratio = exposed / unexposed;
  return { ratio, interval: [ratio * Math.exp(-Z95 * error), ratio * Math.exp(Z95 * error)] };
} // prettier-ignore
