import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelCallRecord, ModelClaim, RawAnswer } from '../../core/model-call-store.ts';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';
import { sampleTrajectory, type Script } from './sample-trajectory.ts';

const SCRIPT: Script = [
  ['user', 'What is 17 times 23?'],
  ['agent', '391.'],
];

function call(promptHash: string, status = 'answered'): ModelCallRecord {
  const tokens = { inputTokens: 12, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 0 };
  return { at: '2026-01-02T03:04:05.678Z', purpose: 'judge', model: 'openai:some', promptHash, status, attempt: 0, latencyMs: 51, ...tokens, costUsd: 0.00042 }; // prettier-ignore
}

function answer(text: string): RawAnswer {
  const usage = { inputTokens: 12, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 0 };
  const toolCalls = [{ callId: 'c1', name: 'search', argumentsText: '{"q": "\u0000\ud800"}' }];
  return { text, reasoning: '', toolCalls, finish: 'stop', refused: false, usage, latencyMs: 51 };
}

/** What a store must do with what models answer. `open` gives an empty store. */
export function modelContract(open: () => Promise<Store>): void {
  test('an answer is found again by what was asked, and the latest counts', async () => {
    const store = await open();
    assert.equal(await store.modelAnswer('aa'), undefined);
    await store.putModelCall(call('aa', 'http-429'));
    assert.equal(await store.modelAnswer('aa'), undefined);
    await store.putModelCall(call('aa'), { answer: answer('first'), subjects: [] });
    await store.putModelCall(call('aa'), { answer: answer('second'), subjects: ['no such run', 'no such run'] });
    assert.deepEqual(await store.modelAnswer('aa'), answer('second'));
    assert.deepEqual(
      (await collect(store.modelCalls())).map(({ status }) => status),
      ['http-429', 'answered', 'answered'],
    );
    assert.deepEqual((await collect(store.modelCalls())).at(-1), call('aa'));
  });

  test('answers about a run go with the run; the audit, which quotes nothing, stays', async () => {
    const store = await open();
    await store.put([
      { trajectory: sampleTrajectory('gone', SCRIPT) },
      { trajectory: sampleTrajectory('stays', SCRIPT) },
    ]);
    await store.putModelCall(call('aa'), { answer: answer('of both'), subjects: ['gone', 'stays'] });
    await store.putModelCall(call('bb'), { answer: answer('of one'), subjects: ['stays'] });
    await store.forget(['gone']);
    assert.equal(await store.modelAnswer('aa'), undefined);
    assert.deepEqual(await store.modelAnswer('bb'), answer('of one'));
    assert.equal((await collect(store.modelCalls())).length, 2);
  });

  test('calls are read in the order in which they were made, however many', async () => {
    const store = await open();
    for (let i = 0; i < 1001; i++) await store.putModelCall(call(`${i}`));
    const hashes = (await collect(store.modelCalls())).map(({ promptHash }) => promptHash);
    assert.deepEqual(
      hashes,
      Array.from({ length: 1001 }, (_, i) => `${i}`),
    );
  });

  test('a question is out with one owner at a time, until it is answered, given free, or too long without a sign', async () => {
    const store = await open();
    const claim = (owner: string, nowMs: number): ModelClaim => ({ owner, nowMs, untilMs: nowMs + 10, again: false });
    const nowMs = 1_800_000_000_000;
    assert.deepEqual(
      await Promise.all(['a', 'b', 'a'].map(async (owner) => store.claimModelCall('aa', claim(owner, nowMs)))),
      [true, false, false],
    );
    assert.equal(await store.modelCallOwner('aa', nowMs + 9), 'a');
    await store.prolongModelClaims({ owner: 'a', nowMs: nowMs + 9, untilMs: nowMs + 19 });
    assert.equal(await store.claimModelCall('aa', claim('b', nowMs + 10)), false);
    assert.equal(await store.modelCallOwner('aa', nowMs + 19), undefined);
    assert.equal(await store.claimModelCall('aa', claim('b', nowMs + 19)), true);
    await store.releaseModelCall('aa', 'a');
    assert.equal(await store.modelCallOwner('aa', nowMs + 19), 'b');
    await store.releaseModelCall('aa', 'b');
    assert.equal(await store.claimModelCall('aa', claim('a', nowMs + 20)), true);

    await store.putModelCall(call('aa'), { answer: answer('of a'), subjects: [], owner: 'a' });
    assert.equal(await store.modelCallOwner('aa', nowMs + 20), undefined);
    assert.equal(await store.claimModelCall('aa', claim('b', nowMs + 20)), false);
    assert.equal(await store.claimModelCall('aa', { ...claim('b', nowMs + 20), again: true }), true);
  });

  test('what is written at once is written, and what fails of it does not take the rest along', async () => {
    const store = await open();
    const good = Array.from({ length: 30 }, async (_, i) =>
      store.putModelCall(call(`${i}`), { answer: answer(`${i}`), subjects: [] }),
    );
    const circle = answer('bad') as { text: unknown };
    circle.text = circle;
    const bad = store.putModelCall(call('bad'), { answer: circle as RawAnswer, subjects: [] });
    await assert.rejects(bad, { code: 'store-unavailable' });
    await Promise.all(good);
    assert.equal((await collect(store.modelCalls())).length, 30);
    assert.deepEqual(await store.modelAnswer('29'), answer('29'));
  });
}
