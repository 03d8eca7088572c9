import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BEHAVIOR_STATUSES, type MinedBehavior } from '../behavior/behavior.ts';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { approveBehavior, editBehavior, LIFECYCLE, pinBehavior, refreshBehavior, retireBehavior } from './lifecycle.ts';

const CANDIDATE: MinedBehavior = withHash({
  id: 'b_0123456789',
  name: 'behavior_confirm_first',
  instruction: 'Ask before you act.',
  kind: 'workflow',
  polarity: 'do',
  scope: {},
  status: 'candidate',
  version: 1,
  hash: '',
  parents: [],
  tokens: 12,
  support: { trajectories: 3, of: 9, tasks: 2 },
  tokensPerUse: 10,
  savedTokens: 10,
  provenance: [],
});

test('approving makes active, retiring archives and unpins, approving brings back', () => {
  const active = approveBehavior(CANDIDATE);
  assert.deepEqual(active, { ...CANDIDATE, status: 'active' });
  const pinned = pinBehavior(active);
  assert.deepEqual(pinned, { ...active, pinned: true });
  assert.deepEqual(retireBehavior(pinned), { ...CANDIDATE, status: 'archived' });
  assert.deepEqual(approveBehavior(retireBehavior(pinned)), active);
});

test('what is archived is neither pinned nor edited', () => {
  const archived = retireBehavior(CANDIDATE);
  assert.throws(() => pinBehavior(archived), {
    code: 'bad-argument',
    message: 'b_0123456789: found status archived, expected candidate, shadow, active, stale to pin it',
    hint: 'ethogram handbook approve b_0123456789',
  });
  assert.throws(() => editBehavior(archived, { instruction: 'Wait.' }), { code: 'bad-argument' });
});

test('edited words are a new version that has to be approved again', () => {
  const edited = editBehavior(approveBehavior(CANDIDATE), {
    instruction: 'Ask before you change anything.',
    when: 'something changes',
  });
  assert.equal(edited.status, 'candidate');
  assert.equal(edited.version, 2);
  assert.notEqual(edited.hash, CANDIDATE.hash);
  assert.equal(edited.hash, behaviorHash(edited));
  assert.deepEqual(edited.parents, [{ id: 'b_0123456789@1', how: 'fixed' }]);
  assert.equal(editBehavior(edited, { when: '' }).when, undefined);
  assert.equal(editBehavior(CANDIDATE, { instruction: 'Ask before you act.' }), CANDIDATE);
  assert.equal(editBehavior(pinBehavior(approveBehavior(CANDIDATE)), { instruction: 'Ask.' }).status, 'active');
});

test('an edit that would break the handbook is refused', () => {
  assert.throws(() => editBehavior(CANDIDATE, { name: 'Confirm First' }), {
    code: 'bad-argument',
    message: 'name: found "Confirm First", expected behavior_snake_case',
  });
  assert.throws(() => editBehavior(CANDIDATE, { instruction: 'Ask.\nThen act.' }), {
    message: 'instruction: expected one line of text',
  });
});

test('mining again updates the evidence, and the words only while nobody has touched them', () => {
  const mined = withHash({
    ...CANDIDATE,
    instruction: 'Ask for a yes before you act.',
    support: { trajectories: 5, of: 12, tasks: 4 },
    tokensPerUse: 10,
    savedTokens: 44,
  });
  assert.deepEqual(refreshBehavior(CANDIDATE, mined), { ...mined, version: 2 });
  assert.deepEqual(refreshBehavior(approveBehavior(CANDIDATE), mined), {
    ...CANDIDATE,
    status: 'active',
    support: mined.support,
    tokensPerUse: 10,
    savedTokens: 44,
  });
  const edited = editBehavior(CANDIDATE, { instruction: 'Ask!' });
  assert.equal(refreshBehavior(edited, mined).instruction, 'Ask!');
});

test('each action is possible from the statuses it names, and from no other', () => {
  const actions = {
    approve: approveBehavior,
    retire: retireBehavior,
    pin: pinBehavior,
    edit: (behavior: MinedBehavior) => editBehavior(behavior, { instruction: 'Wait.' }),
  };
  for (const action of ['approve', 'retire', 'pin', 'edit'] as const) {
    for (const status of BEHAVIOR_STATUSES) {
      const act = (): MinedBehavior => actions[action]({ ...CANDIDATE, status });
      if ((LIFECYCLE[action] as readonly string[]).includes(status)) act();
      else assert.throws(act, { code: 'bad-argument' });
    }
  }
});

function withHash(behavior: MinedBehavior): MinedBehavior {
  return { ...behavior, hash: behaviorHash(behavior) };
}
