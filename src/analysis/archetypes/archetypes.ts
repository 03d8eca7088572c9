import { rateInterval, type Interval } from '../../core/rate-interval.ts';
import { clusteredShare, addToShare, NO_SHARE } from '../../core/clustered-share.ts';
import { seededRandom } from '../../core/random.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { behaviorProfiles } from './behavior-profiles.ts';
import { clusterProfiles, squaredDistance } from './cluster-profiles.ts';

/** Runs that mix behaviors alike. */
export interface Archetype {
  /** Behaviors that have a larger share than over all runs, most so first. */
  readonly marks: readonly { readonly behavior: string; readonly share: number; readonly overall: number }[];
  /** The run whose mix is nearest to the mean of the group. */
  readonly typical: string;
  readonly runs: number;
  /** Share of all runs, with its interval between tasks. */
  readonly share: number;
  readonly interval: Interval;
  /** Of runs whose outcome is known; undefined where none is. */
  readonly success?: { readonly share: number; readonly interval: Interval; readonly runs: number };
  readonly ids: readonly string[];
}

/** Kinds of runs. */
export interface Archetypes {
  /** Largest first. */
  readonly list: readonly Archetype[];
  /** Mean silhouette of the chosen number, −1…1: how much nearer runs are to their own group than to the next. */
  readonly silhouette: number;
  /** Mean adjusted Rand index, at most 1: how far groups made of half of the runs put all runs as the groups of the other half do. */
  readonly stability: number;
  /** Share of shuffles, events exchanged among runs of any kind, that fall into as tight groups: above 0.05 there may be one kind of run only. */
  readonly p: number;
  /** Of every number tried. */
  readonly tried: readonly { readonly count: number; readonly silhouette: number; readonly stability: number }[];
  /** Runs with events. */
  readonly runs: number;
}

const MOST = 8;
const HALVINGS = 10;
const SHUFFLES = 39;
// Below this, other runs of the same kind give other groups.
const STABLE = 0.6;
// Fewer kinds that are nearly as tight are easier to think with.
const NEARLY = 0.9;
// More runs, and rarer behaviors, hardly move the centres.
const MOST_RUNS = 2000;
const MOST_BEHAVIORS = 60;

/**
 * Clusters runs by their mix of the 60 most frequent behaviors: the fewest groups whose silhouette (by centres) is within a tenth of the best, among
 * the numbers whose groups come again when made from either half of the runs. Of more than 2,000 runs so many, drawn at random, make the groups.
 *
 * @param count - so many instead
 * @returns undefined with fewer than ten runs that show anything
 * @see Rousseeuw 1987 (silhouettes); Hubert & Arabie 1985 (adjusted Rand index); Lange et al. 2004 (stability)
 */
