/**
 * Jensen–Shannon divergence of two distributions given as counts, in bits: 0 when they are the same, 1 when they share nothing.
 *
 * @param a - counts ≥ 0; the two are of equal length
 * @returns 0 where either has no counts
 * @see Lin 1991
 */
export function jensenShannon(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < a.length; i++) {
    sumA += a[i]!;
    sumB += b[i]!;
  }
  if (sumA === 0 || sumB === 0) return 0;
  let bits = 0;
  for (let i = 0; i < a.length; i++) {
    const p = a[i]! / sumA;
    const q = b[i]! / sumB;
    const middle = (p + q) / 2;
    if (p > 0) bits += (p / 2) * Math.log2(p / middle);
    if (q > 0) bits += (q / 2) * Math.log2(q / middle);
  }
  return Math.max(0, bits);
}
