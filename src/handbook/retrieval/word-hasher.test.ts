import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HASHED_DIMENSIONS, wordHasher } from './word-hasher.ts';
import { plainTerms } from './plain-terms.ts';

const hash = wordHasher();
const vectorOf = (text: string): Float32Array => {
  const words = plainTerms(text);
  return hash(words, words.map(({ term }) => ({ term, weight: 1 }))); // prettier-ignore
};
const likeness = (a: string, b: string): number => {
  const other = vectorOf(b);
  return vectorOf(a).reduce((sum, value, i) => sum + value * other[i]!, 0);
};

test('related words point the same way, others do not', () => {
  assert.ok(likeness('rebooking a flight', 'rebook flights') > 0.8);
  assert.ok(likeness('cancle the resrvation', 'cancel the reservation') > 0.2);
  assert.ok(likeness('Umbuchung des Fluges', 'Flug umbuchen') > 0.3);
  assert.ok(Math.abs(likeness('water the plants', 'compile the kernel')) < 0.15);
});

test('a vector has length 1, and none without words', () => {
  const squares = (vector: Float32Array): number => vector.reduce((sum, value) => sum + value * value, 0);
  assert.ok(Math.abs(squares(vectorOf('cancel my reservation')) - 1) < 1e-5);
  assert.equal(squares(vectorOf('the of and')), 0);
  assert.equal(vectorOf('x').length, HASHED_DIMENSIONS);
});

test('identifiers are words, and writing without spaces is read in pairs of characters', () => {
  assert.deepEqual(plainTerms('取消订单').map(({ term }) => term), ['取消', '消订', '订单']); // prettier-ignore
  assert.deepEqual(plainTerms('getUserOrders is_open').map(({ word }) => word), ['orders', 'open']); // prettier-ignore
});
