import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCount } from './add-count.ts';
import { mostCommon } from './most-common.ts';

test('of keys that were counted as often, the smallest is the most common, whatever their order', () => {
  for (const words of [
    ['pear', 'fig', 'apple', 'fig', 'apple'],
    ['apple', 'fig', 'pear', 'apple', 'fig'],
  ]) {
    const counts = new Map<string, number>();
    const seen = words.map((word) => addCount(counts, word));
    assert.deepEqual(mostCommon(counts), ['apple', 2]);
    assert.equal(Math.max(...seen), 2);
  }
  assert.deepEqual(mostCommon([[10, 3], [9, 3], [8, 1]]), [9, 3]); // prettier-ignore
  assert.equal(mostCommon(new Map<string, number>()), undefined);
});
