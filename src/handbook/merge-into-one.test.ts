import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approveBehavior, retireBehavior } from './lifecycle.ts';
import { mergeIntoOne } from './merge-into-one.ts';
import { reconcileMined } from './reconcile-mined.ts';
import { exampleBehavior } from './testing/example-behavior.ts';

const ANNA = { by: 'anna', at: '2026-02-01T00:00:00Z' };
const ASK = exampleBehavior({ runs: ['a', 'b'], scope: { tools: ['book'], projects: ['shop'] } });
const CONFIRM = exampleBehavior({
  id: 'b_0000000002',
  name: 'behavior_confirm',
  instruction: 'Wait for a yes.',
  runs: ['b', 'c', 'd'],
  scope: { tools: ['cancel'] },
});

test('merging joins evidence and scope, counts the runs and tasks of both once, and retires what it was made of', () => {
  const [one, ...retired] = mergeIntoOne([ASK, CONFIRM], { instruction: 'Ask, and wait for a yes.' });
  assert.ok(one !== undefined);
  assert.deepEqual(
    one.provenance.map(({ trajectoryId }) => trajectoryId),
    ['a', 'b', 'c', 'd'],
  );
  assert.deepEqual(one.support, {
    trajectories: 4,
    of: 40,
    tasks: 4,
    taskIds: ['task-a', 'task-b', 'task-c', 'task-d'],
  });
  assert.deepEqual(one.scope, { tools: ['book', 'cancel'] });
  assert.deepEqual(
    [one.name, one.instruction, one.status, one.version, one.savedTokens, one.outcome],
    ['behavior_ask_first', 'Ask, and wait for a yes.', 'candidate', 1, 0, undefined],
  );
  assert.deepEqual(one.parents, [
    { id: 'b_0000000001@1', how: 'merged' },
    { id: 'b_0000000002@1', how: 'merged' },
  ]);
  assert.deepEqual(one.origin, { how: 'merged' });
  assert.deepEqual(retired, [retireBehavior(ASK), retireBehavior(CONFIRM)]);
});

test('words that were approved stay approved when they and where they apply are the same', () => {
  const approved = approveBehavior(exampleBehavior({ runs: ['a'] }), ANNA);
  const [one] = mergeIntoOne([approved, CONFIRM]);
  assert.deepEqual([one?.status, one?.approval], ['active', approved.approval]);
  assert.equal(mergeIntoOne([approveBehavior(ASK, ANNA), CONFIRM])[0]?.status, 'candidate');
});

test('what cannot be one is refused', () => {
  assert.throws(() => mergeIntoOne([ASK]), { message: 'merge: found 1 behavior, expected at least two' });
  assert.throws(() => mergeIntoOne([ASK, retireBehavior(CONFIRM)]), {
    message: 'b_0000000002: found status archived, expected a behavior that is in use',
    hint: 'ethogram handbook undo b_0000000002',
  });
  assert.throws(() => mergeIntoOne([ASK, { ...CONFIRM, polarity: 'avoid' }]), {
    message: 'merge: found b_0000000001 to do and b_0000000002 to avoid, expected all to do or all to avoid',
  });
});

test('mining again brings the evidence of what was merged up to date, and never makes it stale', () => {
  const stored = mergeIntoOne([ASK, CONFIRM]);
  const mined = [exampleBehavior({ runs: ['a', 'b', 'e'], scope: ASK.scope }), CONFIRM];
  const { changed } = reconcileMined(stored, mined, { kinds: ['workflow'] });
  const one = changed.find(({ id }) => id === stored[0]!.id);
  assert.deepEqual(
    [one?.status, one?.provenance.map(({ trajectoryId }) => trajectoryId).sort(), one?.support.trajectories],
    ['candidate', ['a', 'b', 'c', 'd', 'e'], 5],
  );
  assert.deepEqual(reconcileMined(stored, [ASK, CONFIRM], { kinds: ['workflow'] }).changed, []);
  assert.deepEqual(
    reconcileMined(stored, [], { kinds: ['workflow'] }).changed.map(({ status }) => status),
    [],
  );
});
