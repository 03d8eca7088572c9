import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatMap } from './heat-map.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

const OPTIONS = { title: 'T', description: 'D', axes: ['after', 'comes'], sides: ['less', 'more'] } as const;

test('a cell is coloured by its strength to either side, and empty at 0', () => {
  const cells = [
    [
      { strength: -0.5, text: '0.4', label: 'a then a' },
      { strength: 2, text: '9.0', label: 'a then b' },
      { strength: 0, text: '1.0', label: 'a then c' },
    ],
  ];
  const svg = heatMap(['a'], ['a', 'b', 'c'], cells, OPTIONS).toString();
  assert.deepEqual(
    [...svg.matchAll(/class="(\w+)" fill-opacity="([\d.]+)"/g)].map(([, tone, share]) => [tone, share]),
    [
      ['vermillion', '0.5'],
      ['blue', '1'],
    ],
  );
  assert.match(svg, /<title>a then c<\/title><rect class="rule"[^>]*\/><text class="quiet"[^>]*>1\.0<\/text>/);
});

test('names and labels of runs are escaped and cut', () => {
  const name = `<b>${'x'.repeat(90)}\u202e`;
  const svg = heatMap([name], [name], [[{ strength: Number.NaN, text: '<', label: name }]], OPTIONS).toString();
  assertWellFormed(svg);
  assert.ok(!svg.includes('\u202e') && svg.includes('&lt;b&gt;'));
});
