import { qt } from 'lib-r-math.js';
import { rateInterval, Z95, type Interval } from './rate-interval.ts';

/**
 * Running sums over runs of a part and a whole, e.g. steps spent on something and all steps. Units within a run go
 * together.
 */
export interface ShareSums {
  /** Runs observed, whether they have any of the part or not. */
  readonly runs: number;
  readonly part: number;
  readonly whole: number;
  readonly partSquared: number;
  readonly wholeSquared: number;
  readonly partTimesWhole: number;
}

/** A share with its 95% interval; `n` is the number of runs. */
export interface ClusteredShare {
  readonly share: number;
  readonly interval: Interval;
  readonly n: number;
}

/**
 * The share `Σ part / Σ whole` over runs, with an interval that knows that the units of one run are alike: the variance
 * of the ratio between runs gives an effective number of units, which goes into a Wilson interval, with Student's t for
 * few runs. When runs do not vary at all (or there is only one) each run counts as one unit.
 *
 * @returns share 0–1 (0 when `whole` is 0, with interval `[0, 1]`)
 * @see Korn & Graubard 1998; Dean & Pagano 2015
 */
export function clusteredShare(sums: ShareSums): ClusteredShare {
  const { runs, part, whole } = sums;
  if (whole <= 0 || runs === 0) return { share: 0, interval: [0, 1], n: runs };
  const share = Math.min(1, part / whole);
  const units = effectiveUnits(sums);
  return { share, interval: rateInterval(share * units, units), n: runs };
}

/**
 * The number of independent units that say as much about the share as these do, of which those of one run are alike;
 * the number of runs where they do not vary at all, 0 when there is nothing.
 *
 * @see Korn & Graubard 1998
 */
export function effectiveUnits(sums: ShareSums): number {
  const { runs, part, whole, partSquared, wholeSquared, partTimesWhole } = sums;
  if (whole <= 0 || runs === 0) return 0;
  const share = Math.min(1, part / whole);
  const residual = Math.max(0, partSquared - 2 * share * partTimesWhole + share * share * wholeSquared);
  const variance = runs < 2 ? 0 : (residual * runs) / ((runs - 1) * whole * whole);
  if (variance <= 1e-15) return runs;
  const few = (Z95 / qt(0.975, runs - 1)) ** 2;
  return Math.min(Math.max(runs, whole), ((share * (1 - share)) / variance) * few);
}

/** Sums with nothing in them. */
export const NO_SHARE: ShareSums = { runs: 0, part: 0, whole: 0, partSquared: 0, wholeSquared: 0, partTimesWhole: 0 };

/** The sums with one more run, of which `part` (0 … `whole`) of `whole` units count. */
export function addToShare(sums: ShareSums, part: number, whole: number): ShareSums {
  return {
    runs: sums.runs + 1,
    part: sums.part + part,
    whole: sums.whole + whole,
    partSquared: sums.partSquared + part * part,
    wholeSquared: sums.wholeSquared + whole * whole,
    partTimesWhole: sums.partTimesWhole + part * whole,
  };
}
