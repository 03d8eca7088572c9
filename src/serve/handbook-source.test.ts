import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStore } from '../store/open-store.ts';
import { handbookSource } from './handbook-source.ts';
import { REFUND } from './testing/start-gateway.ts';

const CHANGE = { action: 'mined', at: '2026-01-01T00:00:00.000Z' };
const QUERY = 'Refund the order of the customer.';

test('a handbook that changes is seen changed, and is not read again while it does not', async () => {
  const store = await openStore(':memory:');
  let reads = 0;
  const counted = { ...store, behaviors: async () => (reads++, store.behaviors()) };
  const source = handbookSource(counted);
  assert.deepEqual(source.current().retrieve(QUERY).behaviors, []);
  await source.refresh();
  await store.putBehaviors([REFUND], CHANGE);
  await Promise.all([source.refresh(), source.refresh()]);
  await source.refresh();
  assert.deepEqual(source.current().retrieve(QUERY).behaviors.map(({ id }) => id), [REFUND.id]); // prettier-ignore
  assert.equal(reads, 2);
  await store.putBehaviors([{ ...REFUND, status: 'archived' }], CHANGE);
  await source.refresh();
  assert.deepEqual(source.current().retrieve(QUERY).behaviors, []);
  source.close();
  await store.close();
});

test('while the store cannot be read, what was read before is served', async () => {
  const store = await openStore(':memory:');
  await store.putBehaviors([REFUND], CHANGE);
  const errors: unknown[] = [];
  const source = handbookSource(store, { onError: (error) => errors.push(error) });
  await source.refresh();
  await store.close();
  await source.refresh();
  assert.equal(errors.length, 1);
  assert.equal(source.current().retrieve(QUERY).behaviors.length, 1);
  source.close();
});
