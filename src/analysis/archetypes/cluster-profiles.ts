import { seededRandom, type Random } from '../../core/random.ts';

/** Profiles in groups. */
export interface ProfileClusters {
  /** Per profile, its group. */
  readonly groups: Int32Array;
  /** Rows of `size` numbers. */
  readonly centres: Float64Array;
  /** Mean squared distance to the own centre. */
  readonly spread: number;
}

const ROUNDS = 50;
const STARTS = 5;

/**
 * k-means from several k-means++ starts, the best of which is kept.
 *
 * @param profiles - rows of `size` numbers, at least `count` of them
 * @see Lloyd 1982; Arthur & Vassilvitskii 2007 for the starts
 */
export function clusterProfiles(
  profiles: Float64Array,
  { size, count, seed = 1 }: { readonly size: number; readonly count: number; readonly seed?: number },
): ProfileClusters {
  const random = seededRandom(seed);
  let best: ProfileClusters | undefined;
  for (let start = 0; start < STARTS; start++) {
    const found = fromStart(profiles, startingCentres(profiles, { size, count, random }), size);
    if (best === undefined || found.spread < best.spread) best = found;
  }
  return best!;
}

/** Squared distance of row `i` of `a` and row `j` of `b`. */
export function squaredDistance(
  a: Float64Array,
  i: number,
  { rows, row, size }: { readonly rows: Float64Array; readonly row: number; readonly size: number },
): number {
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const difference = a[i * size + k]! - rows[row * size + k]!;
    sum += difference * difference;
  }
  return sum;
}

function startingCentres(
  profiles: Float64Array,
  { size, count, random }: { readonly size: number; readonly count: number; readonly random: Random },
): Float64Array {
  const n = profiles.length / size;
  const centres = new Float64Array(count * size);
  const nearest = new Float64Array(n).fill(Infinity);
  let chosen = random.below(n);
  for (let k = 0; k < count; k++) {
    centres.set(profiles.subarray(chosen * size, (chosen + 1) * size), k * size);
    let total = 0;
    for (let i = 0; i < n; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(profiles, i, { rows: centres, row: k, size }));
      total += nearest[i]!;
    }
    let left = random.next() * total;
    chosen = 0;
    while (chosen < n - 1 && (left -= nearest[chosen]!) > 0) chosen++;
  }
  return centres;
}

function fromStart(profiles: Float64Array, centres: Float64Array, size: number): ProfileClusters {
  const n = profiles.length / size;
  const count = centres.length / size;
  const groups = new Int32Array(n).fill(-1);
  let spread = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    spread = 0;
    for (let i = 0; i < n; i++) {
      let [group, least] = [0, Infinity];
      for (let k = 0; k < count; k++) {
        const distance = squaredDistance(profiles, i, { rows: centres, row: k, size });
        if (distance < least) [group, least] = [k, distance];
      }
      spread += least / n;
      if (groups[i] !== group) moved = true;
      groups[i] = group;
    }
    if (!moved) break;
    const counts = new Int32Array(count);
    const sums = new Float64Array(centres.length);
    for (let i = 0; i < n; i++) {
      counts[groups[i]!]!++;
      for (let k = 0; k < size; k++) sums[groups[i]! * size + k]! += profiles[i * size + k]!;
    }
    // A centre that lost all its profiles stays where it is.
    for (let k = 0; k < count; k++) if (counts[k]! > 0) for (let j = 0; j < size; j++) centres[k * size + j] = sums[k * size + j]! / counts[k]!; // prettier-ignore
  }
  return { groups, centres, spread };
}
