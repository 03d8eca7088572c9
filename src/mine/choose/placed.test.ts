import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placed, stepsInCommon } from './placed.ts';
import { candidateAt } from './testing/candidates.ts';

test('steps in common are counted exactly when they are few', () => {
  const a = placed(candidateAt('a', [[0, [1, 2]], [0, [2, 3]], [4, [1]]])); // prettier-ignore
  const b = placed(candidateAt('b', [[0, [3, 9]], [4, [1, 2]]])); // prettier-ignore
  assert.deepEqual([a.size, b.size, a.every], [4, 4, 1]);
  assert.equal(stepsInCommon(a, b), 2);
  assert.equal(stepsInCommon(b, a), 2);
});

test('of very many a sample tells, the same steps of each', () => {
  const runs = Array.from({ length: 20_000 }, (_, run) => run);
  const all = placed(candidateAt('all', runs.map((run) => [run, [3, 4]]))); // prettier-ignore
  const third = placed(candidateAt('third', runs.filter((run) => run % 3 === 0).map((run) => [run, [3, 4]]))); // prettier-ignore
  const other = placed(candidateAt('other', runs.map((run) => [run, [5, 6]]))); // prettier-ignore
  assert.ok(all.steps.size <= 4096 && all.every > 1);
  assert.equal(all.size, 40_000);
  const both = stepsInCommon(all, third);
  assert.ok(Math.abs(both - 13_334) < 1000, `${both}`);
  assert.equal(stepsInCommon(all, other), 0);
});
