import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { inOrder, learnOrder1, orderless } from './order1.ts';

const random = seededRandom(5);
const RUNS = Array.from({ length: 30 }, () =>
  inOrder(
    Int32Array.from({ length: random.below(9) }, () => random.below(4)),
    6,
  ),
);
const TASKS = RUNS.map((_, run) => run % 7);
// Two symbols of seven were never seen.
const SIZE = 7;

test('the chances of what may follow add up to one, whatever came before and whichever task is left out', () => {
  const order1 = learnOrder1(RUNS, SIZE, TASKS);
  for (const model of [order1, orderless(order1)]) {
    for (const task of [undefined, ...new Set(TASKS)]) {
      for (let context = 0; context < SIZE; context++) {
        let sum = 0;
        for (let symbol = 0; symbol < SIZE; symbol++) sum += model.chance(context, symbol, task);
        assert.ok(Math.abs(sum - 1) < 1e-9, `${sum} after ${context} without task ${task}`);
      }
    }
  }
});

test('leaving a task out is learning from the others', () => {
  const all = learnOrder1(RUNS, SIZE, TASKS);
  const others = RUNS.filter((_, run) => TASKS[run] !== 3);
  const without = learnOrder1(others, SIZE);
  for (let context = 0; context < SIZE; context++)
    for (let symbol = 0; symbol < SIZE; symbol++)
      assert.equal(all.chance(context, symbol, 3), without.chance(context, symbol));
});
