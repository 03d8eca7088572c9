import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countSuccess } from './count-success.ts';

test('runs of unknown outcome do not count', () => {
  assert.deepEqual(countSuccess([{ success: undefined }]), { successes: 0, of: 0, tasks: 0, interval: [0, 1] });
});

test('trials of a task count as runs, and say as much as tasks', () => {
  const runs = Array.from({ length: 40 }, (_, i) => ({ task: String(i % 8), success: i % 8 < 6 }));
  const { successes, of, tasks, interval } = countSuccess(runs);
  assert.deepEqual([successes, of, tasks], [30, 40, 8]);
  assert.deepEqual(interval, countSuccess(runs.slice(0, 8)).interval);
});
