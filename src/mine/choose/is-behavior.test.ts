import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBehavior } from './is-behavior.ts';
import { actCorpus, actRun } from './testing/act-corpus.ts';
import { candidateAt } from './testing/candidates.ts';

const corpus = actCorpus(
  Array.from({ length: 8 }, (_, i) =>
    actRun(`run-${i}`, `task-${i >> 1}`, [{ tool: 'vam' }, { tool: 'tol' }, { tool: 'pif' }, { tool: 'vam' }]),
  ),
);
const holds = isBehavior(corpus);

test('it takes two runs of two tasks', () => {
  assert.ok(holds(candidateAt('a', [[0, [0]], [2, [0]]]))); // prettier-ignore
  assert.ok(!holds(candidateAt('one run', [[0, [0]], [0, [2]]]))); // prettier-ignore
  assert.ok(!holds(candidateAt('one task', [[0, [0]], [1, [0]]]))); // prettier-ignore
});

test('one symbol is no behavior, nor is what matches any call', () => {
  const looking = (...symbols: string[]): boolean =>
    holds(candidateAt('a', [[0, [0]], [2, [0]]], { kind: 'workflow', matcher: { sequence: { symbols, maxGap: 4 } } })); // prettier-ignore
  assert.ok(looking('tool:vam', 'tool:tol'));
  assert.ok(looking('tool:vam', 'tool:*'));
  assert.ok(!looking('tool:vam'));
  assert.ok(!looking('tool:*', 'tool:*'));
  assert.ok(!looking('tool:vam | tool:tol | tool:pif', 'tool:vam|tool:pif|tool:tol'));
});
