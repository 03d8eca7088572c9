/** How often something was counted, and among how many. */
export interface CountOf {
  readonly n: number;
  readonly of: number;
}

// The prior weighs as much as so many counted things: enough to hold back what was seen twice.
const PRIOR = 10;

/**
 * How many standard errors lie between the log odds of something in one group and in another, both drawn towards how often
 * it is seen in the background, so that what is rare everywhere needs little to stand out and what is common much.
 *
 * @param background - what both groups are drawn towards; mostly everything there is
 * @returns positive where it is more frequent in `first`; 0 where the background has never seen it
 * @see Monroe, Colaresi & Quinn 2008, Fightin' Words, eqs. 15, 16 and 22 (informative Dirichlet prior)
 */
export function logOddsZ(first: CountOf, second: CountOf, background: CountOf): number {
  if (background.n === 0 || background.of === 0) return 0;
  const prior = (PRIOR * background.n) / background.of;
  const logOdds = ({ n, of }: CountOf): number => Math.log((n + prior) / Math.max(of + PRIOR - n - prior, prior));
  return (logOdds(first) - logOdds(second)) / Math.sqrt(1 / (first.n + prior) + 1 / (second.n + prior));
}
