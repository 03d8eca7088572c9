import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRun } from '../trajectory/testing/sample-run.ts';
import type { Part } from '../trajectory/trajectory.ts';
import { detectRun, startDetection } from './detect-run.ts';
import { parseCodebook } from './codebooks/parse-codebook.ts';

const code = (slug: string, cue: string): string =>
  `  - { slug: ${slug}, definition: ${slug}, unit: reasoning, match: { cues: [${cue}] }, examples: { positive: [${cue}], nearMiss: [no] } }`;
const BOOK = (exclusions: string): string =>
  ['name: fruit', 'version: 1', 'title: Fruit', 'source: here', 'codes:', code('apple', 'apple'), code('pear', 'pear'), code('plum', 'plum'), exclusions].join('\n'); // prettier-ignore

function slugs(text: string, exclusions: string): string[] {
  const part: Part = { kind: 'reasoning', text, visibility: 'raw' };
  const run = sampleRun([{ actor: 'agent', parts: [part] }]);
  const books = [parseCodebook(BOOK(exclusions), 'fruit.yaml')];
  const whole = detectRun(run, books).events;
  const going = startDetection(run, books, { thinksAloud: false });
  assert.deepEqual([...going.step(run.steps[0]!), ...going.end().events], whole);
  return whole.map(({ code: id }) => id.replace(/^.*\/|@.*$/g, ''));
}

test('of codes that rule each other out the one listed first stands at a place, wherever its cue is', () => {
  const row = 'exclusions: [{ codes: [pear, apple], decide: the sweeter one }]';
  assert.deepEqual(slugs('An apple or a pear. An apple and a plum.', row), ['pear', 'apple', 'plum']);
});

test('codes without a row stand side by side', () => {
  assert.deepEqual(slugs('An apple or a pear.', ''), ['apple', 'pear']);
});
