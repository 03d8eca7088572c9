import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jaccard } from './jaccard.ts';

test('two sets of three that share two have half of their members in common, empty ones nothing', () => {
  assert.equal(jaccard(new Set('abc'), new Set('bcd')), 0.5);
  assert.equal(jaccard(new Set(), new Set()), 0);
});
