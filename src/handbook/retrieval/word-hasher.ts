import { textHash } from '../../mine/digest/text-hash.ts';
import type { PlainTerm } from './plain-terms.ts';

/** Numbers per vector. */
export const HASHED_DIMENSIONS = 384;

const GRAM = 4;
// A word weighs about as much as all of its pieces together.
const WORD = 0.7;
const PIECES = Math.sqrt(1 - WORD ** 2);
const MOST_KNOWN = 50_000;

/** Makes vectors of words; see {@link wordHasher}. */
export type WordHasher = (
  words: readonly PlainTerm[],
  weights: readonly { readonly term: string; readonly weight: number }[],
) => Float32Array;

/**
 * Texts as vectors that need no model: words, and the pieces of four characters that they are made of, each added at two
 * places that a hash gives, with a sign that a hash gives. Texts whose words are related (`rebook`, `booking`; slips of the
 * keyboard; any language) point the same way. Words without a weight are left out; vectors have length 1, or 0 without words.
 *
 * @see Weinberger et al. 2009 for feature hashing
 */
export function wordHasher(): WordHasher {
  // Where a word's pieces go; texts use few words often.
  const known = new Map<string, Int32Array>();
  const placesOf = ({ term, word }: PlainTerm): Int32Array => {
    let places = known.get(word);
    if (places === undefined) {
      const framed = `<${word}>`;
      const pieces = [term];
      for (let i = 0; i + GRAM <= framed.length; i++) pieces.push(framed.slice(i, i + GRAM));
      places = Int32Array.from(pieces.flatMap((piece) => signedPlaces(textHash(piece))));
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(word, places);
    }
    return places;
  };
  return (words, weights) => {
    const vector = new Float32Array(HASHED_DIMENSIONS);
    const weightOf = new Map(weights.map(({ term, weight }) => [term, weight]));
    for (const word of words) {
      const weight = weightOf.get(word.term);
      if (weight === undefined) continue;
      const places = placesOf(word);
      const each = (PIECES * weight) / Math.sqrt(Math.max(1, places.length / 2 - 1));
      for (let i = 0; i < places.length; i++) {
        const place = places[i]!;
        const share = i < 2 ? WORD * weight : each;
        if (place < 0) vector[-place - 1]! -= share;
        else vector[place]! += share;
      }
    }
    return unitVector(vector);
  };
}

/** Brings a vector to length 1, in place; one without a length stays as it is. */
export function unitVector(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares > 0 && Number.isFinite(squares)) {
    const factor = 1 / Math.sqrt(squares);
    for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
  }
  return vector;
}

/** Two places that a hash gives: `place` to add there, `−place − 1` to take away. */
function signedPlaces(hash: number): [number, number] {
  const other = Math.imul(hash ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const [first, second] = [(hash >>> 1) % HASHED_DIMENSIONS, (other >>> 9) % HASHED_DIMENSIONS];
  return [(hash & 1) === 0 ? first : -first - 1, (other & 256) === 0 ? second : -second - 1];
}
