import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { characterEdge } from './character-edge.ts';

test('a cut never parts a surrogate pair, and stays within the text', () => {
  assert.deepEqual(
    [-1, 0, 1, 2, 3, 9].map((at) => characterEdge('a😀', at)),
    [0, 0, 1, 1, 3, 3],
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: -2, max: 40 }), (text, at) => {
      const edge = characterEdge(text, at);
      assert.ok(text.slice(0, edge).isWellFormed() && text.slice(edge).isWellFormed());
    }),
  );
});

test('half a pair that stands alone is left where it is', () => {
  assert.equal(characterEdge('\udc00a', 1), 1);
  assert.equal(characterEdge('x\udc00', 1), 1);
});
