import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToShare, NO_SHARE } from '../../core/clustered-share.ts';
import { seededRandom } from '../../core/random.ts';
import { measureAgreement } from './measure-agreement.ts';
import type { RatedRun } from './rate-run.ts';

function ratedRun(id: number, ratings: readonly (readonly (boolean | undefined)[])[]): RatedRun {
  return {
    trajectoryId: `run-${id}`,
    units: ratings.map((own, step) => ({ unit: { step, weight: 1 }, ratings: own })),
    notObservable: 0,
  };
}

/** Two coders of runs with so many units that both, only the first, only the second and none call present. */
function twoCoders(...runs: readonly (readonly [number, number, number, number])[]): RatedRun[] {
  return runs.map((counts, id) =>
    ratedRun(
      id,
      counts.flatMap((count, cell) => Array.from({ length: count }, () => [cell === 0 || cell === 1, cell % 2 === 0])),
    ),
  );
}

test('all measures of one table, against the best constant guess', () => {
  const measured = measureAgreement(twoCoders([10, 2, 1, 12], [10, 3, 4, 8]));
  const { n, trajectories, counts, kappa, gwetAc1, pabak, precision, recall, f1, prevalence, baseline } = measured;
  assert.deepEqual([n, trajectories, counts], [50, 2, { both: 20, onlyFirst: 5, onlySecond: 5, neither: 20 }]);
  assert.deepEqual(
    [kappa, gwetAc1, pabak].map((value) => value!.toFixed(6)),
    ['0.600000', '0.600000', '0.600000'],
  );
  assert.deepEqual([precision, recall, f1, prevalence], [0.8, 0.8, 0.8, 0.5]);
  assert.deepEqual(baseline, { name: 'always present', kappa: 0, f1: 2 / 3 });
  // α = 1 − D_o / D_e: 20 of 100 values differ, 50 · 50 · 2 / 99 would by chance.
  assert.equal(measured.alpha!.toFixed(6), (1 - 20 / (5000 / 99)).toFixed(6));
  // What the first coder says is true, so correcting the second gives the share of the first.
  assert.equal(measured.correctedPrevalence!.toFixed(9), '0.500000000');
});

test('coders who never differ are not known to never differ', () => {
  const { kappa, kappaInterval, alphaInterval, f1Interval } = measureAgreement(
    twoCoders(...Array.from({ length: 20 }, () => [1, 0, 0, 1] as const)),
  );
  assert.equal(kappa, 1);
  // Wilson: of 20 runs without a disagreement, up to 16.1% could have one; half of all units agree by chance.
  assert.deepEqual(
    kappaInterval!.map((end) => end.toFixed(3)),
    ['0.678', '1.000'],
  );
  assert.deepEqual(
    alphaInterval!.map((end) => end.toFixed(2)),
    ['0.68', '1.00'],
  );
  assert.deepEqual(
    f1Interval!.map((end) => end.toFixed(3)),
    ['0.839', '1.000'],
  );
});

test('a coder who calls everything the same agrees as by chance, and nobody knows how surely', () => {
  const { kappa, kappaInterval, f1, f1Interval } = measureAgreement(twoCoders([0, 3, 0, 5], [0, 1, 0, 4]));
  assert.deepEqual([kappa, kappaInterval, f1], [0, null, 0]);
  // Wilson: none of two runs.
  assert.deepEqual(
    f1Interval!.map((end) => end.toFixed(3)),
    ['0.000', '0.658'],
  );
});

test('where both say the same of everything, or nothing is rated, there is no κ', () => {
  const same = measureAgreement(twoCoders([0, 0, 0, 5], [0, 0, 0, 5]));
  assert.deepEqual(
    [same.kappa, same.kappaInterval, same.alpha, same.precision, same.f1, same.gwetAc1],
    [null, null, null, null, null, 1],
  );
  assert.deepEqual(same.baseline, { name: 'always absent', kappa: 0, f1: 0 });
  const nothing = measureAgreement([]);
  assert.deepEqual([nothing.n, nothing.kappa, nothing.prevalence, nothing.correctedPrevalence], [0, null, null, null]);
});

test('α takes all coders, κ the first two, and units that one of them left out count for α only', () => {
  const { n, kappa, alpha } = measureAgreement([
    ratedRun(0, [
      [true, true, true],
      [false, false, false],
      [true, undefined, false],
      [undefined, undefined, true],
    ]),
    ratedRun(1, [
      [true, true, true],
      [false, false, undefined],
    ]),
  ]);
  assert.deepEqual([n, kappa], [4, 1]);
  // 13 values in units of two or more: 7 present, 6 absent; the third unit differs.
  assert.equal(alpha!.toFixed(6), (1 - 2 / ((2 * 7 * 6) / 12)).toFixed(6));
});

test('a prevalence seen over a whole store is corrected by the errors seen in the labels', () => {
  // Of 80 present units 60 are found, of 120 absent ones 12 are reported: .75 and .9.
  const runs = twoCoders(...Array.from({ length: 4 }, () => [15, 5, 3, 27] as const));
  let store = NO_SHARE;
  // Truth 40%: .4 · .75 + .6 · .1 = 36% are reported.
  for (let run = 0; run < 100; run++) store = addToShare(store, 36, 100);
  const { prevalence, prevalenceOf, correctedPrevalence, correctedPrevalenceInterval } = measureAgreement(runs, store);
  assert.deepEqual([prevalence, prevalenceOf, correctedPrevalence!.toFixed(9)], [0.36, 'store', '0.400000000']);
  assert.ok(correctedPrevalenceInterval![0] < 0.4 && correctedPrevalenceInterval![1] > 0.4);
});

test('intervals of κ, α and F1 cover the planted truth as often as they say, when units of a run are alike', () => {
  const random = seededRandom(3);
  const worlds = 150;
  const covered = { kappa: 0, alpha: 0, f1: 0 };
  // Runs are full of it or nearly free of it; the second coder errs more in some runs than in others.
  const coders = (runs: number): RatedRun[] =>
    Array.from({ length: runs }, (_, id) => {
      const rate = random.chance(0.4) ? 0.7 : 0.1;
      const errors = random.chance(0.5) ? 0.05 : 0.25;
      return ratedRun(
        id,
        Array.from({ length: 15 }, () => {
          const first = random.chance(rate);
          return [first, random.chance(errors) ? !first : first];
        }),
      );
    });
  const large = measureAgreement(coders(8000));
  const truth = { kappa: large.kappa!, alpha: large.alpha!, f1: large.f1! };
  for (let world = 0; world < worlds; world++) {
    const { kappaInterval, alphaInterval, f1Interval } = measureAgreement(coders(40));
    if (kappaInterval![0] <= truth.kappa && truth.kappa <= kappaInterval![1]) covered.kappa++;
    if (alphaInterval![0] <= truth.alpha && truth.alpha <= alphaInterval![1]) covered.alpha++;
    if (f1Interval![0] <= truth.f1 && truth.f1 <= f1Interval![1]) covered.f1++;
  }
  for (const [name, count] of Object.entries(covered)) {
    assert.ok(count / worlds > 0.9 && count / worlds < 0.99, `${name} covered in ${count} of ${worlds}`);
  }
});
