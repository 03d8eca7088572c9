import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EDGE, phraseFeature } from './phrase-feature.ts';
import { phraseScanner } from './phrase-scanner.ts';

function found(features: readonly string[], text: string): string[] {
  const wanted = new Uint8Array(features.length).fill(1);
  const numbers = new Int32Array(features.length);
  const count = phraseScanner(features).scan(text, 0, text.length, wanted, numbers);
  return Array.from(numbers.subarray(0, count), (number) => features[number]!);
}

test('words, pairs, beginnings of words and signs are found once each, whatever their case and the apostrophe, in order', () => {
  const features = ['me check', 'don t', 'verif*', ', so', 'so', 'i', 'é'];
  assert.deepEqual(found(features, 'I DON’T; let me Check. Verified, so I verify É'), [
    'i',
    'don t',
    'me check',
    'verif*',
    'so',
    ', so',
    'é',
  ]);
});

test('a word within another word is none, and pairs stand side by side', () => {
  assert.deepEqual(found(['hi', 'no', 'let me', 'me check'], 'which I know; this. Let us, me? check'), []);
});

test('only what is wanted is told, and lists can be asked for what is not', () => {
  const scanner = phraseScanner(['one', 'two', 'three']);
  const numbers = new Int32Array(3);
  const meets = (...lists: number[][]): boolean =>
    scanner.meets(Int32Array.from([...lists.flatMap((list) => [list.length, ...list]), 0]), 0);
  assert.equal(scanner.scan('One, two.', 0, 9, Uint8Array.of(1, 0, 1), numbers), 1);
  assert.equal(numbers[0], 0);
  assert.equal(meets([1], [0, 2]), true);
  assert.equal(meets([0], [2]), false);
  scanner.scan('One, two.', 5, 8, Uint8Array.of(1, 0, 1), numbers);
  assert.equal(meets([0]), false, 'of what was read before');
});

test('no phrase that stands in a text is missed', () => {
  const words = fc.constantFrom('ab', 'abcd', 'abcdefg', 'x', '中', 'é', '9_z', ',', '?', "'");
  const join = fc.constantFrom(' ', '', ', ', "'");
  const texts = fc.array(fc.tuple(words, join), { minLength: 1, maxLength: 6 }).map((parts) => parts.flat().join(''));
  fc.assert(
    fc.property(texts, texts, texts, (before, inner, after) => {
      const told = inner.trim();
      const text = `${before} ${told.toUpperCase()} ${after}`;
      const marked = `${/^\w/.test(told) ? EDGE : ''}${told}${/\w$/.test(told) ? EDGE : ''}`;
      const feature = told === '' ? undefined : phraseFeature(marked);
      if (feature === undefined) return;
      assert.deepEqual(found([feature.text], text), [feature.text], JSON.stringify([marked, text]));
    }),
    { numRuns: 1000 },
  );
});
