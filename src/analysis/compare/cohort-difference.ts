import { choose, pnorm, pt, qnorm, qt } from 'lib-r-math.js';
import { Z95, type Interval } from '../../core/rate-interval.ts';
import type { CohortMoments } from './cohort-moments.ts';

/** How a ratio differs between two cohorts. */
export interface CohortDifference {
  /** `Σ part / Σ whole` of the first cohort. */
  readonly a: number;
  readonly b: number;
  /** `b − a`. */
  readonly difference: number;
  /** 95%, between clusters. */
  readonly interval: Interval;
  /** Two-sided; below 0.05 exactly when the interval leaves out 0. */
  readonly p: number;
}

const LEAST = 0.05;

/**
 * The difference of two ratios `Σ part / Σ whole`, second less first, with the variance between clusters (tasks) of what each cluster adds to
 * it; clusters that have runs in both cohorts add their covariance, which is what pairing gains. Shares (parts of 0 … whole)
 * get Newcombe's hybrid of two Wilson intervals at the effective number of runs, with that covariance; everything else Student's t.
 *
 * @returns undefined where a cohort has none of the whole, or has too few clusters to tell
 * @see Newcombe 1998b, method 10, and Zou & Donner 2008 for correlated ones; Woodruff 1971 for the linearised ratio; Kish 1965 for effective numbers
 */
export function cohortDifference(
  moments: CohortMoments,
  { paired, isShare }: { readonly paired: boolean; readonly isShare: boolean },
): CohortDifference | undefined {
  const { wholeA, wholeB, clustersA, clustersB, clustersBoth } = moments;
  if (wholeA <= 0 || wholeB <= 0) return undefined;
  const [a, b] = [moments.partA / wholeA, moments.partB / wholeB];
  const difference = b - a;
  const residualA = Math.max(0, moments.a2 - 2 * a * moments.aw + a * a * moments.w2A) / (wholeA * wholeA);
  const residualB = Math.max(0, moments.b2 - 2 * b * moments.bw + b * b * moments.w2B) / (wholeB * wholeB);
  const shared = (moments.ab - b * moments.aWholeB - a * moments.bWholeA + a * b * moments.wAwB) / (wholeA * wholeB);
  if (isShare) {
    const correlation = residualA * residualB <= 1e-24 ? 0 : Math.max(-1, Math.min(1, shared / Math.sqrt(residualA * residualB)));
    return { a, b, difference, ...shareInterval(moments, { a, b, residualA, residualB, correlation }) };
  }
  const varianceA = residualA * inflation(clustersA);
  const varianceB = residualB * inflation(clustersB);
  const variance = paired
    ? Math.max(0, residualA + residualB - 2 * shared) * inflation(clustersBoth)
    : Math.max(0, varianceA + varianceB - 2 * shared * inflation(clustersBoth));
  const degreesOfFreedom = paired ? clustersBoth - 1 : welch(varianceA, clustersA, varianceB, clustersB);
  if (!(degreesOfFreedom > 0)) return undefined;
  const error = Math.sqrt(variance);
  // Equal to the last run: nothing tells how far it would be off with others.
  if (error <= 1e-12 * Math.max(1, Math.abs(a), Math.abs(b))) {
    return { a, b, difference, interval: [difference, difference], p: difference === 0 ? 1 : 0.5 ** Math.min(clustersA, clustersB) };
  }
  const reach = qt(0.975, degreesOfFreedom) * error;
  return {
    a,
    b,
    difference,
    interval: [difference - reach, difference + reach],
    p: Math.min(1, 2 * pt(-Math.abs(difference) / error, degreesOfFreedom)),
  };
} // prettier-ignore

function inflation(clusters: number): number {
  return clusters < 2 ? 1 : clusters / (clusters - 1);
}

function welch(varianceA: number, clustersA: number, varianceB: number, clustersB: number): number {
  const bottom =
    (clustersA < 2 ? Infinity : varianceA ** 2 / (clustersA - 1)) +
    (clustersB < 2 ? Infinity : varianceB ** 2 / (clustersB - 1));
  if (bottom === Infinity) return 0;
  return bottom === 0 ? clustersA + clustersB - 2 : (varianceA + varianceB) ** 2 / bottom;
}

