import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EthogramError } from '../core/ethogram-error.ts';
import { spending } from './spending.ts';

test('calls wait for those in hand, and are refused when even then nothing would be left', async () => {
  const money = spending(1);
  await money.reserve(0.6);
  let second = false;
  const waiting = money.reserve(0.6).then(() => (second = true));
  await Promise.resolve();
  assert.equal(second, false);
  money.settle(0.6, 0.1);
  await waiting;
  assert.equal(second, true);
  money.settle(0.6, 0.5);
  assert.equal(money.spentUsd, 0.6);
  await assert.rejects(
    money.reserve(0.5),
    (error) => error instanceof EthogramError && error.code === 'budget-reached',
  );
  await money.reserve(0.4);
});

test('what waits behind a call that used the budget up is refused', async () => {
  const money = spending(1);
  await money.reserve(0.9);
  const waiting = money.reserve(0.9);
  money.settle(0.9, 0.9);
  await assert.rejects(waiting, (error) => error instanceof EthogramError && error.code === 'budget-reached');
});
