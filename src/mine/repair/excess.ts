import { phyper } from 'lib-r-math.js';

/** How many of how many. */
export interface Share {
  readonly of: number;
  readonly n: number;
}

/**
 * One-sided exact test that the share in `seen` is larger than in `control`: the probability of as large a share, or larger, if both
 * were alike.
 *
 * @returns 1 when either side is empty
 * @see Fisher 1935
 */
export function excess(seen: Share, control: Share): number {
  if (seen.n === 0 || control.n === 0) return 1;
  const events = seen.of + control.of;
  return phyper(seen.of - 1, events, seen.n + control.n - events, seen.n, false);
}
