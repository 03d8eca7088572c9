import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greedyMap } from './greedy-map.ts';

test('among near-equals the one least like those before it comes first; much better ones come first anyway', () => {
  // 0 and 1 are nearly the same, 2 is something else.
  const likeness = (i: number, j: number): number => (i === j ? 1 : i + j === 1 ? 0.95 : 0.1);
  assert.deepEqual(greedyMap([5, 4.9, 4.8], likeness), [0, 2, 1]);
  assert.deepEqual(greedyMap([5, 4.9, 0.5], likeness), [0, 1, 2]);
  assert.deepEqual(greedyMap([5, 4.9, 4.8], likeness, 2), [0, 2]);
  assert.deepEqual(greedyMap([], likeness), []);
});

test('items that are exactly alike come last, in their order', () => {
  assert.deepEqual(greedyMap([3, 3, 3, 2], (i, j) => (i === 3) === (j === 3) ? 1 : 0), [0, 3, 1, 2]); // prettier-ignore
});
