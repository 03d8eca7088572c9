import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkByMeaning } from './link-by-meaning.ts';
import { embeddedSpace, lexicalSpace } from './meaning-space.ts';

// Two moves of three remarks each, and one remark that is neither.
const TERMS = [
  [0, 1, 2],
  [0, 1, 3],
  [1, 0, 4],
  [5, 6, 7],
  [5, 6, 8],
  [6, 5, 9],
  [10, 11, 12],
].map((list) => Int32Array.from(list).sort());

test('remarks with rare terms in common are joined first, others not', () => {
  const counts = new Int32Array(13);
  for (const list of TERMS) for (const term of list) counts[term]!++;
  const { left, right, height } = linkByMeaning(lexicalSpace(TERMS, counts), { least: 0.1 });
  const joined = left.map((a, i) => [a, right[i]!]);
  assert.deepEqual(joined, [
    [0, 1],
    [3, 4],
    [2, 7],
    [5, 8],
  ]);
  assert.ok(height.every((value) => value > 0.1 && value < 0.6));
});

test('vectors of a model are compared without what all have in common', () => {
  const vectors = [
    [9, 1, 0],
    [9, 1.1, 0],
    [9, -1, 0.1],
    [9, -1.1, 0],
  ].map((list) => Float32Array.from(list));
  const space = embeddedSpace(vectors);
  assert.deepEqual(linkByMeaning(space, { least: 0.5 }), {
    left: [0, 2],
    right: [1, 3],
    height: linkByMeaning(embeddedSpace(vectors), { least: 0.5 }).height,
  });
  const similarity = embeddedSpace(vectors).similarityTo([0, 1]);
  assert.ok(similarity([0]) > 0.99 && similarity([2, 3]) < -0.9);
});
