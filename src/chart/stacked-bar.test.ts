import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stackedBar } from './stacked-bar.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

test('parts lie side by side and are named below, those of nothing left out', () => {
  const parts = [
    { tone: 'blue', share: 0.25, label: '10 always' },
    { tone: 'sky', share: 0, label: '0 sometimes' },
    { tone: 'vermillion', share: 0.75, label: '30 never <b>' },
  ] as const;
  const svg = stackedBar(parts, { title: 'T', width: 400 }).toString();
  assertWellFormed(svg);
  const rects = [...svg.matchAll(/<rect class="(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"/g)];
  assert.deepEqual(rects.map(([, tone, x, width]) => [tone, x, width]), [['blue', '0', '99'], ['vermillion', '100', '299']]); // prettier-ignore
  assert.match(svg, /<desc>10 always, 30 never &lt;b&gt;<\/desc>/);
});

test('names that would touch go one line down', () => {
  const part = (label: string) => ({ tone: 'blue', share: 0.5, label }) as const;
  const svg = stackedBar([part('a'.repeat(30)), part('b'.repeat(30))], { title: 'T', width: 300 }).toString();
  assert.deepEqual([...svg.matchAll(/<text x="([\d.]+)" y="(\d+)"/g)].map(([, x, y]) => [x, y]), [['15', '40'], ['15', '58']]); // prettier-ignore
});
