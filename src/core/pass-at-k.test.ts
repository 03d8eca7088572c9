import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passAllK, passAtK } from './pass-at-k.ts';
import { seededRandom } from './random.ts';

test('pass@k is the chance over all subsets of k attempts', () => {
  assert.equal(passAtK(4, 1, 1), 0.25);
  assert.equal(passAtK(4, 1, 2), 0.5);
  assert.equal(passAtK(4, 2, 2), 1 - 1 / 6);
  assert.equal(passAtK(4, 0, 4), 0);
  assert.equal(passAtK(4, 4, 1), 1);
  assert.equal(passAtK(2, 1, 8), 1);
  // Against drawing: 3 of 10 right, 4 drawn.
  const random = seededRandom(1);
  const attempts = Array.from({ length: 10 }, (_, i) => i < 3);
  const drawn = Array.from({ length: 20_000 }, () => random.shuffle(attempts).slice(0, 4).includes(true));
  assert.ok(Math.abs(passAtK(10, 3, 4) - drawn.filter(Boolean).length / drawn.length) < 0.01);
});

test('pass^k is the chance that all of k are right', () => {
  assert.equal(passAllK(4, 2, 1), 0.5);
  assert.equal(passAllK(4, 2, 2), 1 / 6);
  assert.equal(passAllK(4, 4, 3), 1);
  assert.equal(passAllK(4, 1, 2), 0);
});
