import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markup } from './markup.ts';
import { standaloneSvg } from './standalone-svg.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

const chart = (title: string, words: string) =>
  markup`<svg class="chart" role="img" width="100" height="50" viewBox="0 0 100 50" xmlns="http://www.w3.org/2000/svg"><title>${title}</title><desc>${words}</desc><rect width="9" height="9"/></svg>`;

test('a chart as a file says above itself what it is', () => {
  const svg = standaloneSvg(chart('What & why', 'a <b> of it. '.repeat(12)));
  assertWellFormed(svg);
  assert.match(svg, /^<svg class="chart" width="512" height="(\d+)" viewBox="0 0 512 \1"/);
  const lines = [...svg.matchAll(/<text class="(\w+)" x="16" y="(\d+)">([^<]*)</g)].map(([, ...one]) => one);
  assert.deepEqual(lines[0], ['strong', '28', 'What &amp; why']);
  assert.deepEqual(lines.slice(1).map(([name, y]) => [name, y]), [['quiet', '45'], ['quiet', '62'], ['quiet', '79']]); // prettier-ignore
  assert.equal(lines.slice(1).map(([, , line]) => line).join(' '), 'a &lt;b&gt; of it. '.repeat(12).trim()); // prettier-ignore
  assert.match(svg, /<svg x="16" y="\d+" class="chart" role="img" width="100" height="50"/);
});
