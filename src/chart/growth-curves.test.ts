import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthCurves } from './growth-curves.ts';

const options = { title: 'Tokens', description: 'By turn', axis: 'turn', format: String };

test('curves begin at the left, reach the top where most is, and their names do not touch', () => {
  const points = (value: number) => [1, 10, 100].map((at) => ({ at, value: (value * at) / 100, label: `turn ${at}` }));
  const svg = growthCurves(
    [
      { label: 'whole', note: 'n', tone: 'blue', points: points(1000) },
      { label: '<folded>', note: 'n', tone: 'green', points: points(990) },
    ],
    options,
  ).toString();
  assert.match(svg, /points="62,233\.8 226,213\.8 390,14"/);
  assert.match(svg, /&lt;folded&gt;/);
  const names = [...svg.matchAll(/<text class="(?:blue|green)" x="400" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  assert.ok(names.length === 2 && Math.abs(names[0]! - names[1]!) >= 32, names.join(' '));
});

test('no curves are axes alone', () => {
  assert.doesNotMatch(growthCurves([], options).toString(), /NaN|Infinity/);
});
