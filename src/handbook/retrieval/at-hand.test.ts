import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import { handbookIndex } from '../handbook-index.ts';
import { atHand, toolTable } from './at-hand.ts';
import type { RecentCall } from './run-so-far.ts';

const REPAIR = behavior('b_repair', ['error:book', 'tool:book'], [{ element: 0, says: [['amount does not add up']] }]);
const ANY = behavior('b_any', ['error:book', 'tool:reset', 'tool:book']);
const FLOW = behavior('b_flow', [
  'tool:find_user',
  'agent:ask-confirmation',
  'tool:get_order',
  'tool:cancel | tool:refund',
]);
const ALL = [REPAIR, ANY, FLOW];

const at = (...calls: readonly RecentCall[]): Record<string, string> =>
  Object.fromEntries([...atHand(ALL, toolTable(ALL), { calls })].map(([number, { why }]) => [ALL[number]!.id, why]));
const failed: RecentCall = {
  name: 'book',
  argumentsText: '{}',
  error: 'Error: payment amount does not add up, total 5',
};

test('what mends a failure is at hand right after it, and no longer when it is mended or far away', () => {
  assert.deepEqual(at(failed), { b_repair: '`book` has just failed so', b_any: '`book` has just failed' });
  assert.deepEqual(at({ ...failed, error: 'Error: no such user' }), { b_any: '`book` has just failed' });
  assert.deepEqual(at(failed, { name: 'book' }), {});
  assert.deepEqual(at(failed, { name: 'a' }, { name: 'b' }, { name: 'c' }), {});
});

test('a workflow is at hand while a part of it is done, whatever was said in between', () => {
  assert.deepEqual(at({ name: 'find_user' }), { b_flow: '1 of its 3 calls are made, the last `find_user`' });
  assert.deepEqual(at({ name: 'find_user' }, { name: 'think' }, { name: 'get_order' }), {
    b_flow: '2 of its 3 calls are made, the last `get_order`',
  });
  assert.deepEqual(at({ name: 'find_user' }, { name: 'get_order' }, { name: 'refund' }), {});
  assert.deepEqual(at({ name: 'get_order' }), {});
  assert.deepEqual(at(), {});
});

test('in the middle of a run its last failure decides, without a word of the request', () => {
  const { behaviors } = handbookIndex(ALL).retrieve('', { run: { calls: [{ name: 'find_user' }, failed] } });
  assert.deepEqual(
    behaviors.map(({ id, why }) => [id, why]),
    [
      ['b_repair', '`book` has just failed so'],
      ['b_any', '`book` has just failed'],
      ['b_flow', '1 of its 3 calls are made, the last `find_user`'],
    ],
  );
});

function behavior(
  id: string,
  symbols: readonly string[],
  where: NonNullable<NonNullable<MinedBehavior['matcher']>['sequence']>['where'] = [],
): MinedBehavior {
  return {
    id, name: id.replace('b_', 'behavior_'), instruction: `Do ${id}.`, kind: 'workflow', polarity: 'do', scope: {}, status: 'active',
    version: 1, hash: 'h', parents: [], tokens: 20, support: { trajectories: 3, of: 9, tasks: 9 }, tokensPerUse: 0, savedTokens: 0,
    provenance: [], matcher: { sequence: { symbols, maxGap: 8, where } },
  }; // prettier-ignore
}
