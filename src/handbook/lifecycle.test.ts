import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BEHAVIOR_STATUSES, type MinedBehavior } from '../behavior/behavior.ts';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { statementTokens } from '../mine/wording/state-behavior.ts';
import {
  approvalOf,
  approveBehavior,
  editBehavior,
  LIFECYCLE,
  moveBehavior,
  pinBehavior,
  retireBehavior,
  unpinBehavior,
} from './lifecycle.ts';

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
  tokens: 0,
  support: { trajectories: 3, of: 9, tasks: 2 },
  tokensPerUse: 10,
  savedTokens: 10,
  provenance: [],
});
const ANNA = { by: 'anna', at: '2026-02-01T00:00:00Z' };
const APPROVED = { ...CANDIDATE, approval: { hash: CANDIDATE.hash, ...ANNA } };

test('approving makes active and keeps who approved which words; retiring archives and unpins, approving brings back', () => {
  const active = approveBehavior(CANDIDATE, ANNA);
  assert.deepEqual(active, { ...APPROVED, status: 'active' });
  const pinned = pinBehavior(active, ANNA);
  assert.deepEqual(pinned, { ...active, pinned: true });
  assert.deepEqual(unpinBehavior(pinned), active);
  assert.deepEqual(retireBehavior(pinned), { ...APPROVED, status: 'archived' });
  assert.deepEqual(approveBehavior(retireBehavior(pinned), ANNA), active);
});

test('what is archived is neither pinned nor edited', () => {
  const archived = retireBehavior(CANDIDATE);
  assert.throws(() => pinBehavior(archived, ANNA), {
    code: 'bad-argument',
    message: 'b_0123456789: found status archived, expected candidate, shadow, active, stale to pin it',
    hint: 'ethogram handbook approve b_0123456789',
  });
  assert.throws(() => editBehavior(archived, { instruction: 'Wait.' }), { code: 'bad-argument' });
});

test('edited words are a new version, for which the approval does not hold', () => {
  const active = approveBehavior(CANDIDATE, ANNA);
  const edited = editBehavior(active, {
    instruction: 'Ask before you change anything.',
    when: 'something changes',
  });
  assert.equal(edited.status, 'candidate');
  assert.equal(edited.version, 2);
  assert.notEqual(edited.hash, CANDIDATE.hash);
  assert.equal(edited.hash, behaviorHash(edited));
  assert.equal(edited.tokens, statementTokens(edited));
  assert.deepEqual(edited.parents, [{ id: 'b_0123456789@1', how: 'fixed' }]);
  assert.deepEqual([approvalOf(CANDIDATE), approvalOf(active), approvalOf(edited)], ['none', 'holds', 'void']);
  assert.equal(editBehavior(edited, { when: '' }).when, undefined);
  assert.equal(editBehavior(CANDIDATE, { instruction: 'Ask before you act.' }), CANDIDATE);
  const pinned = editBehavior(pinBehavior(active, ANNA), { instruction: 'Ask.' });
  assert.deepEqual([pinned.status, pinned.pinned], ['candidate', true]);
  assert.equal(approvalOf(editBehavior(edited, { instruction: CANDIDATE.instruction, when: '' })), 'holds');
});

test('an edit that would break the handbook is refused', () => {
  assert.throws(() => editBehavior(CANDIDATE, { name: 'Confirm First' }), {
    code: 'bad-argument',
    message: 'name: found "Confirm First", expected behavior_snake_case',
  });
  assert.throws(() => editBehavior(CANDIDATE, { instruction: 'Ask.\nThen act.' }), {
    message: 'instruction: expected one line of text',
  });
  assert.throws(() => editBehavior(CANDIDATE, { when: 'asked\nor not' }), {
    message: 'when: expected one line of text',
  });
  assert.throws(() => editBehavior(CANDIDATE, { instruction: '  ' }), {
    message: 'instruction: expected one line of text',
  });
});

test('words that are held are approved and pinned only by who has read the reasons, and only these words', () => {
  const held = { ...CANDIDATE, held: [{ code: 'disables-check', reason: 'it skips a check', quote: '--no-verify' } as const] };
  for (const act of [approveBehavior, pinBehavior]) {
    assert.throws(() => act(held, ANNA), {
      code: 'held',
      message: 'b_0123456789: found words that are held: it skips a check (“--no-verify”)',
      hint: `who has read them and still wants it: ethogram handbook ${act === pinBehavior ? 'pin' : 'approve'} b_0123456789 --held`,
    });
  }
  const approved = approveBehavior(held, { ...ANNA, held: true });
  assert.deepEqual(approved, { ...held, ...APPROVED, status: 'active', heldApproval: APPROVED.approval });
  assert.throws(() => approveBehavior(editBehavior(approved, { instruction: 'Push.' }), ANNA), { code: 'held' });
}); // prettier-ignore

test('each action is possible from the statuses it names, and from no other', () => {
  const actions: Record<keyof typeof LIFECYCLE, (behavior: MinedBehavior) => MinedBehavior> = {
    approve: (behavior) => approveBehavior(behavior, ANNA),
    try: (behavior) => moveBehavior(behavior, 'try'),
    age: (behavior) => moveBehavior(behavior, 'age'),
    lose: (behavior) => moveBehavior(behavior, 'lose'),
    find: (behavior) => moveBehavior(behavior, 'find'),
    retire: retireBehavior,
    pin: (behavior) => pinBehavior(behavior, ANNA),
    unpin: unpinBehavior,
    edit: (behavior) => editBehavior(behavior, { instruction: 'Wait.' }),
  };
  for (const [name, act] of Object.entries(actions)) {
    const { from, to } = LIFECYCLE[name as keyof typeof LIFECYCLE];
    for (const status of BEHAVIOR_STATUSES) {
      if (!(from as readonly string[]).includes(status)) {
        assert.throws(() => act({ ...CANDIDATE, status }), { code: 'bad-argument' });
      } else assert.equal(act({ ...CANDIDATE, status }).status, to === 'as it was' ? status : to);
    }
  }
});

function withHash(behavior: MinedBehavior): MinedBehavior {
  return { ...behavior, hash: behaviorHash(behavior), tokens: statementTokens(behavior) };
}
