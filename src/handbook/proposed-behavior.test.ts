import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { proposedBehavior } from './proposed-behavior.ts';

const WORDS = { name: 'behavior_ask_first', instruction: 'Ask before you push.', kind: 'warning' } as const;

test('a proposal is a candidate whose words have an id and a hash', () => {
  const behavior = proposedBehavior({ ...WORDS, when: ' the branch is shared ', whenNot: ' ' }, { by: 'mcp:agent' });
  assert.equal(behavior.status, 'candidate');
  assert.equal(behavior.polarity, 'avoid');
  assert.deepEqual(behavior.origin, { how: 'proposed', from: 'mcp:agent' });
  assert.equal(behavior.when, 'the branch is shared');
  assert.equal(behavior.whenNot, undefined);
  assert.equal(behavior.hash, behaviorHash(behavior));
  assert.equal(behavior.id, proposedBehavior({ ...WORDS, when: 'the branch is shared' }, { by: 'another' }).id);
  assert.notEqual(behavior.id, proposedBehavior(WORDS, { by: 'mcp:agent' }).id);
});

test('words that are no name and no line are refused', () => {
  for (const change of [
    { name: 'Ask first' },
    { name: `behavior_${'a'.repeat(90)}` },
    { instruction: '' },
    { instruction: 'Ask.\nThen push.' },
    { when: 'x'.repeat(501) },
  ]) {
    assert.throws(() => proposedBehavior({ ...WORDS, ...change }, { by: 'mcp:agent' }), { code: 'bad-argument' });
  }
});
