import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { EthogramError } from './ethogram-error.ts';
import { workItems } from './work-items.ts';

test('so many items are in hand at a time, and every one is accounted for', async () => {
  let inHand = 0;
  let most = 0;
  const worked = await workItems(
    Array.from({ length: 20 }, (_, i) => i),
    async (item) => {
      most = Math.max(most, ++inHand);
      await setTimeout(1);
      inHand--;
      if (item % 10 === 3) throw new EthogramError('model-failed', `item ${item}`);
    },
    { concurrency: 4 },
  );
  assert.equal(most, 4);
  assert.equal(worked.done, 18);
  assert.deepEqual(
    worked.failed.map(({ item, error }) => [item, error.message]),
    [
      [3, 'item 3'],
      [13, 'item 13'],
    ],
  );
  assert.equal(worked.left, 0);
});

test('a reached budget ends it after the items in hand; the rest is left', async () => {
  const begun: number[] = [];
  const worked = await workItems(
    [1, 2, 3, 4, 5, 6],
    async (item) => {
      begun.push(item);
      await setTimeout(1);
      if (item === 2) throw new EthogramError('budget-reached', 'no more');
    },
    { concurrency: 2 },
  );
  assert.equal(worked.stopped?.code, 'budget-reached');
  assert.equal(worked.done + worked.left, 6);
  assert.ok(begun.length <= 4);
});

test('a defect is thrown, not listed', async () => {
  const work = async (): Promise<void> => Promise.reject(new TypeError('ours'));
  await assert.rejects(workItems([1], work, { concurrency: 2 }), { name: 'TypeError' });
});
