import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRun } from '../../trajectory/testing/sample-run.ts';
import type { Actor, Part } from '../../trajectory/trajectory.ts';
import { parseCodebook } from '../codebooks/parse-codebook.ts';
import { detectRun } from '../detect-run.ts';

const CODEBOOK = parseCodebook(
  `name: mine
version: 1
title: Answers
source: ours
codes:
  - slug: no
    definition: The user says no.
    unit: step
    actors: [user]
    counting: each
    match: { reply: true, cues: ['^no\\b'] }
  - slug: no-anywhere
    definition: Somebody says no.
    unit: step
    actors: [user]
    counting: each
    match: { cues: ['^no\\b'] }
`,
  'mine.yaml',
);
const say = (actor: Actor, text: string): { actor: Actor; parts: Part[] } => ({
  actor,
  parts: [{ kind: 'text', text }],
});

test('what opens a run answers nothing: cues of replies are looked for after the other has spoken', () => {
  const { events, codings } = detectRun(
    sampleRun([say('user', 'No salt in the soup, please.'), say('agent', 'With pepper?'), say('user', 'No.')]),
    [CODEBOOK],
  );
  assert.deepEqual(
    events.map(({ code, steps: [step] }) => [code.split('@')[0], step]),
    [
      ['mine/no-anywhere', 0],
      ['mine/no-anywhere', 2],
      ['mine/no', 2],
    ],
  );
  assert.deepEqual(codings[0]!.observedUnits, { no: 1, 'no-anywhere': 2 });
});