export function archetypes(
  set: SequenceSet,
  { count, seed = 1 }: { readonly count?: number; readonly seed?: number } = {},
): Archetypes | undefined {
  const own = frequentOnly(set);
  const n = own.sequences.length;
  const size = own.alphabet.length;
  if (n < 10) return undefined;
  const profiles = behaviorProfiles(own);
  const random = seededRandom(seed);
  const sample = n <= MOST_RUNS ? own : { ...own, sequences: random.shuffle(own.sequences).slice(0, MOST_RUNS) };
  const rows = n <= MOST_RUNS ? profiles : behaviorProfiles(sample);
  const numbers = count === undefined ? Array.from({ length: Math.min(MOST, Math.floor(n / 5)) - 1 }, (_, i) => i + 2) : [count]; // prettier-ignore
  const tried = numbers.map((number) => {
    const found = clusterProfiles(rows, { size, count: number, seed });
    const stability = stabilityOf(rows, { size, count: number, seed });
    return { count: number, found, stability, silhouette: silhouetteOf(rows, found.centres, size) };
  });
  const stable = tried.filter(({ stability }) => stability >= STABLE);
  const fit = stable.length === 0 ? tried : stable;
  const tightest = Math.max(...fit.map(({ silhouette }) => silhouette));
  const best = fit.find(({ silhouette }) => silhouette >= NEARLY * tightest) ?? fit[0]!;
  const overall = sharesOf(own, [...own.sequences.keys()]);
  const list = [
    ...Map.groupBy(own.sequences.keys(), (run) => nearestCentre(profiles, run, { centres: best.found.centres, size })),
  ]
    .map(([group, runs]): Archetype => {
      const shares = sharesOf(own, runs);
      const marks = own.alphabet
        .map((behavior, i) => ({ behavior, share: shares[i]!, overall: overall[i]! }))
        .filter(({ share, overall: all }) => share > 1.1 * all && share >= 0.02)
        .sort((a, b) => Math.sqrt(b.share) - Math.sqrt(b.overall) - (Math.sqrt(a.share) - Math.sqrt(a.overall)));
      const distance = (run: number): number => squaredDistance(profiles, run, { rows: best.found.centres, row: group, size }); // prettier-ignore
      const typical = runs.reduce((a, b) => (distance(b) < distance(a) - 1e-12 ? b : a));
      const isIn = new Set(runs);
      const known = runs.filter((run) => own.sequences[run]!.success !== undefined);
      const wins = (run: number): number => (own.sequences[run]!.success === true ? 1 : 0);
      return {
        marks,
        typical: own.sequences[typical]!.id,
        runs: runs.length,
        ...shareOver(own, (run) => (isIn.has(run) ? 1 : 0), [...own.sequences.keys()]),
        ...(known.length > 0 && { success: { ...shareOver(own, wins, known), runs: known.length } }), // prettier-ignore
        ids: runs.map((run) => own.sequences[run]!.id),
      };
    })
    .sort((a, b) => b.runs - a.runs || (a.typical < b.typical ? -1 : 1));
  return {
    list,
    silhouette: best.silhouette,
    stability: best.stability,
    p: shuffledP(sample, best.found.spread / totalSpread(rows, size), { count: best.count, seed }),
    tried: tried.map(({ count: number, silhouette, stability }) => ({ count: number, silhouette, stability })),
    runs: n,
  };
}

/** Runs that show any of the most frequent behaviors, with only these. */
function frequentOnly({ alphabet, sequences }: SequenceSet): SequenceSet {
  const counts = new Float64Array(alphabet.length);
  for (const { codes } of sequences) for (const code of codes) counts[code]!++;
  const kept = [...counts.keys()]
    .filter((code) => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, MOST_BEHAVIORS)
    .sort((a, b) => a - b);
  const placeOf = new Int32Array(alphabet.length).fill(-1);
  for (const [place, code] of kept.entries()) placeOf[code] = place;
  return {
    alphabet: kept.map((code) => alphabet[code]!),
    sequences: sequences
      .map((run) => ({ ...run, codes: run.codes.map((code) => placeOf[code]!).filter((place) => place >= 0) }))
      .filter(({ codes }) => codes.length > 0),
  };
}

function nearestCentre(
  profiles: Float64Array,
  run: number,
  { centres, size }: { readonly centres: Float64Array; readonly size: number },
): number {
  let [group, least] = [0, Infinity];
  for (let k = 0; k < centres.length / size; k++) {
    const distance = squaredDistance(profiles, run, { rows: centres, row: k, size });
    if (distance < least) [group, least] = [k, distance];
  }
  return group;
}

/** Mean share of each behavior of the runs' events. */
function sharesOf({ alphabet, sequences }: SequenceSet, runs: readonly number[]): Float64Array {
  const shares = new Float64Array(alphabet.length);
  for (const run of runs) {
    const { codes } = sequences[run]!;
    for (const code of codes) shares[code]! += 1 / codes.length / runs.length;
  }
  return shares;
}

