import { minHash, shingleHashes } from './min-hash.ts';

const BINS = 32;
// Bins per band: two texts whose bins agree with probability s share one of n bands of r with 1 − (1 − s^r)^n, which is 0.99
// at a similarity of 0.5 with r = 2, and 0.9 at 0.7 with r = 4, where far fewer others do.
const MANY_ROWS = 4;
const FEW_ROWS = 2;
const MANY_FROM = 0.7;
// Buckets hold texts of one wording; comparing each with the first few is enough to join them.
const MAX_COMPARED = 24;

/**
 * Groups texts that say nearly the same in nearly the same words: signatures that share a band are compared word by word,
 * and texts whose words (in order, by pairs) have a Jaccard similarity of at least `similarity` are joined.
 *
 * @param texts - distinct
 * @returns for each text the index of the first text of its group
 */
export function groupNearDuplicates(
  texts: readonly string[],
  { similarity = 0.5 }: { similarity?: number } = {},
): number[] {
  const group = Int32Array.from(texts, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (group[root] !== root) root = group[root]!;
    group[i] = root;
    return root;
  };
  const rows = similarity >= MANY_FROM ? MANY_ROWS : FEW_ROWS;
  const bands = BINS / rows;
  const { keys, shingled } = bandKeys(texts, rows);
  const shinglesOf = shingleSets(texts);
  const buckets = bucketTable(texts.length);
  for (let band = 0; band < bands; band++) {
    buckets.clear();
    for (let i = 0; i < texts.length; i++) {
      if (shingled[i] === 0) continue;
      buckets.add(keys[i * bands + band]!, i, (other) => {
        const a = rootOf(other);
        const b = rootOf(i);
        if (a !== b && jaccard(shinglesOf(other), shinglesOf(i)) >= similarity) group[Math.max(a, b)] = Math.min(a, b);
      });
    }
  }
  return Array.from(texts, (_, i) => rootOf(i));
}

/** One key per text and band; and which texts have any shingles. */
function bandKeys(texts: readonly string[], rows: number): { keys: Uint32Array; shingled: Uint8Array } {
  const bands = BINS / rows;
  const keys = new Uint32Array(texts.length * bands);
  const shingled = new Uint8Array(texts.length);
  const hashes = new Uint32Array(texts.reduce((longest, text) => Math.max(longest, text.length), 0) + 1);
  const signature = new Uint32Array(BINS);
  for (const [i, text] of texts.entries()) {
    const count = shingleHashes(text, hashes);
    if (count === 0) continue;
    shingled[i] = 1;
    minHash(hashes, count, signature);
    for (let band = 0; band < bands; band++) {
      let key = band;
      for (let row = 0; row < rows; row++)
        key = Math.imul(key ^ signature[band * rows + row]!, 0x85ebca6b) ^ (key >>> 15);
      keys[i * bands + band] = key;
    }
  }
  return { keys, shingled };
}

/** A table from keys to the first texts that had them: open addressing, lists as linked numbers. */
function bucketTable(count: number): {
  clear(): void;
  add(key: number, text: number, meet: (other: number) => void): void;
} {
  const size = 2 ** Math.ceil(Math.log2(2 * count + 2));
  const keyOf = new Uint32Array(size);
  const first = new Int32Array(size);
  const last = new Int32Array(size);
  const length = new Uint8Array(size);
  const next = new Int32Array(count);
  return {
    clear: () => void first.fill(-1),
    add(key, text, meet) {
      let slot = Math.imul(key, 0x9e3779b1) >>> 0;
      for (slot &= size - 1; first[slot] !== -1 && keyOf[slot] !== key; slot = (slot + 1) & (size - 1));
      if (first[slot] === -1) {
        keyOf[slot] = key;
        first[slot] = last[slot] = text;
        length[slot] = 1;
        next[text] = -1;
        return;
      }
      for (let other = first[slot]!; other !== -1; other = next[other]!) meet(other);
      if (length[slot]! >= MAX_COMPARED) return;
      next[last[slot]!] = text;
      last[slot] = text;
      next[text] = -1;
      length[slot]!++;
    },
  };
}

/** The sorted distinct shingle hashes of each text, made when first asked for. */
function shingleSets(texts: readonly string[]): (text: number) => Uint32Array {
  const known = new Map<number, Uint32Array>();
  return (text) => {
    let shingles = known.get(text);
    if (shingles === undefined) {
      const hashes = new Uint32Array(texts[text]!.length + 1);
      shingles = hashes.slice(0, shingleHashes(texts[text]!, hashes)).sort();
      known.set(text, (shingles = shingles.filter((hash, i) => i === 0 || hash !== shingles![i - 1])));
    }
    return shingles;
  };
}

function jaccard(a: Uint32Array, b: Uint32Array): number {
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) both++;
    const forward = a[i]! <= b[j]!;
    if (a[i]! >= b[j]!) j++;
    if (forward) i++;
  }
  return both === 0 ? 0 : both / (a.length + b.length - both);
}
