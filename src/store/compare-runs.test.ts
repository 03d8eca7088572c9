import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../trajectory/trajectory.ts';
import { compareRuns } from './compare-runs.ts';
import { encodeSteps } from './encode-steps.ts';
import { packJsonText } from './pack-json.ts';
import { sampleSteps } from './testing/sample-trajectory.ts';

// Long enough that three steps close a chunk.
const LONG = 'word '.repeat(5000);
const STEPS = sampleSteps(Array.from({ length: 12 }, (_, i) => ['agent', `${i} ${LONG}`] as const));

function chunks(steps: readonly Step[], extra: Record<string, number> = {}) {
  const texts = encodeSteps(steps, { extra, characters: 1e9, share: () => '' });
  return texts.map((text) => ({ steps: text.steps, bytes: packJsonText(text.json) }));
}

test('a run that grew shares the chunks that were full', () => {
  assert.deepEqual(compareRuns(chunks(STEPS.slice(0, 8)), chunks(STEPS)), { relation: 'grew', sharedChunks: 2 });
  assert.deepEqual(compareRuns(chunks(STEPS), chunks(STEPS.slice(0, 8))), { relation: 'older', sharedChunks: 2 });
});

test('what else the source says changes the last chunk and nothing more', () => {
  const counts = compareRuns(chunks(STEPS, { lines: 1 }), chunks(STEPS, { lines: 2 }));
  assert.deepEqual(counts, { relation: 'grew', sharedChunks: 3 });
});

test('a run may gain parts, not lose or change them', () => {
  const [first, ...rest] = STEPS;
  const more: Step = { ...first!, parts: [...first!.parts, { kind: 'text', text: 'and more' }] };
  assert.equal(compareRuns(chunks([first!]), chunks([more, ...rest])).relation, 'grew');
  assert.equal(compareRuns(chunks([more]), chunks([first!, ...rest])).relation, 'other');
  assert.equal(compareRuns(chunks([first!]), chunks([{ ...first!, actor: 'user' }, ...rest])).relation, 'other');
  assert.equal(compareRuns(chunks([first!]), chunks([{ ...first!, name: 'other' }, ...rest])).relation, 'other');
});

test('a run without steps is the beginning of any other', () => {
  assert.equal(compareRuns([], chunks(STEPS)).relation, 'grew');
  assert.equal(compareRuns(chunks(STEPS), chunks([], { lines: 1 })).relation, 'older');
});
