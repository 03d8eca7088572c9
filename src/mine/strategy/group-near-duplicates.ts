import { minHash } from './min-hash.ts';

const BINS = 32;
const ROWS = 2;
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
  const group = texts.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (group[root] !== root) root = group[root]!;
    group[i] = root;
    return root;
  };
  const shingles = texts.map(shinglesOf);
  const buckets = new Map<number, number[]>();
  const signature = new Uint32Array(BINS);
  for (const [i, text] of texts.entries()) {
    if (minHash(text, signature, { shingle: 2 }) === 0) continue;
    for (let band = 0; band < BINS / ROWS; band++) {
      let key = band;
      for (let row = 0; row < ROWS; row++)
        key = Math.imul(key ^ signature[band * ROWS + row]!, 0x85ebca6b) ^ (key >>> 15);
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        buckets.set(key, [i]);
        continue;
      }
      for (const other of bucket) {
        const a = rootOf(other);
        const b = rootOf(i);
        if (a !== b && jaccard(shingles[other]!, shingles[i]!) >= similarity) group[Math.max(a, b)] = Math.min(a, b);
      }
      if (bucket.length < MAX_COMPARED) bucket.push(i);
    }
  }
  return texts.map((_, i) => rootOf(i));
}

function shinglesOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(1).map((word, i) => `${words[i]} ${word}`));
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const item of a) if (b.has(item)) both++;
  const all = a.size + b.size - both;
  return all === 0 ? 0 : both / all;
}
