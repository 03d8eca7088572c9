import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part, Step } from '../../trajectory/trajectory.ts';
import { repeatsInjected } from './repeats-injected.ts';

const step = (part: Part): Step => ({ index: 0, actor: 'user', parts: [part] });
const told = 'behavior_a: Weigh the cargo against the bill before you sail.';

test('a sentence that repeats five words of what was injected, or is all of it, is known for it', () => {
  const repeats = repeatsInjected([step({ kind: 'text', text: told, injected: ['b_1'] })]);
  assert.ok(repeats('Let me weigh the cargo against the bill before I sail.'));
  assert.ok(repeats('Weigh the cargo!'));
  assert.equal(repeats('Let me look at the cargo before I sail.'), false);
});

test('where nothing was injected nothing is repeated', () => {
  assert.equal(repeatsInjected([step({ kind: 'text', text: told })])(told), false);
});
