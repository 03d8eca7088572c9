import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barList } from './bar-list.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

const OPTIONS = { title: 'T', description: 'D', width: 390 } as const;

test('the longest bar or whisker fills the width, the others are to scale', () => {
  const rows = [
    { label: 'walk', share: 0.25, note: '25%' },
    { label: 'graze', share: 0.4, interval: [0.3, 0.5] as const, note: '40%' },
  ];
  const svg = barList([{ heading: 'zebras', rows }], OPTIONS).toString();
  assertWellFormed(svg);
  assert.deepEqual(
    [...svg.matchAll(/<rect class="blue" x="(\d+)" y="\d+" width="([\d.]+)"/g)].map(([, x, width]) => [x, width]),
    [
      ['56', '127'],
      ['56', '203.2'],
    ],
  );
  assert.match(svg, /<path class="whisker" d="M208.4 67H310M208.4 64v6M310 64v6"\/>/);
});

test('words of runs are escaped, and no bar is no fault', () => {
  assertWellFormed(barList([], OPTIONS).toString());
  const svg = barList([{ rows: [{ label: '<i>&', share: Number.NaN, note: '<' }] }], OPTIONS).toString();
  assertWellFormed(svg);
  assert.ok(svg.includes('&lt;i&gt;&amp;'));
});
