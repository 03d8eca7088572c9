import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Receipt } from '../../handbook/receipt.ts';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

/** What holds of receipts and vectors on any engine. */
export function receiptContract(open: () => Promise<Store>): void {
  test('receipts come back in order of time, by unit, by run and since a time', async () => {
    const store = await open();
    const first = receipt('r1', { unit: 'a', at: '2026-01-02T00:00:00.000Z', trajectory: 'run\u0000\ud800' });
    const second = receipt('r2', { unit: 'a', at: '2026-01-01T00:00:00.000Z' });
    const third = receipt('r3', { unit: 'b', at: '2026-01-02T00:00:00.000Z', holdout: true });
    await store.putReceipts([third, first, second]);
    assert.deepEqual(await collect(store.receipts()), [second, first, third]);
    assert.deepEqual(await collect(store.receipts({ unit: 'a' })), [second, first]);
    assert.deepEqual(await collect(store.receipts({ trajectory: 'run\u0000\ud800' })), [first]);
    assert.deepEqual(await collect(store.receipts({ since: '2026-01-02T00:00:00.000Z' })), [first, third]);
  });

  test('a receipt is written over that of the same request', async () => {
    const store = await open();
    await store.putReceipts([receipt('r1', {}), receipt('r2', {})]);
    const changed = receipt('r1', { trajectory: 'run', text: 'block' });
    await store.putReceipts([changed]);
    assert.deepEqual(await collect(store.receipts()), [changed, receipt('r2', {})]);
  });

  test('more receipts than are read at once come back once each', async () => {
    const store = await open();
    const many = Array.from({ length: 450 }, (_, i) => receipt(`r${String(i).padStart(3, '0')}`, {}));
    await store.putReceipts(many);
    assert.deepEqual(await collect(store.receipts()), many);
  });

  test('a receipt goes with its run, and so do all vectors, which may be of its texts', async () => {
    const store = await open();
    const run = sampleTrajectory('run', [['user', 'Hello']]);
    await store.put([{ trajectory: run }]);
    const other = receipt('r2', { trajectory: 'other' });
    await store.putReceipts([receipt('r1', { trajectory: run.id }), other]);
    await store.putEmbeddings('m', new Map([['t1', Float32Array.of(1)]]));
    await store.forget([run.id]);
    assert.deepEqual(await collect(store.receipts()), [other]);
    assert.equal((await store.embeddings('m', ['t1'])).size, 0);
  });

  test('vectors come back as they were, by model and text', async () => {
    const store = await open();
    const vector = Float32Array.of(0.1, -2, 3e-9);
    await store.putEmbeddings('m', new Map([['t1', Float32Array.of(9)]]));
    await store.putEmbeddings('m', new Map([['t1', vector], ['t2', Float32Array.of(1, 2, 3)]])); // prettier-ignore
    assert.deepEqual(await store.embeddings('m', ['t1', 'none']), new Map([['t1', vector]]));
    assert.deepEqual(await store.embeddings('other', ['t1']), new Map());
  });
}

function receipt(request: string, change: Partial<Receipt>): Receipt {
  return {
    request,
    unit: 'u',
    task: '',
    topic: '',
    at: '2026-01-01T00:00:00.000Z',
    policy: 'retrieve@1',
    model: '',
    holdout: false,
    candidates: [
      {
        behavior: 'b_1@1',
        propensity: 1,
        served: true,
        stage: { retrieved: true, masked: false, injected: true },
        tokens: 9,
      },
    ],
    text: '',
    ...change,
  };
}