function shareOver(
  { sequences }: SequenceSet,
  value: (run: number) => number,
  runs: readonly number[],
): { share: number; interval: Interval } {
  let sums = NO_SHARE;
  for (const own of Map.groupBy(runs, (run) => sequences[run]!.task).values()) {
    sums = addToShare(sums, own.reduce((sum, run) => sum + value(run), 0), own.length); // prettier-ignore
  }
  const { share, interval } = clusteredShare(sums);
  return runs.length === 0 ? { share: 0, interval: rateInterval(0, 0) } : { share, interval };
}

function silhouetteOf(profiles: Float64Array, centres: Float64Array, size: number): number {
  const n = profiles.length / size;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let [nearest, next] = [Infinity, Infinity];
    for (let k = 0; k < centres.length / size; k++) {
      const distance = Math.sqrt(squaredDistance(profiles, i, { rows: centres, row: k, size }));
      if (distance < nearest) [nearest, next] = [distance, nearest];
      else if (distance < next) next = distance;
    }
    if (next > 0) sum += (next - nearest) / next;
  }
  return sum / n;
}

/** How often runs that all draw from one mix, as long as these, fall into groups as tight. */
function shuffledP(
  { alphabet, sequences }: SequenceSet,
  spread: number,
  { count, seed }: { readonly count: number; readonly seed: number },
): number {
  const random = seededRandom(seed);
  let events = sequences.flatMap(({ codes }) => [...codes]);
  let asTight = 0;
  for (let round = 0; round < SHUFFLES; round++) {
    events = random.shuffle(events);
    let at = 0;
    const shuffled = sequences.map((run) => ({ ...run, codes: Int32Array.from(events.slice(at, (at += run.codes.length))) })); // prettier-ignore
    const profiles = behaviorProfiles({ alphabet, sequences: shuffled });
    // Tightness beside what there is to explain, which shuffling changes too.
    const own = clusterProfiles(profiles, { size: alphabet.length, count, seed });
    if (own.spread / totalSpread(profiles, alphabet.length) <= spread) asTight++;
  }
  return (1 + asTight) / (1 + SHUFFLES);
}

function totalSpread(profiles: Float64Array, size: number): number {
  return Math.max(1e-12, clusterProfiles(profiles, { size, count: 1 }).spread);
}

/** Two halves are clustered by themselves; both sets of centres sort all runs, and the two sortings are compared. */
function stabilityOf(
  profiles: Float64Array,
  { size, count, seed }: { readonly size: number; readonly count: number; readonly seed: number },
): number {
  const random = seededRandom(seed);
  const n = profiles.length / size;
  let sum = 0;
  for (let round = 0; round < HALVINGS; round++) {
    const order = random.shuffle(Array.from({ length: n }, (_, i) => i));
    const sorted = [order.slice(0, n >> 1), order.slice(n >> 1)].map((half) => {
      const rows = new Float64Array(half.length * size);
      for (const [i, run] of half.entries()) rows.set(profiles.subarray(run * size, (run + 1) * size), i * size);
      const { centres } = clusterProfiles(rows, { size, count: Math.min(count, half.length), seed });
      return Array.from({ length: n }, (_, run) => {
        return nearestCentre(profiles, run, { centres, size });
      });
    });
    sum += randIndex(sorted[0]!, sorted[1]!);
  }
  return sum / HALVINGS;
}

/** Adjusted for chance: 1 for the same groups, 0 on average for groups made at random. */
function randIndex(a: readonly number[], b: readonly number[]): number {
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const count = (keys: readonly unknown[]): number =>
    [...Map.groupBy(keys, (key) => key).values()].reduce((sum, { length }) => sum + pairs(length), 0);
  const together = count(a.map((group, i) => group * 1000 + b[i]!));
  const [ofA, ofB, all] = [count(a), count(b), pairs(a.length)];
  const chance = (ofA * ofB) / all;
  const most = (ofA + ofB) / 2;
  return most === chance ? 1 : (together - chance) / (most - chance);
}
