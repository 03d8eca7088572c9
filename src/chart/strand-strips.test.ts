import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strandStrips } from './strand-strips.ts';

const options = { title: 'Files', description: 'What a run did', places: 10, key: [{ tone: 'sky', words: 'looks' }] } as const; // prettier-ignore

test('marks stand where calls are, a line spans them, and names are escaped', () => {
  const marks = [
    { place: 0, tone: 'sky', label: 'Read (call 1)' },
    { place: 5, tone: 'green', label: 'Edit <b> (call 6)' },
  ] as const;
  const svg = strandStrips([{ label: '<a>.ts', note: '2 calls', marks }], options).toString();
  assert.match(svg, /<title>&lt;a&gt;\.ts: 2 calls<\/title>/);
  assert.match(svg, /<title>Edit &lt;b&gt; \(call 6\)<\/title>/);
  const at = [...svg.matchAll(/<rect class="(?:sky|green)" x="([\d.]+)" y="31"/g)].map(([, x]) => Number(x));
  const full = 860 - 180 - Number(/text-anchor="end" x="(\d+)" y="41"/.exec(svg)![1]) - 8;
  assert.deepEqual([at.length, Math.round(at[1]! - at[0]!)], [2, Math.round(full / 2)]);
});

test('a run without strands is a key alone', () => {
  assert.doesNotMatch(strandStrips([], { ...options, places: 0 }).toString(), /NaN|Infinity/);
});
