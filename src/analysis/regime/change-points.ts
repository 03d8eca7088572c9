import { seededRandom, type Random } from '../../core/random.ts';

/** One unit (a run): its behaviors and the bin in which each happened. */
export interface BinnedUnit {
  readonly bins: Int32Array;
  readonly codes: Int32Array;
}

/** A place where the mix of behaviors changes. */
export interface ChangePoint {
  /** The first bin of the new mix. */
  readonly at: number;
  /** G² of the two sides of it, within the stretch that it divides. */
  readonly g2: number;
  /** Share of permutations with a division as strong anywhere in the stretch. */
  readonly p: number;
}

/** How to search. */
export interface ChangePointOptions {
  /**
   * What is exchanged under the null hypothesis. `units`: each unit (all in one bin) goes to the place of another. `rotation`: the
   * behaviors of each unit within the stretch are rotated by a random amount, which keeps what follows what.
   */
  readonly exchange: 'units' | 'rotation';
  /** Of p, for each division; default 0.01, since every stretch that is left is tested once more. */
  readonly level?: number;
  readonly permutations?: number;
  readonly seed?: number;
  /** Bins on either side of a change, at least; default 1. */
  readonly shortest?: number;
}

/** Events that are permuted, at most: with more, whatever matters is found by these, too. */
const MOST_TESTED = 50_000;

/**
 * Divides bins where the mix of behaviors changes: the division with the largest G² (likelihood ratio of two multinomials against one) is
 * kept when fewer than `level` of the permutations have as strong a one anywhere, and both sides are searched in turn (binary
 * segmentation). Of more than 50,000 events those of units drawn at random are permuted. Units are permuted, never events alone, so that runs that are alike within do not look like a change.
 *
 * @param binCount - bins, in order
 * @param size - behaviors in the alphabet
 * @returns in order of bins
 * @see Vostrikova 1981 for binary segmentation; Matteson & James 2014 for the permutation test of each division
 */
export function changePoints(
  units: readonly BinnedUnit[],
  binCount: number,
  size: number,
  { exchange, level = 0.01, permutations = 399, seed = 1, shortest = 1 }: ChangePointOptions,
): ChangePoint[] {
  const random = seededRandom(seed);
  const found: ChangePoint[] = [];
  const search = (from: number, to: number): void => {
    const inside = units.flatMap((unit) => clip(unit, from, to));
    if (to - from < 2 * shortest || inside.length === 0) return;
    const counts = new Float64Array((to - from) * size);
    const fill = (of: readonly BinnedUnit[], bins: (i: number) => Int32Array, turns?: Int32Array): void => {
      counts.fill(0);
      for (let i = 0; i < of.length; i++) {
        const { codes } = of[i]!;
        const own = bins(i);
        let source = turns === undefined ? 0 : turns[i]!;
        for (let at = 0, place = 0; at < codes.length; at++) {
          counts[(own[place]! - from) * size + codes[source]!]!++;
          if (++place === own.length) place = 0;
          if (++source === codes.length) source = 0;
        }
      }
    };
    fill(inside, (i) => inside[i]!.bins);
    const best = strongest(counts, to - from, size, shortest);
    if (best.g2 <= 0) return;
    // A sample of many units is tested as they all would be, and decides no less surely than is told.
    const tested = someOf(inside, random);
    if (tested !== inside) fill(tested, (i) => tested[i]!.bins);
    const { g2 } = tested === inside ? best : strongest(counts, to - from, size, shortest);
    const turns = new Int32Array(tested.length);
    let asStrong = 1;
    const enough = Math.ceil(level * (permutations + 1));
    let drawn = 0;
    // Stopping once p is above the level for sure (Besag & Clifford) costs nothing that is reported but the digits of a large p.
    while (drawn < permutations && asStrong <= 2 * enough) {
      drawn++;
      if (exchange === 'units') {
        const order = random.shuffle(tested);
        fill(tested, (i) => order[i]!.bins);
      } else {
        for (let i = 0; i < tested.length; i++) turns[i] = random.below(tested[i]!.codes.length);
        fill(tested, (i) => tested[i]!.bins, turns);
      }
      if (strongest(counts, to - from, size, shortest).g2 >= g2 - 1e-9) asStrong++;
    }
    const p = asStrong / (drawn + 1);
    if (p > level) return;
    found.push({ at: from + best.at, g2: best.g2, p });
    search(from, from + best.at);
    search(from + best.at, to);
  };
  search(0, binCount);
  return found.toSorted((a, b) => a.at - b.at);
}

/** The division of bins with the largest G². */
function strongest(counts: Float64Array, bins: number, size: number, shortest: number): { at: number; g2: number } {
  const all = new Float64Array(size);
  for (let i = 0; i < counts.length; i++) all[i % size]! += counts[i]!;
  const total = all.reduce((sum, count) => sum + count, 0);
  const left = new Float64Array(size);
  let before = 0;
  let best = { at: 0, g2: 0 };
  const whole = information(all, undefined, total);
  for (let at = 1; at < bins; at++) {
    for (let code = 0; code < size; code++) {
      const count = counts[(at - 1) * size + code]!;
      left[code]! += count;
      before += count;
    }
    if (at < shortest || bins - at < shortest || before === 0 || before === total) continue;
    const g2 = 2 * (information(left, undefined, before) + information(all, left, total - before) - whole);
    if (g2 > best.g2) best = { at, g2 };
  }
  return best;
}

/** Σ n log(n / N) of counts, or of `counts − without`. */
function information(counts: Float64Array, without: Float64Array | undefined, total: number): number {
  let sum = 0;
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code]! - (without === undefined ? 0 : without[code]!);
    if (count > 0) sum += count * Math.log(count / total);
  }
  return sum;
}

function clip(unit: BinnedUnit, from: number, to: number): BinnedUnit[] {
  const { bins, codes } = unit;
  let kept = 0;
  for (let at = 0; at < bins.length; at++) if (bins[at]! >= from && bins[at]! < to) kept++;
  if (kept === 0) return [];
  if (kept === bins.length) return [unit];
  const clipped = { bins: new Int32Array(kept), codes: new Int32Array(kept) };
  for (let at = 0, place = 0; at < bins.length; at++) {
    if (bins[at]! < from || bins[at]! >= to) continue;
    clipped.bins[place] = bins[at]!;
    clipped.codes[place++] = codes[at]!;
  }
  return [clipped];
}

/** Units at random until they have so many events that are permuted; all of them, as they are, where there are no more. */
function someOf(units: readonly BinnedUnit[], random: Random): readonly BinnedUnit[] {
  let left = MOST_TESTED;
  for (const { codes } of units) left -= codes.length;
  if (left >= 0) return units;
  left = MOST_TESTED;
  const chosen: BinnedUnit[] = [];
  for (const unit of random.shuffle(units)) {
    chosen.push(unit);
    if ((left -= unit.codes.length) <= 0) break;
  }
  return chosen;
}
