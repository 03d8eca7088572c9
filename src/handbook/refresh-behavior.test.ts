import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { approveBehavior, editBehavior, moveBehavior } from './lifecycle.ts';
import { refreshBehavior } from './refresh-behavior.ts';

const ANNA = { by: 'anna', at: '2026-02-01T00:00:00Z' };
const CANDIDATE = behavior({ instruction: 'Ask before you act.' });
const MINED = behavior({
  instruction: 'Ask for a yes before you act.',
  support: { trajectories: 5, of: 12, tasks: 4 },
  savedTokens: 44,
});

test('mining again updates the evidence, and the words only while nobody has touched them', () => {
  assert.deepEqual(refreshBehavior(CANDIDATE, MINED), { ...MINED, version: 2 });
  const active = approveBehavior(CANDIDATE, ANNA);
  assert.deepEqual(refreshBehavior(active, MINED), { ...active, support: MINED.support, savedTokens: 44 });
  const edited = editBehavior(CANDIDATE, { instruction: 'Ask!' });
  assert.equal(refreshBehavior(edited, MINED).instruction, 'Ask!');
});

test('what went stale comes back when it is found: as a candidate, or active where its words were approved', () => {
  assert.equal(refreshBehavior(moveBehavior(CANDIDATE, 'lose'), MINED).status, 'candidate');
  const active = approveBehavior(CANDIDATE, ANNA);
  assert.equal(refreshBehavior(moveBehavior(active, 'age'), MINED).status, 'active');
  const edited = editBehavior(active, { instruction: 'Ask!' });
  assert.equal(refreshBehavior({ ...edited, status: 'stale' }, MINED).status, 'candidate');
});

test('what went stale since it was not seen for long comes back only when it is seen later', () => {
  const stale = { ...moveBehavior(approveBehavior(CANDIDATE, ANNA), 'age'), unseenSince: '2026-01-05T00:00:00Z' };
  const seen = (last: string): MinedBehavior => ({ ...MINED, seen: { first: '2026-01-01T00:00:00Z', last } });
  const again = refreshBehavior(stale, seen('2026-01-05T00:00:00Z'));
  assert.deepEqual([again.status, again.unseenSince], ['stale', '2026-01-05T00:00:00Z']);
  const back = refreshBehavior(stale, seen('2026-03-01T00:00:00Z'));
  assert.deepEqual([back.status, back.unseenSince], ['active', undefined]);
});

test('the same words are suspected of the same, so that mining again changes nothing', () => {
  const held = { ...CANDIDATE, held: [{ code: 'destroys', reason: 'it deletes', quote: 'rm -rf' } as const] };
  assert.deepEqual(refreshBehavior(held, CANDIDATE), held);
});

function behavior(change: Partial<MinedBehavior>): MinedBehavior {
  const made: MinedBehavior = {
    id: 'b_0123456789',
    name: 'behavior_confirm_first',
    instruction: 'Ask.',
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
    ...change,
  };
  return { ...made, hash: behaviorHash(made) };
}
