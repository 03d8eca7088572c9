import { hash } from 'node:crypto';

/**
 * An embedding from the words of a text: each word and each three letters within it count at a place that their hash
 * names. Texts that share words are near each other.
 *
 * @returns a vector of length 1 with as many dimensions; all zero for a text without letters or digits
 */
export function embedText(text: string, dimensions = 256): readonly number[] {
  const vector = new Float64Array(dimensions);
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    count(vector, word, 1);
    for (let i = 0; i + 3 <= word.length && word.length > 3; i++) count(vector, word.slice(i, i + 3), 0.3);
  }
  const length = Math.hypot(...vector) || 1;
  return Array.from(vector, (value) => value / length);
}

function count(vector: Float64Array, feature: string, weight: number): void {
  const place = hash('sha256', feature, 'buffer').readUInt32LE(0);
  vector[place % vector.length]! += place >= 0x80000000 ? weight : -weight;
}
