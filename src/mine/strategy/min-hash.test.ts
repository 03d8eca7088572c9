import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jaccard } from '../../core/jaccard.ts';
import { minHash, shingleHashes, signatureSimilarity } from './min-hash.ts';

const words = fc.array(fc.stringMatching(/^[a-z]{2,6}$/), { minLength: 30, maxLength: 80 });

test('equal texts have equal signatures, whatever stands between the words', () => {
  fc.assert(
    fc.property(words, (list) => {
      const [a, b] = [signed(list.join(' '), 64), signed(list.join(',  ').toUpperCase(), 64)];
      assert.equal(a.count, b.count);
      assert.equal(signatureSimilarity(a.signature, b.signature), 1);
    }),
  );
});

test('the share of equal bins estimates the Jaccard similarity of the shingles', () => {
  let error = 0;
  const texts = 60;
  for (let seed = 0; seed < texts; seed++) {
    const list = Array.from({ length: 200 }, (_, i) => `w${(i * 7919 + seed * 104_729) % 1009}`);
    const other = list.map((word, i) => (i % (4 + seed) === 0 ? `z${i}` : word));
    const [a, b] = [signed(list.join(' '), 256), signed(other.join(' '), 256)];
    error += signatureSimilarity(a.signature, b.signature) - jaccard(pairs(list), pairs(other));
  }
  assert.ok(Math.abs(error / texts) < 0.03, `bias ${error / texts}`);
});

test('a text without a shingle has none', () => {
  const { count, signature } = signed('alone', 32);
  assert.equal(count, 0);
  assert.ok(signature.every((value) => value === 0xffffffff));
});

function signed(text: string, bins: number): { count: number; signature: Uint32Array } {
  const hashes = new Uint32Array(text.length + 1);
  const signature = new Uint32Array(bins);
  const count = shingleHashes(text, hashes);
  minHash(hashes, count, signature);
  return { count, signature };
}

function pairs(list: readonly string[]): Set<string> {
  return new Set(list.slice(1).map((word, i) => `${list[i]} ${word}`));
}
