import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { shareBar } from './share-bar.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

test('a share is a bar with a whisker', () => {
  assert.equal(
    shareBar(0.5, { interval: [0.25, 0.75], width: 102, label: '5 of 10' }).toString(),
    '<svg class="chart bar" role="img" width="102" height="14" viewBox="0 0 102 14" xmlns="http://www.w3.org/2000/svg"><title>5 of 10</title>' +
      '<path class="rule" d="M0.5 0V14"/><rect class="blue" x="1" y="2" width="50" height="10"/>' +
      '<path class="whisker" d="M26 7H76M26 4v6M76 4v6"/></svg>',
  );
});

test('what is beyond the full width, or no number, stays inside', () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), fc.double(), (share, low, high) => {
      assertWellFormed(shareBar(share, { interval: [low, high], full: 0.5, label: 'x' }).toString());
    }),
  );
});
