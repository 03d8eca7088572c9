import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';

test('the same seed gives the same stream, another seed another', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random.below(1000));
  };
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
});

test('numbers are spread evenly from the first draw on, whatever the seed', () => {
  const firsts = Array.from({ length: 2000 }, (_, seed) => seededRandom(seed).next());
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
  assert.ok(Math.abs(mean - 0.5) < 0.03, `mean ${mean}`);
  const tenths = Array.from({ length: 10 }, (_, i) => firsts.filter((value) => Math.floor(value * 10) === i).length);
  assert.ok(Math.min(...tenths) > 130, tenths.join(' '));
});

test('a shuffle keeps every item and reaches every order', () => {
  const random = seededRandom(3);
  const orders = new Set(Array.from({ length: 300 }, () => random.shuffle(['a', 'b', 'c']).join('')));
  assert.deepEqual([...orders].sort(), ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
});

test('chance comes true as often as it says', () => {
  const random = seededRandom(4);
  const hits = Array.from({ length: 10_000 }, () => random.chance(0.3)).filter(Boolean).length;
  assert.ok(Math.abs(hits - 3000) < 150, String(hits));
});
