import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remarkName } from './remark-name.ts';

test('a remark is named by its first clause, without what varies and without hanging words', () => {
  const names = new Map([
    ['payment amount does not add up', 'payment amount does not add up'],
    ['payment amount does not add up, total price is ⟨n⟩', 'payment amount does not add up'],
    ['invalid order id ⟨text⟩: order ids look like ⟨id⟩', 'invalid order id'],
    ['python: command not found', 'python command not found'],
    ['ValueError: Transaction with ID ⟨n⟩ not found', 'transaction with id not found'],
    ['npm error Missing script: ⟨text⟩', 'missing script'],
    ['upstream timed out after ⟨n⟩ s', 'upstream timed out'],
    ['File content (⟨n⟩ tokens) exceeds maximum allowed tokens (⟨n⟩)', 'file content exceeds maximum allowed tokens'],
    ['not enough seats on flight ⟨id⟩', 'not enough seats on flight'],
    ['⟨path⟩', ''],
  ]);
  assert.deepEqual(new Map([...names.keys()].map((remark) => [remark, remarkName(remark)])), names);
});
