/**
 * Bits that `n` tasks will gain at least if they gain like these: one standard error below the mean, so that what is
 * stated pays, and not by luck.
 *
 * @see Breiman et al. 1984, the rule of one standard error
 */
export function likelyGained(gains: Float64Array, n: number): number {
  if (gains.length === 0) return 0;
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1);
  return n * mean - Math.sqrt(variance * n);
}
