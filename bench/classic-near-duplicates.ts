import { seededRandom } from '../src/core/random.ts';
import { shingleHashes } from '../src/mine/strategy/min-hash.ts';

const PERMUTATIONS = 128;
const BANDS = 32;
const ROWS = PERMUTATIONS / BANDS;

/**
 * The textbook way, to compare with: 128 random permutations of every pair of words (`a·x + b`), the least value of each kept,
 * 32 bands of 4; texts that share a band are compared exactly and joined at a Jaccard similarity of 0.5. Words are cut and hashed
 * by the same code as ours.
 *
 * @returns for each text the index of the first text of its group
 * @see Broder 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, §3.4
 */
export function classicNearDuplicates(texts: readonly string[]): number[] {
  const random = seededRandom(7);
  const factors = Uint32Array.from({ length: PERMUTATIONS }, () => random.below(2 ** 31) * 2 + 1);
  const offsets = Uint32Array.from({ length: PERMUTATIONS }, () => random.below(2 ** 31));
  const group = texts.map((_, i) => i);
  const rootOf = (i: number): number => (group[i] === i ? i : (group[i] = rootOf(group[i]!)));
  const buckets = new Map<number, number[]>();
  const sets: Set<number>[] = [];
  const signature = new Uint32Array(PERMUTATIONS);
  const hashes = new Uint32Array(Math.max(...texts.map(({ length }) => length)) + 1);
  for (const [i, text] of texts.entries()) {
    const count = shingleHashes(text, hashes);
    sets.push(new Set(hashes.subarray(0, count)));
    signature.fill(0xffffffff);
    for (let k = 0; k < count; k++) {
      const hash = hashes[k]!;
      for (let p = 0; p < PERMUTATIONS; p++) {
        const value = (Math.imul(hash, factors[p]!) + offsets[p]!) >>> 0;
        if (value < signature[p]!) signature[p] = value;
      }
    }
    for (let band = 0; band < BANDS; band++) {
      let key = band;
      for (let row = 0; row < ROWS; row++)
        key = Math.imul(key ^ signature[band * ROWS + row]!, 0x85ebca6b) ^ (key >>> 15);
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [i]);
      else {
        for (const other of bucket) {
          const [a, b] = [rootOf(other), rootOf(i)];
          if (a !== b && jaccard(sets[other]!, sets[i]!) >= 0.5) group[Math.max(a, b)] = Math.min(a, b);
        }
        bucket.push(i);
      }
    }
  }
  return texts.map((_, i) => rootOf(i));
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const item of a) if (b.has(item)) both++;
  return both / Math.max(1, a.size + b.size - both);
}
