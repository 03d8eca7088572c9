import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareBars } from './share-bars.ts';

test('a bar is as long as its share, with its whisker, its label escaped and its note', () => {
  const rows = [{ label: 'a & b', share: 0.5, interval: [0.25, 1.5], note: '50%' }] as const;
  const svg = shareBars(rows, { title: 'Shares', description: 'Of what is done' }).toString();
  assert.match(svg, /<title>a &amp; b: 50%<\/title>/);
  assert.match(svg, /<rect class="blue" x="0" y="20" width="144" height="14"\/>/);
  // An interval beyond 1 ends at the axis.
  assert.match(svg, /M72 27H288/);
});
