import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseDemonstrations, type DemonstrationHead } from './choose-demonstrations.ts';

function head(id: string, task: string, steps: number, success?: boolean): DemonstrationHead {
  return { id, task, group: 'shop', steps, ...(success !== undefined && { success }) };
}

test('the shortest success of each task is shown, spread over the tasks, with one failure beside them', () => {
  const runs = Array.from({ length: 8 }, (_, i) => [
    head(`long-${i}`, `task-${i}`, 9, true),
    head(`short-${i}`, `task-${i}`, 5, true),
  ]);
  const failed = [head('failed-a', 'task-1', 8, false), head('failed-b', 'task-2', 4, false)];
  const one = { group: 'shop', of: 18, ids: ['short-0', 'short-2', 'short-4', 'short-6', 'failed-b'] };
  assert.deepEqual(chooseDemonstrations([...runs.flat(), ...failed].reverse()), [one]);
});

test('where one task alone succeeded, the next best is shown beside it; one task is no kind of task', () => {
  const runs = [head('a', '1', 9, true), head('b', '2', 3, false), head('c', '3', 7)];
  assert.deepEqual(chooseDemonstrations(runs), [{ group: 'shop', of: 3, ids: ['a', 'c', 'b'] }]);
  assert.deepEqual(chooseDemonstrations([head('a', '1', 9, true), head('b', '1', 3, true)]), []);
});
