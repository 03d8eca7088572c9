import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { approveBehavior } from './lifecycle.ts';
import { reconcileMined } from './reconcile-mined.ts';

const ANNA = { by: 'anna', at: '2026-02-01T00:00:00Z' };
const KINDS = ['workflow'] as const;

test('what is found again under its id is brought up to date, and what is new is added', () => {
  const { behaviors, changed } = reconcileMined([behavior('b_1')], [behavior('b_1', { runs: 5 }), behavior('b_2')], {
    kinds: KINDS,
  });
  assert.deepEqual(
    behaviors.map(({ id, support }) => [id, support.trajectories]),
    [
      ['b_1', 5],
      ['b_2', 2],
    ],
  );
  assert.equal(changed.length, 2);
});

test('mining again what is known changes nothing', () => {
  const stored = [behavior('b_1'), approveBehavior(behavior('b_2'), ANNA)];
  assert.deepEqual(reconcileMined(stored, [behavior('b_1'), behavior('b_2')], { kinds: KINDS }).changed, []);
});

test('a behavior keeps its id when it is found by another sign, by its name or by the same evidence', () => {
  const stored = [
    approveBehavior(behavior('b_1', { name: 'behavior_ask_first' }), ANNA),
    behavior('b_2', { name: 'behavior_look', evidence: ['x', 'y'] }),
  ];
  const mined = [
    behavior('b_9', { name: 'behavior_ask_first', runs: 7 }),
    behavior('b_8', { name: 'behavior_look_twice', evidence: ['y', 'z', 'w'] }),
  ];
  const { behaviors } = reconcileMined(stored, mined, { kinds: KINDS });
  assert.deepEqual(
    behaviors.map(({ id, name, status, version }) => [id, name, status, version]),
    [
      ['b_1', 'behavior_ask_first', 'active', 1],
      ['b_2', 'behavior_look_twice', 'candidate', 2],
    ],
  );
});

test('candidates that are not found any more go stale and come back; what a person approved, and other kinds, stay', () => {
  const stored = [
    behavior('b_1'),
    approveBehavior(behavior('b_2'), ANNA),
    { ...behavior('b_3'), kind: 'fact' as const },
  ];
  const { changed } = reconcileMined(stored, [], { kinds: KINDS });
  assert.deepEqual(
    changed.map(({ id, status }) => [id, status]),
    [['b_1', 'stale']],
  );
  assert.equal(reconcileMined(changed, [behavior('b_1')], { kinds: KINDS }).changed[0]?.status, 'candidate');
});

test('what a model found stays when mining without one does not find it, and a model’s words stay while mining says the same', () => {
  const found = { ...behavior('b_1'), foundBy: 'openai:some' };
  assert.deepEqual(reconcileMined([found], [], { kinds: KINDS }).changed, []);
  const mined = behavior('b_2', { runs: 5 });
  const worded = { ...behavior('b_2'), instruction: 'Say it better.', hash: 'b', version: 2, worded: { by: 'openai:some', of: mined.hash } };
  const [kept] = reconcileMined([worded], [mined], { kinds: KINDS }).behaviors;
  assert.deepEqual([kept?.instruction, kept?.version, kept?.hash, kept?.support.trajectories], ['Say it better.', 2, 'b', 5]);
  const [other] = reconcileMined([worded], [{ ...mined, instruction: 'Do another thing.', hash: 'c' }], { kinds: KINDS }).behaviors;
  assert.deepEqual([other?.instruction, other?.version, other?.worded], ['Do another thing.', 3, undefined]);
}); // prettier-ignore

function behavior(
  id: string,
  { name = `behavior_${id}`, runs = 2, evidence = [id] }: { name?: string; runs?: number; evidence?: string[] } = {},
): MinedBehavior {
  return {
    id,
    name,
    instruction: 'Ask before you act.',
    kind: 'workflow',
    polarity: 'do',
    scope: {},
    status: 'candidate',
    version: 1,
    hash: name,
    parents: [],
    tokens: 12,
    support: { trajectories: runs, of: 9, tasks: 2 },
    tokensPerUse: 10,
    savedTokens: 10,
    provenance: evidence.map((trajectoryId): Exemplar => ({
      trajectoryId,
      steps: [1],
      quote: 'May I?',
      at: { step: 1, part: 0, start: 0, end: 6 },
    })),
  };
}
