/**
 * Hashes of a text's word shingles, in order, repeats included. Words are runs of letters and digits, ASCII case ignored.
 *
 * @param into - overwritten from the start, and as long as the text at least
 * @param shingle - words per shingle
 * @returns how many there are
 */
export function shingleHashes(text: string, into: Uint32Array, { shingle = 2 }: { shingle?: number } = {}): number {
  const ring = new Uint32Array(shingle);
  let next = 0;
  let words = 0;
  let word = 0x811c9dc5;
  let inWord = false;
  let count = 0;
  for (let i = 0; i <= text.length; i++) {
    let code = i < text.length ? text.charCodeAt(i) : 32;
    if (code >= 65 && code <= 90) code |= 32;
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127) {
      word = Math.imul(word ^ code, 0x01000193);
      inWord = true;
    } else if (inWord) {
      ring[next] = word;
      next = next + 1 === shingle ? 0 : next + 1;
      words++;
      word = 0x811c9dc5;
      inWord = false;
      if (words >= shingle) into[count++] = shingleHash(ring, next);
    }
  }
  return count;
}

/**
 * One-permutation MinHash: each shingle is hashed once and falls into one bin, which keeps its smallest value; empty bins
 * borrow from the next full one (densification by rotation).
 *
 * @param hashes - of shingles; at least `count`
 * @param signature - length a power of two; overwritten, with ones when there are no shingles. The share of equal bins of
 *   two signatures estimates the Jaccard similarity of the texts' shingles (standard error about 0.5 / √bins)
 * @see Broder 1997; Li, Owen & Zhang 2012 (one permutation); Shrivastava & Li 2014 (densification)
 */
export function minHash(hashes: Uint32Array, count: number, signature: Uint32Array): void {
  signature.fill(0xffffffff);
  const shift = 32 - Math.log2(signature.length);
  for (let i = 0; i < count; i++) {
    const hash = hashes[i]!;
    const bin = shift === 32 ? 0 : hash >>> shift;
    const value = Math.imul(hash, 0x27d4eb2f) >>> 0;
    if (value < signature[bin]!) signature[bin] = value;
  }
  if (count > 0) densify(signature);
}

function shingleHash(ring: Uint32Array, oldest: number): number {
  let hash = 0x9e3779b9;
  for (let j = 0, place = oldest; j < ring.length; j++, place = place + 1 === ring.length ? 0 : place + 1) {
    hash = Math.imul(hash ^ ring[place]!, 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function densify(signature: Uint32Array): void {
  const bins = signature.length;
  const from = signature.slice();
  let distance = 0;
  // Twice around, backwards: how far the next full bin is.
  for (let place = 2 * bins - 1; place >= 0; place--) {
    const bin = place < bins ? place : place - bins;
    if (from[bin] !== 0xffffffff) distance = 0;
    else if (++distance < bins && place < bins) {
      const full = bin + distance < bins ? bin + distance : bin + distance - bins;
      signature[bin] = Math.min(0xfffffffe, (from[full]! + Math.imul(distance, 0x9e3779b1)) >>> 0);
    }
  }
}

/** The share of bins in which two signatures of the same length agree, 0–1. */
export function signatureSimilarity(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++;
  return equal / a.length;
}
