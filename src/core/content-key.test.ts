import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, contentKey, sha256 } from './content-key.ts';

test('the order of keys does not matter, the order of items does', () => {
  assert.equal(canonicalJson({ b: 1, a: [2, { d: null, c: 'x' }] }), '{"a":[2,{"c":"x","d":null}],"b":1}');
  assert.equal(contentKey({ a: 1, b: 2 }), contentKey({ b: 2, a: 1 }));
  assert.notEqual(contentKey([1, 2]), contentKey([2, 1]));
});

test('a hash is SHA-256 in hex, cut to the length asked for', () => {
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(contentKey('abc', 8).length, 8);
});
