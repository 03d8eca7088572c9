import { Z95, type Interval } from '../../core/rate-interval.ts';

/** A share with the number of independent units it was estimated from. */
export interface EstimatedShare {
  /** 0–1. */
  readonly share: number;
  /** Above 0; less than the count where units come in clusters. */
  readonly n: number;
}

/** How frequent something truly is, with its 95% interval, 0–1. */
export interface CorrectedPrevalence {
  readonly prevalence: number;
  readonly interval: Interval;
}

/**
 * How frequent a behavior is, from how often a detector reports it and the errors the detector is known to make: the
 * estimate of Rogan and Gladen, with the interval of Lang and Reiczigel, which knows that sensitivity and specificity were
 * estimated too. Estimates outside 0–1 are moved to the nearest end.
 *
 * @param apparent - share of units the detector calls present
 * @param sensitivity - of truly present units, the share it calls present
 * @param specificity - of truly absent units, the share it calls absent
 * @returns undefined when the detector does not beat chance (sensitivity + specificity ≤ 1): then it says nothing
 * @see Rogan & Gladen 1978; Lang & Reiczigel 2014, eq. 2, 6, 7 and 16–17
 */
export function correctedPrevalence(
  apparent: EstimatedShare,
  sensitivity: EstimatedShare,
  specificity: EstimatedShare,
): CorrectedPrevalence | undefined {
  if (sensitivity.share + specificity.share - 1 <= 1e-9) return undefined;
  const prevalence = clamp((apparent.share + specificity.share - 1) / (sensitivity.share + specificity.share - 1));
  const z2 = Z95 * Z95;
  const p = shrunk(apparent, z2);
  const se = shrunk(sensitivity, 2);
  const sp = shrunk(specificity, 2);
  const power = se.share + sp.share - 1;
  // Shrinking can take the power away: then anything may be true.
  if (power <= 0) return { prevalence, interval: [0, 1] };
  const centre = (p.share + sp.share - 1) / power;
  const shift = 2 * z2 * (centre * varianceOf(se) - (1 - centre) * varianceOf(sp));
  const variance =
    (varianceOf(p) + centre * centre * varianceOf(se) + (1 - centre) * (1 - centre) * varianceOf(sp)) / (power * power);
  const half = Z95 * Math.sqrt(variance);
  return { prevalence, interval: [clamp(centre + shift - half), clamp(centre + shift + half)] };
}

// With half of `added` units of each kind.
function shrunk({ share, n }: EstimatedShare, added: number): EstimatedShare {
  return { share: (n * share + added / 2) / (n + added), n: n + added };
}

function varianceOf({ share, n }: EstimatedShare): number {
  return (share * (1 - share)) / n;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
