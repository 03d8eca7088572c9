import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateStrips } from './state-strips.ts';

const options = { title: 'States', description: 'What runs do' };

test('events of one state in a row are one piece, named on pointing at it; names are escaped', () => {
  const svg = stateStrips(['read <all>', 'write'], [{ label: 'run', path: [0, 0, 1, 0] }], options).toString();
  assert.deepEqual([...svg.matchAll(/<title>([^<]*: [^<]*)<\/title>/g)].map(([, words]) => words), ['read &lt;all&gt;: 1–2', 'write: 3–3', 'read &lt;all&gt;: 4–4']); // prettier-ignore
  assert.match(svg, /<rect class="blue" x="150" y="62" width="240" height="10">/);
  assert.match(svg, /4 events →/);
});

test('no runs are a key alone', () => {
  assert.doesNotMatch(stateStrips(['a'], [], options).toString(), /NaN|Infinity/);
});
