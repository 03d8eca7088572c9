import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { cohortDifference, type CohortDifference } from './cohort-difference.ts';
import { addPart, addWhole, momentsOf, momentSums } from './cohort-moments.ts';

/** Of tasks that only one cohort tried: part and whole of each. */
function difference(
  a: readonly (readonly [number, number])[],
  b: readonly (readonly [number, number])[],
): CohortDifference {
  const sums = momentSums(1, 1);
  for (const [part, whole] of a) {
    addWhole(sums, 0, [whole, 0], [whole, 0]);
    addPart(sums, 0, [part, 0], [whole, 0]);
  }
  for (const [part, whole] of b) {
    addWhole(sums, 0, [0, whole], [0, whole]);
    addPart(sums, 0, [0, part], [0, whole]);
  }
  return cohortDifference(momentsOf(sums, 0, 0), { paired: false, isShare: true })!;
}

test('three tasks that never show it and two that always do are one division in ten: no p is below that', () => {
  const { p, interval, difference: found } = difference([[0, 1], [0, 1], [0, 1]], [[1, 1], [1, 1]]); // prettier-ignore
  assert.equal(found, 1);
  assert.ok(Math.abs(p - 0.1) < 1e-9, `p ${p}`);
  assert.ok(interval[0] < 0, `interval ${interval.join(' to ')}`);
});

test('what a few tasks do all the time is not taken for a difference, far out in the tail either', () => {
  const random = seededRandom(5);
  const shown = (): [number, number] => {
    const rate = random.chance(0.15) ? 0.6 : 0.01;
    return [Array.from({ length: 10 }, () => random.chance(rate)).filter(Boolean).length, 10];
  };
  const sets = 2000;
  let [often, seldom] = [0, 0];
  for (let set = 0; set < sets; set++) {
    const tasks = Array.from({ length: 40 }, shown);
    const { p } = difference(tasks.slice(0, 20), tasks.slice(20));
    if (p < 0.05) often++;
    if (p < 0.005) seldom++;
  }
  assert.ok(often / sets <= 0.05, `${often} of ${sets} below 0.05`);
  assert.ok(seldom / sets <= 0.005, `${seldom} of ${sets} below 0.005`);
});
