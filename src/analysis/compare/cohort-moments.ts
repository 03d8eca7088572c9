/**
 * Sums over clusters (tasks) of a part and a whole in each of two cohorts: all that a comparison of two ratios needs, in one pass.
 * Parts and wholes are kept apart, since many parts (what follows a behavior) share one whole (how often it comes).
 */
export interface MomentSums {
  readonly wholes: Float64Array;
  readonly parts: Float64Array;
}

/** The sums of one measure; `a2` is Σ part² of the first cohort, `aw` Σ part · whole, `ab` Σ part of the first · part of the second. */
export interface CohortMoments {
  /** Clusters with any of the whole in the first cohort, in the second, and in both. */
  readonly clustersA: number;
  readonly clustersB: number;
  readonly clustersBoth: number;
  readonly runsA: number;
  readonly runsB: number;
  readonly partA: number;
  readonly wholeA: number;
  readonly partB: number;
  readonly wholeB: number;
  readonly a2: number;
  readonly aw: number;
  readonly w2A: number;
  readonly b2: number;
  readonly bw: number;
  readonly w2B: number;
  readonly ab: number;
  readonly aWholeB: number;
  readonly bWholeA: number;
  readonly wAwB: number;
}

const WHOLE = 10;
const PART = 9;

/** Empty sums of so many measures. */
export function momentSums(wholes: number, parts: number): MomentSums {
  return { wholes: new Float64Array(wholes * WHOLE), parts: new Float64Array(parts * PART) };
}

/** Adds the whole of one cluster in both cohorts (0 where it has none), and of how many runs that is. */
export function addWhole(
  { wholes }: MomentSums,
  measure: number,
  [wholeA, wholeB]: readonly [number, number],
  [runsA, runsB]: readonly [number, number],
): void {
  const at = measure * WHOLE;
  wholes[at]! += wholeA > 0 ? 1 : 0;
  wholes[at + 1]! += wholeB > 0 ? 1 : 0;
  wholes[at + 2]! += wholeA > 0 && wholeB > 0 ? 1 : 0;
  wholes[at + 3]! += wholeA;
  wholes[at + 4]! += wholeB;
  wholes[at + 5]! += wholeA * wholeA;
  wholes[at + 6]! += wholeB * wholeB;
  wholes[at + 7]! += wholeA * wholeB;
  wholes[at + 8]! += runsA;
  wholes[at + 9]! += runsB;
}

/** Adds the part of one cluster in both cohorts, with the wholes that {@link addWhole} was given; parts of 0 may be left out. */
export function addPart(
  { parts }: MomentSums,
  measure: number,
  [partA, partB]: readonly [number, number],
  [wholeA, wholeB]: readonly [number, number],
): void {
  const at = measure * PART;
  parts[at]! += partA;
  parts[at + 1]! += partB;
  parts[at + 2]! += partA * partA;
  parts[at + 3]! += partB * partB;
  parts[at + 4]! += partA * wholeA;
  parts[at + 5]! += partB * wholeB;
  parts[at + 6]! += partA * partB;
  parts[at + 7]! += partA * wholeB;
  parts[at + 8]! += partB * wholeA;
}

/** The sums of one part over one whole. */
export function momentsOf({ wholes, parts }: MomentSums, whole: number, part: number): CohortMoments {
  const [w, p] = [whole * WHOLE, part * PART];
  return {
    clustersA: wholes[w]!,
    clustersB: wholes[w + 1]!,
    clustersBoth: wholes[w + 2]!,
    wholeA: wholes[w + 3]!,
    wholeB: wholes[w + 4]!,
    w2A: wholes[w + 5]!,
    w2B: wholes[w + 6]!,
    wAwB: wholes[w + 7]!,
    runsA: wholes[w + 8]!,
    runsB: wholes[w + 9]!,
    partA: parts[p]!,
    partB: parts[p + 1]!,
    a2: parts[p + 2]!,
    b2: parts[p + 3]!,
    aw: parts[p + 4]!,
    bw: parts[p + 5]!,
    ab: parts[p + 6]!,
    aWholeB: parts[p + 7]!,
    bWholeA: parts[p + 8]!,
  };
}
