import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { measureRatings } from './measure-ratings.ts';

const fixed = (value: number | null): string | undefined => value?.toFixed(6);

test('categories, of two coders and ten units: κ .7015', () => {
  const units = [...'AABBCCABCA'].map((category, i) => [category, 'AABBCBABCC'[i]]);
  const { kappa, n, trajectories, agreement, meanDifference, baseline } = measureRatings([{ units }], 'nominal');
  assert.deepEqual([kappa?.toFixed(4), n, trajectories, agreement, meanDifference], ['0.7015', 10, 1, 0.8, null]);
  assert.deepEqual(baseline, { name: 'always A', kappa: 0, f1: null, agreement: 0.4 });
});

test('ranks and differences weigh what is far apart', () => {
  const units = [1, 2, 3, 3, 2, 1, 4, 1, 2].map((value, i) => [value, [1, 2, 3, 3, 2, 2, 4, 1, 2][i], undefined]);
  const ordinal = measureRatings([{ units }], 'ordinal');
  // One unit of nine is one step off, on a scale of four.
  assert.deepEqual([ordinal.n, ordinal.agreement, fixed(ordinal.meanDifference)], [9, 8 / 9, '0.111111']);
  const interval = measureRatings([{ units }], 'interval');
  assert.ok(ordinal.kappa! > measureRatings([{ units }], 'nominal').kappa! && interval.kappa! > ordinal.kappa!);
  assert.ok(
    interval.alpha! > 0.9 &&
      interval.alphaInterval![0] <= interval.alpha! &&
      interval.alpha! <= interval.alphaInterval![1],
  );
});

test('what only one coder rated is no pair, and nothing at all has no κ', () => {
  const one = measureRatings([{ units: [[1, undefined]] }], 'interval');
  assert.deepEqual(
    [one.n, one.kappa, one.alpha, one.agreement, one.gwetAc1, one.kappaInterval],
    [0, null, null, null, null, null],
  );
});

test('two coders who hear a value through noise agree by its share of the variance', () => {
  // Truth has variance 4, each coder adds noise of variance 1: α = 4/5.
  const random = seededRandom(9);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const runs = Array.from({ length: 60 }, () => ({
    units: Array.from({ length: 10 }, () => {
      const truth = 2 * normal();
      return [truth + normal(), truth + normal(), truth + normal()];
    }),
  }));
  const { alpha, alphaInterval, kappa } = measureRatings(runs, 'interval');
  assert.equal(kappa, null, 'these are no categories');
  assert.ok(Math.abs(alpha! - 0.8) < 0.05, String(alpha));
  assert.ok(alphaInterval![0] < 0.8 && 0.8 < alphaInterval![1], String(alphaInterval));
});
