/**
 * One-permutation MinHash of a text's word shingles: each shingle is hashed once and falls into one bin, which keeps its
 * smallest value; empty bins borrow from the next full one (densification by rotation). Words are runs of letters and
 * digits, ASCII case ignored.
 *
 * @param signature - length a power of two; overwritten. The share of equal bins of two signatures estimates the Jaccard
 *   similarity of the texts' shingles (standard error about 0.5 / √bins)
 * @param shingle - words per shingle
 * @returns the number of shingles; with none the signature is all ones and says nothing
 * @see Broder 1997; Li, Owen & Zhang 2012 (one permutation); Shrivastava & Li 2014 (densification)
 */
export function minHash(text: string, signature: Uint32Array, { shingle = 2 }: { shingle?: number } = {}): number {
  signature.fill(0xffffffff);
  const shift = 32 - Math.log2(signature.length);
  const ring = new Uint32Array(shingle);
  let next = 0;
  let words = 0;
  let word = 0x811c9dc5;
  let inWord = false;
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
      if (words >= shingle) {
        const hash = shingleHash(ring, next);
        const bin = shift === 32 ? 0 : hash >>> shift;
        const value = Math.imul(hash, 0x27d4eb2f) >>> 0;
        if (value < signature[bin]!) signature[bin] = value;
      }
    }
  }
  if (words < shingle) return 0;
  densify(signature);
  return words - shingle + 1;
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
  const full = Uint8Array.from(signature, (value) => (value === 0xffffffff ? 0 : 1));
  for (let bin = 0; bin < signature.length; bin++) {
    if (full[bin] === 1) continue;
    let from = bin;
    let distance = 0;
    do {
      from = from + 1 === signature.length ? 0 : from + 1;
      distance++;
    } while (full[from] === 0 && distance < signature.length);
    signature[bin] = Math.min(0xfffffffe, (signature[from]! + Math.imul(distance, 0x9e3779b1)) >>> 0);
  }
}

/** The share of bins in which two signatures of the same length agree, 0–1. */
export function signatureSimilarity(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++;
  return equal / a.length;
}
