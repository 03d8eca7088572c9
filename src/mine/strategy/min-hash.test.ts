import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { minHash, signatureSimilarity } from './min-hash.ts';

const words = fc.array(fc.stringMatching(/^[a-z]{2,6}$/), { minLength: 30, maxLength: 80 });

test('equal texts have equal signatures, whatever stands between the words', () => {
  fc.assert(
    fc.property(words, (list) => {
      const [a, b] = [new Uint32Array(64), new Uint32Array(64)];
      assert.equal(minHash(list.join(' '), a), minHash(list.join(',  ').toUpperCase(), b));
      assert.equal(signatureSimilarity(a, b), 1);
    }),
  );
});

test('the share of equal bins estimates the Jaccard similarity of the shingles', () => {
  let error = 0;
  const texts = 60;
  for (let seed = 0; seed < texts; seed++) {
    const list = Array.from({ length: 200 }, (_, i) => `w${(i * 7919 + seed * 104_729) % 1009}`);
    const other = list.map((word, i) => (i % (4 + seed) === 0 ? `z${i}` : word));
    const [a, b] = [new Uint32Array(256), new Uint32Array(256)];
    minHash(list.join(' '), a);
    minHash(other.join(' '), b);
    error += signatureSimilarity(a, b) - jaccard(pairs(list), pairs(other));
  }
  assert.ok(Math.abs(error / texts) < 0.03, `bias ${error / texts}`);
});

test('a text without a shingle has none', () => {
  const signature = new Uint32Array(32);
  assert.equal(minHash('alone', signature), 0);
  assert.ok(signature.every((value) => value === 0xffffffff));
});

function pairs(list: readonly string[]): Set<string> {
  return new Set(list.slice(1).map((word, i) => `${list[i]} ${word}`));
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((item) => b.has(item)).length;
  return both / (a.size + b.size - both);
}
