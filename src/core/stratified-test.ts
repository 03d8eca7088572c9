import { pchisq } from 'lib-r-math.js';

/** A 2×2 table of one stratum: rows are with and without the exposure, columns success and failure. Counts ≥ 0. */
export interface Stratum {
  readonly withSuccess: number;
  readonly withFailure: number;
  readonly withoutSuccess: number;
  readonly withoutFailure: number;
}

/**
 * Mantel–Haenszel comparison of success with and without an exposure, within strata (e.g. tasks): strata in which
 * everyone, or no one, was exposed, or all had the same outcome, carry no information and add nothing.
 *
 * @returns the Mantel–Haenszel risk difference (−1…1; 0 when nothing is informative), the number of runs in strata that
 *   have both arms, and the two-sided p of the Cochran–Mantel–Haenszel test with continuity correction (1 when nothing is
 *   informative)
 * @see Mantel & Haenszel 1959; Greenland & Robins 1985 for the risk difference
 */
export function stratifiedTest(strata: readonly Stratum[]): { difference: number; n: number; p: number } {
  let weight = 0;
  let weighted = 0;
  let n = 0;
  let excess = 0;
  let variance = 0;
  for (const { withSuccess: a, withFailure: b, withoutSuccess: c, withoutFailure: d } of strata) {
    const exposed = a + b;
    const unexposed = c + d;
    const total = exposed + unexposed;
    if (exposed === 0 || unexposed === 0) continue;
    n += total;
    const w = (exposed * unexposed) / total;
    weight += w;
    weighted += w * (a / exposed - c / unexposed);
    excess += a - (exposed * (a + c)) / total;
    if (total > 1) variance += (exposed * unexposed * (a + c) * (b + d)) / (total * total * (total - 1));
  }
  const difference = weight === 0 ? 0 : weighted / weight;
  if (variance === 0) return { difference, n, p: 1 };
  const statistic = Math.max(0, Math.abs(excess) - 0.5) ** 2 / variance;
  return { difference, n, p: pchisq(statistic, 1, undefined, false) };
}
