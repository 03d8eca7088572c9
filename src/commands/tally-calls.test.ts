import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelCallRecord } from '../core/model-call-store.ts';
import { tallyCalls } from './tally-calls.ts';

function call(more: Partial<ModelCallRecord>): ModelCallRecord {
  return {
    at: '2026-11-21T10:00:00.000Z',
    purpose: 'judge',
    model: 'openai:gpt-5-mini',
    promptHash: 'a',
    status: 'answered',
    attempt: 0,
    latencyMs: 100,
    inputTokens: 10,
    cachedInputTokens: 4,
    outputTokens: 2,
    reasoningTokens: 1,
    costUsd: 0.1,
    ...more,
  };
}

async function* calls(list: readonly ModelCallRecord[]): AsyncGenerator<ModelCallRecord> {
  yield* list;
}

test('calls are added up by purpose and model, failures by status', async () => {
  const failed = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0, costUsd: undefined };
  const audit = await tallyCalls(
    calls([
      call({ at: '2026-11-21T12:00:00.000Z', purpose: 'solve', costUsd: undefined, promptHash: 'b', latencyMs: 7 }),
      call({ status: 'http-429', ...failed }),
      call({ status: 'http-429', attempt: 1, ...failed }),
      call({ attempt: 2, costUsd: 0.2 }),
    ]),
  );
  assert.deepEqual(audit, {
    calls: 4,
    answered: 2,
    inputTokens: 20,
    cachedInputTokens: 8,
    outputTokens: 4,
    reasoningTokens: 2,
    failures: { 'http-429': 2 },
    questions: 2,
    costUsd: 0.2,
    unpriced: 1,
    latencyMs: { median: 7, p95: 100 },
    from: '2026-11-21T10:00:00.000Z',
    to: '2026-11-21T12:00:00.000Z',
    groups: [
      {
        purpose: 'judge',
        model: 'openai:gpt-5-mini',
        calls: 3,
        answered: 1,
        inputTokens: 10,
        cachedInputTokens: 4,
        outputTokens: 2,
        reasoningTokens: 1,
        failures: { 'http-429': 2 },
        questions: 1,
        costUsd: 0.2,
        unpriced: 0,
        latencyMs: { median: 100, p95: 100 },
      },
      {
        purpose: 'solve',
        model: 'openai:gpt-5-mini',
        calls: 1,
        answered: 1,
        inputTokens: 10,
        cachedInputTokens: 4,
        outputTokens: 2,
        reasoningTokens: 1,
        failures: {},
        questions: 1,
        costUsd: 0,
        unpriced: 1,
        latencyMs: { median: 7, p95: 7 },
      },
    ],
  });
});

test('latencies are those of nearest rank', async () => {
  const audit = await tallyCalls(calls(Array.from({ length: 100 }, (_, i) => call({ latencyMs: 100 - i }))));
  assert.deepEqual(audit.latencyMs, { median: 50, p95: 95 });
});

test('no calls are nought', async () => {
  const { calls: count, costUsd, latencyMs, from, groups } = await tallyCalls(calls([]));
  assert.deepEqual({ count, costUsd, latencyMs, from, groups }, { count: 0, costUsd: 0, latencyMs: undefined, from: undefined, groups: [] }); // prettier-ignore
});
