import { falseDiscovery } from '../../core/false-discovery.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { CohortDifference } from '../compare/cohort-difference.ts';
import { compareMembers } from './compare-members.ts';
import type { SliceMeasure } from './slice-measure.ts';
import { FEATURE_KINDS, type RunFeature } from './run-features.ts';

/** Runs that can be described and that behave differently from all others. */
export interface Slice {
  readonly features: readonly RunFeature[];
  /** Places of its runs, in both halves. */
  readonly members: Int32Array;
  /** On the half in which it was found; q over all that was tried there. */
  readonly search: { readonly difference: number; readonly p: number; readonly q: number };
  /** Mean of the slice and of all other runs, their difference and interval, on the half that was held out. */
  readonly inside: number;
  readonly outside: number;
  readonly difference: number;
  readonly interval: Interval;
  readonly runs: readonly [number, number];
  readonly p: number;
  /** Over the slices that were found. */
  readonly q: number;
  /** Whether the half that was held out says so, too: same side, q < 0.05. */
  readonly holds: boolean;
}

/** How slices are searched. */
export interface SliceOptions {
  /** Slices of fewer runs (in either half) are not looked at. Default 5. */
  readonly fewest?: number;
  /** So many single features are tried with every other. Default 20. */
  readonly beam?: number;
  readonly seed?: number;
}

/** What was found, and among how many. */
export interface FoundSlices {
  /** Those that hold first, then by p. */
  readonly slices: readonly Slice[];
  readonly tested: number;
  readonly halves: readonly [number, number];
}

const LEVEL = 0.05;
// Of two slices of mostly the same runs the surer one stands for both; so does one for all that are not in it.
const SAME = 0.8;

interface Candidate {
  readonly features: readonly RunFeature[];
  readonly members: Int32Array;
  readonly found: CohortDifference;
  /** For pairs, the largest of the p against all others and against what is left of either feature. */
  readonly p: number;
}

/**
 * Searches slices, single features and pairs of them, that differ on a measure from all other runs. Runs are halved within tasks; the search
 * sees one half, with q over everything it tried; what it finds is measured anew on the other half, which no choice has flattered. A pair must
 * differ from what is left of each of its features, too. Variances are between tasks; slices of one task count its runs one by one.
 *
 * @see Chung et al. 2019 (slice finding), Lavrač et al. 2004 (beam search over descriptions); q by Benjamini & Hochberg 1995
 */
export function findSlices(
  features: readonly RunFeature[],
  measure: SliceMeasure,
  { fewest = 5, beam = 20, seed = 1 }: SliceOptions = {},
): FoundSlices {
  const half = halvesOf(measure, seededRandom(seed));
  const differ = [0, 1].map((side) => compareMembers(measure, half, side));
  const searched = (members: Int32Array, own: readonly RunFeature[], base?: Int32Array): CohortDifference | undefined =>
    differ[0]!(members, { inOneTask: isOfTask(own), fewest, ...(base !== undefined && { base }) });
  const singles = features.flatMap((feature): Candidate[] => {
    const found = searched(feature.members, [feature]);
    return found === undefined ? [] : [{ features: [feature], members: feature.members, found, p: found.p }];
  });
  const first = singles.toSorted((a, b) => a.p - b.p).slice(0, beam);
  const tried = new Set<string>();
  const pairs = first.flatMap(({ features: [one] }) =>
    features.flatMap((other): Candidate[] => {
      const pair = [one!, other].sort(inOrder);
      const key = pair.map(({ kind, value }) => `${kind}\n${value}`).join('\n\n');
      if (other === one || tried.has(key) || (other.kind === one!.kind && !['tool', 'tag', 'behavior', 'word'].includes(other.kind))) return []; // prettier-ignore
      tried.add(key);
      const members = both(one!.members, other.members);
      // A feature that adds nothing to the other is the other.
      if (members.length === one!.members.length || members.length === other.members.length) return [];
      const found = searched(members, pair);
      if (found === undefined) return [];
      const rests = pair.map((feature) => searched(members, pair, feature.members));
      const p = Math.max(found.p, ...rests.map((rest) => (rest === undefined || rest.difference * found.difference <= 0 ? 1 : rest.p))); // prettier-ignore
      return [{ features: pair, members, found, p }];
    }),
  );
  const all = [...singles, ...pairs];
  const q = falseDiscovery(all.map(({ p }) => p));
  const sure = all.map((candidate, i) => ({ ...candidate, q: q[i]! })).filter((candidate) => candidate.q < LEVEL).sort((a, b) => a.p - b.p); // prettier-ignore
  const kept: (Candidate & { readonly q: number })[] = [];
  for (const candidate of sure) {
    const own = candidate.members;
    if (kept.every(({ members }) => likeness(members, own) < SAME && otherness(members, own, half.length) < SAME)) kept.push(candidate); // prettier-ignore
  }
  const measured = kept.flatMap(({ features: own, members, found, p, q: searchQ }) => {
    const again = differ[1]!(members, { inOneTask: isOfTask(own), fewest: 2 });
    if (again === undefined) return [];
    const inside = members.filter((run) => half[run] === 1).length;
    const runs = [inside, half.filter((side) => side === 1).length - inside] as const;
    return [{ own, members, again, runs, search: { difference: -found.difference, p, q: searchQ } }];
  });
  const heldQ = falseDiscovery(measured.map(({ again }) => again.p));
  const slices = measured.map(({ own, members, again, runs, search }, i): Slice => {
    const { a: inside, b: outside, interval, p } = again;
    const difference = inside - outside;
    const holds = heldQ[i]! < LEVEL && difference * search.difference > 0;
    return { features: own, members, search, inside, outside, difference, interval: [-interval[1], -interval[0]], runs, p, q: heldQ[i]!, holds }; // prettier-ignore
  });
  return {
    slices: slices.toSorted((a, b) => Number(b.holds) - Number(a.holds) || a.p - b.p),
    tested: all.length,
    halves: [half.filter((side) => side === 0).length, half.filter((side) => side === 1).length],
  };
}

/** Which half each run is in, 0 the search, 1 held out, −1 where the measure is not known; the runs of a task go to either in turn. */
function halvesOf({ values, clusters }: SliceMeasure, random: Random): Int8Array {
  const half = new Int8Array(values.length).fill(-1);
  const known = [...values.keys()].filter((run) => !Number.isNaN(values[run]!));
  for (const runs of Map.groupBy(known, (run) => clusters[run]!).values()) {
    const start = random.below(2);
    for (const [i, run] of random.shuffle(runs).entries()) half[run] = (start + i) % 2;
  }
  return half;
}

function isOfTask(features: readonly RunFeature[]): boolean {
  return features.some(({ kind }) => kind === 'task');
}

function inOrder(a: RunFeature, b: RunFeature): number {
  return FEATURE_KINDS.indexOf(a.kind) - FEATURE_KINDS.indexOf(b.kind) || (a.value < b.value ? -1 : 1);
}

function both(a: Int32Array, b: Int32Array): Int32Array {
  const shared: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) shared.push(a[i]!);
    if (a[i]! <= b[j]!) i++;
    else j++;
  }
  return Int32Array.from(shared);
}

/** How alike one slice is to all that is not in the other, of `count` runs. */
function otherness(a: Int32Array, b: Int32Array, count: number): number {
  const shared = both(a, b).length;
  return (a.length - shared) / (count - b.length + shared);
}

function likeness(a: Int32Array, b: Int32Array): number {
  const shared = both(a, b).length;
  return shared / (a.length + b.length - shared);
}
