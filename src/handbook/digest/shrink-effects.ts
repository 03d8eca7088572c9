import { Z95, type Interval } from '../../core/rate-interval.ts';
import type { ShrunkEffect } from './edition.ts';

/** What was measured: a difference of success rates with its 95% interval and the runs it was measured on. */
export interface MeasuredEffect {
  readonly difference: number;
  readonly interval: Interval;
  readonly n: number;
}

/** How far effects lie from zero where too few are known to tell: ten points. */
const USUAL_SPREAD = 0.1;
const FEWEST_TO_TELL = 5;

/**
 * Shrinks effects towards zero: each is multiplied by `τ² / (τ² + se²)`, with its standard error from the width of its interval,
 * and τ², the variance of the true effects about zero, from the effects themselves (method of moments; 0.1² where fewer than five are
 * known). A small sample with a large difference therefore counts little.
 *
 * @see Efron & Morris 1975; James & Stein 1961
 */
export function shrinkEffects(effects: ReadonlyMap<string, MeasuredEffect>): Map<string, ShrunkEffect> {
  const known = [...effects.values()];
  const variance = ({ interval: [low, high] }: MeasuredEffect): number => ((high - low) / (2 * Z95)) ** 2;
  const moments = known.reduce((sum, effect) => sum + effect.difference ** 2 - variance(effect), 0) / known.length;
  const spread = known.length < FEWEST_TO_TELL ? USUAL_SPREAD ** 2 : Math.max(0, moments);
  return new Map(
    [...effects].map(([id, effect]) => {
      const share = spread === 0 ? 0 : spread / (spread + variance(effect));
      return [id, { measured: effect.difference, shrunk: share === 0 ? 0 : effect.difference * share, n: effect.n }];
    }),
  );
}
