import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { covariateEffects } from './covariate-effects.ts';
import { leastSquares } from './least-squares.ts';
import type { DesignColumn } from './design.ts';

/** Clusters of four rows that are alike within; the first so many are marked. */
function nothingPlanted(marked: number, random: ReturnType<typeof seededRandom>) {
  const clusters = Int32Array.from({ length: 120 }, (_, row) => row >> 2);
  const shifts = Float64Array.from({ length: 30 }, () => random.next() - 0.5);
  const outcome = Float64Array.from(clusters, (cluster) => shifts[cluster]! + random.next() - 0.5);
  const mark: DesignColumn = { name: 'mark', variable: 'mark', values: Float64Array.from(clusters, (cluster) => (cluster < marked ? 1 : 0)) }; // prettier-ignore
  return { clusters, outcome, mark };
}

test('a level that two or three of thirty clusters have is not called a finding more often than it says', () => {
  const random = seededRandom(7);
  for (const marked of [2, 3, 15]) {
    let found = 0;
    const sets = 400;
    for (let set = 0; set < sets; set++) {
      const { clusters, outcome, mark } = nothingPlanted(marked, random);
      if (leastSquares([mark], outcome, { clusters }).terms[1]!.p < 0.05) found++;
    }
    assert.ok(found / sets <= 0.07, `${marked} marked: ${found} of ${sets}`);
  }
});

test('as many clusters carry an estimate as have a level, if the others are many', () => {
  const { clusters, outcome, mark } = nothingPlanted(3, seededRandom(1));
  const [, term] = leastSquares([mark], outcome, { clusters }).terms;
  // Three clusters share 0.9, twenty-seven 0.1: 1 / (3 · 0.3² + 27 · (0.1 / 27)²), less one.
  assert.ok(Math.abs(term!.degreesOfFreedom - (1 / (0.27 + 0.01 / 27) - 1)) < 1e-9);
});

test('what one cluster alone says has no error, and an outcome that is told without remainder no estimate', () => {
  const { clusters, outcome } = nothingPlanted(1, seededRandom(2));
  const group = Array.from(clusters, (cluster) => (cluster === 0 ? 'alone' : 'rest'));
  const told = Float64Array.from(group, (name) => (name === 'alone' ? 0.2 : 0.1));
  const { rows, left, groups } = covariateEffects([{ name: 'noise', values: outcome }, { name: 'told', values: told }], [{ name: 'group', values: group }], { clusters }); // prettier-ignore
  assert.deepEqual(left, ['told']);
  assert.deepEqual(
    rows.map(({ terms, untold, variables }) => [terms.length, untold, variables]),
    [[1, ['group=rest'], []]],
  );
  assert.deepEqual(
    groups.map(({ differenceInterval, p }) => [differenceInterval, p]),
    [
      [null, 1],
      [null, 1],
    ],
  );
});
