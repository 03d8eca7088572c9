/**
 * A coordinate as charts write it: one decimal at most, never NaN or infinite (those become 0, so that a bad number can
 * spoil a mark but not a document).
 */
export function pixel(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}