function shareInterval(
  moments: CohortMoments,
  {
    a,
    b,
    residualA,
    residualB,
    correlation,
  }: {
    readonly a: number;
    readonly b: number;
    readonly residualA: number;
    readonly residualB: number;
    readonly correlation: number;
  },
): { interval: Interval; p: number } {
  const unitsA = unitsOf(a, { residual: residualA, clusters: moments.clustersA, most: Math.max(moments.runsA, moments.wholeA), part: moments.partA, whole: moments.wholeA, partSquares: moments.a2, products: moments.aw, wholeSquares: moments.w2A }); // prettier-ignore
  const unitsB = unitsOf(b, { residual: residualB, clusters: moments.clustersB, most: Math.max(moments.runsB, moments.wholeB), part: moments.partB, whole: moments.wholeB, partSquares: moments.b2, products: moments.bw, wholeSquares: moments.w2B }); // prettier-ignore
  const bounds = (z: number): Interval => {
    const [lowA, highA] = wilson(a, unitsA, z);
    const [lowB, highB] = wilson(b, unitsB, z);
    const low = hybrid(b - lowB, highA - a, correlation);
    const high = hybrid(highB - b, a - lowA, correlation);
    return [b - a - low, b - a + high];
  };
  if (a === b) return { interval: bounds(Z95), p: 1 };
  // The largest z at which the interval still leaves out 0.
  let [low, high] = [0, 40];
  for (let round = 0; round < 40; round++) {
    const z = (low + high) / 2;
    const [from, to] = bounds(z);
    if (from > 0 || to < 0) low = z;
    else high = z;
  }
  // Of so few clusters no exchange between cohorts could be rarer than one in all there are, however far apart they lie.
  const rarest = fewestExchanges(moments);
  const stretch = rarest < LEAST ? 1 : Math.max(1, low / qnorm(1 - rarest / 2));
  return { interval: bounds(Z95 * stretch), p: Math.min(1, Math.max(rarest, 2 * pnorm(-low))) };
}

/** One over the number of ways in which clusters could be divided between cohorts; of a cluster in both, which of the two is which. */
function fewestExchanges({ clustersA, clustersB, clustersBoth }: CohortMoments): number {
  const [a, b] = [clustersA - clustersBoth, clustersB - clustersBoth];
  return 1 / (choose(a + b, a) * 2 ** clustersBoth);
}

/** What {@link unitsOf} needs to know of one cohort. */
interface CohortShare {
  readonly residual: number;
  readonly clusters: number;
  readonly most: number;
  readonly part: number;
  readonly whole: number;
  readonly partSquares: number;
  readonly products: number;
  readonly wholeSquares: number;
}

/**
 * How many independent runs say as much about the share, as `effectiveUnits` does of runs that all count alike. The spread between clusters is
 * known only as well as the clusters that carry the part (or what is left of the whole) tell it; but clusters that are as alike within as can
 * be still say as much as so many units as there are clusters (Kish).
 */
function unitsOf(
  share: number,
  { residual, clusters, most, part, whole, partSquares, products, wholeSquares }: CohortShare,
): number {
  const variance = residual * inflation(clusters);
  if (clusters < 2 || variance <= 1e-15) return clusters;
  const told = (share * (1 - share)) / variance;
  const restSquares = wholeSquares - 2 * products + partSquares;
  const carrying = Math.min(concentration(part, partSquares), concentration(whole - part, restSquares));
  const trusted = told * trust(Math.min(clusters, carrying) - 1);
  return Math.min(most, Math.max(trusted, Math.min(told, (whole * whole) / wholeSquares) * trust(clusters - 1)));
}

/** Kish’s effective number of things of so much in all. */
function concentration(sum: number, squares: number): number {
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** How many units a variance that is known with so many degrees of freedom is worth, of one that is known surely. */
function trust(degreesOfFreedom: number): number {
  return (Z95 / qt(0.975, Math.max(1, degreesOfFreedom))) ** 2;
}

function hybrid(ofB: number, ofA: number, correlation: number): number {
  return Math.sqrt(Math.max(0, ofB * ofB + ofA * ofA - 2 * correlation * ofA * ofB));
}

function wilson(rate: number, units: number, z: number): Interval {
  const z2 = z * z;
  const centre = (rate + z2 / (2 * units)) / (1 + z2 / units);
  const half = (z / (1 + z2 / units)) * Math.sqrt((rate * (1 - rate)) / units + z2 / (4 * units * units));
  return [rate <= 0 ? 0 : Math.max(0, centre - half), rate >= 1 ? 1 : Math.min(1, centre + half)];
}
