import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRun } from '../../trajectory/testing/sample-run.ts';
import type { Actor, Part } from '../../trajectory/trajectory.ts';
import { detectRun } from '../detect-run.ts';
import { loadCodebooks } from './load-codebooks.ts';

const turn = (actor: Actor, text: string): { readonly actor: Actor; readonly parts: readonly Part[] } => ({
  actor,
  parts: [{ kind: 'text', text }],
});

test('a goal changes where one was spoken of before, not in the first message of a run', () => {
  const run = sampleRun([
    turn('user', 'I changed my mind about the blue kettle.'),
    turn('agent', 'Shall I send it back?'),
    turn('user', "I changed my mind, I'd rather have it in green."),
  ]);
  const { events, codings } = detectRun(run, loadCodebooks(['changed-goal']));
  assert.deepEqual(
    events.filter(({ code }) => code.startsWith('changed-goal/goal-changed')).map(({ steps }) => steps),
    [[2, 2]],
  );
  assert.equal(codings[0]!.observedUnits['goal-changed'], 1);
});
