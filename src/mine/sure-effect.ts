import type { MinedBehavior } from '../behavior/behavior.ts';

const MAX_Q = 0.05;

/**
 * Whether runs with a strategy succeed less often than others of their tasks, by more than the 95% interval leaves to chance: whatever
 * else speaks for it, it is nothing to recommend.
 */
export function lowersSuccess({
  kind,
  outcome,
  polarity,
}: Pick<MinedBehavior, 'kind' | 'outcome' | 'polarity'>): boolean {
  return kind === 'strategy' && polarity === 'do' && outcome !== undefined && outcome.interval[1] < 0;
}

/**
 * Whether runs with a behavior surely fare better (1), worse (−1) or neither (0): q ≤ 0.05 and a 95% interval that
 * excludes 0. Of something to avoid, failing is what speaks for it (1). Repairs and facts have no such effect: which runs
 * meet an error, or look something up, says more about the run.
 */
export function sureEffect({
  kind,
  outcome,
  polarity,
}: Pick<MinedBehavior, 'kind' | 'outcome' | 'polarity'>): -1 | 0 | 1 {
  if (outcome === undefined || outcome.q > MAX_Q || kind === 'repair' || kind === 'fact') return 0;
  const [low, high] = outcome.interval;
  if (low <= 0 && high >= 0) return 0;
  return low > 0 === (polarity === 'do') ? 1 : -1;
}
