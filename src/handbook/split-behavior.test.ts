import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deriveBehavior } from './derive-behavior.ts';
import { retireBehavior } from './lifecycle.ts';
import { partsBy, splitBehavior } from './split-behavior.ts';
import { exampleBehavior } from './testing/example-behavior.ts';

const ASK = exampleBehavior({ runs: ['a', 'b', 'c'] });
const RUNS = new Map([
  ['a', { task: 't1', project: 'shop' }],
  ['b', { task: 't2', project: 'bank' }],
  ['c', { task: 't2', project: 'shop' }],
]);

test('splitting gives each part its evidence, its scope and the support that this is', () => {
  const parts = partsBy(
    ASK.provenance,
    ({ trajectoryId }) => [RUNS.get(trajectoryId)!.project],
    (project) => ({ projects: [project] }),
  );
  const [bank, shop, retired] = splitBehavior(ASK, parts, RUNS);
  assert.deepEqual(
    [bank?.name, bank?.scope, bank?.support, bank?.parents, bank?.origin],
    [
      'behavior_ask_first_bank',
      { projects: ['bank'] },
      { trajectories: 1, of: 40, tasks: 1, taskIds: ['t2'], projects: ['bank'] },
      [{ id: 'b_0000000001@1', how: 'split' }],
      { how: 'split' },
    ],
  );
  assert.deepEqual(shop?.support, { trajectories: 2, of: 40, tasks: 2, taskIds: ['t1', 't2'], projects: ['shop'] });
  assert.deepEqual(
    shop?.provenance.map(({ trajectoryId }) => trajectoryId),
    ['a', 'c'],
  );
  assert.deepEqual(retired, retireBehavior(ASK));
});

test('what is all of one place is not split', () => {
  const parts = partsBy(ASK.provenance, () => ['shop'], (project) => ({ projects: [project] })); // prettier-ignore
  assert.throws(() => splitBehavior(ASK, parts, RUNS), {
    message: 'b_0000000001: found all of its evidence in shop, expected evidence of several to split it by',
  });
  assert.throws(() => splitBehavior(exampleBehavior(), [], RUNS), {
    message: 'b_0000000001: found no evidence, expected evidence of several to split it by',
  });
});

test('what is derived has words of its own, and the evidence of what it comes from, which stays', () => {
  const derived = deriveBehavior(ASK, { instruction: 'Ask before you book.' });
  assert.deepEqual(
    [derived.instruction, derived.parents, derived.origin, derived.support, derived.provenance.length],
    ['Ask before you book.', [{ id: 'b_0000000001@1', how: 'derived' }], { how: 'derived' }, ASK.support, 3],
  );
  assert.notEqual(derived.id, ASK.id);
  assert.throws(() => deriveBehavior(ASK, { instruction: ASK.instruction }), {
    message: 'derive: found the words of b_0000000001, expected others',
  });
});
