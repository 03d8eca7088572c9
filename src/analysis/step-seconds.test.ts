import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepSeconds } from './step-seconds.ts';

const at = (index: number, time?: string, endedAt?: string) => ({
  index,
  actor: 'agent' as const,
  parts: [],
  ...(time !== undefined && { at: time }),
  ...(endedAt !== undefined && { endedAt }),
});

test('a step takes from its start to its end, else from the step before', () => {
  const steps = [
    at(0, '2026-01-01T00:00:00Z'),
    at(1, '2026-01-01T00:00:10Z'),
    at(2),
    at(3, '2026-01-01T00:00:12Z', '2026-01-01T00:00:15.5Z'),
    at(4, '2026-01-01T00:00:20.5Z'),
  ];
  assert.deepEqual(stepSeconds(steps), [undefined, 10, undefined, 3.5, 5]);
});

test('clocks that run backwards and times that are none take no time', () => {
  assert.deepEqual(stepSeconds([at(0, '2026-01-01T00:00:10Z'), at(1, '2026-01-01T00:00:00Z'), at(2, 'yesterday')]), [
    undefined,
    0,
    undefined,
  ]);
});
