import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCost } from './cost.ts';
import { sampleRun, says } from '../trajectory/testing/sample-run.ts';

test('what sources count is added up, what they do not is estimated and said to be', () => {
  const cost = startCost();
  const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 7, costUsd: 0.5 };
  cost.add(
    sampleRun([
      { ...says('agent', 'Done.'), usage },
      { ...says('agent', 'Copied.'), usage, copied: true },
    ]),
  );
  cost.add(sampleRun([says('agent', 'Done.')]));
  const { textTokens, ...rest } = cost.result();
  assert.ok(textTokens > 0);
  assert.deepEqual(rest, {
    runs: 2,
    counted: { runs: 1, inputTokens: 100, cachedInputTokens: 40, outputTokens: 7, reasoningTokens: 0 },
    usd: { runs: 1, total: 0.5 },
  });
});

test('no usage is no cost, not a cost of zero', () => {
  const cost = startCost();
  cost.add(sampleRun([]));
  assert.deepEqual(cost.result(), { runs: 1, textTokens: 0 });
});
