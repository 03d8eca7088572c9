import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';
import { stratifiedTest } from './stratified-test.ts';

// Berkeley admissions by department (R's UCBAdmissions): men admitted, rejected, women admitted, rejected.
const BERKELEY = [
  [512, 313, 89, 19],
  [353, 207, 17, 8],
  [120, 205, 202, 391],
  [138, 279, 131, 244],
  [53, 138, 94, 299],
  [22, 351, 24, 317],
] as const;
const strata = BERKELEY.map(([a, b, c, d]) => ({
  withSuccess: a,
  withFailure: b,
  withoutSuccess: c,
  withoutFailure: d,
}));

test("the p-value is that of R's mantelhaen.test(UCBAdmissions)", () => {
  assert.equal(stratifiedTest(strata).p.toFixed(4), '0.2323');
  assert.equal(stratifiedTest(strata).n, 4526);
});

test('pooling would see a difference that is not there within strata', () => {
  const total = BERKELEY.reduce((sum, row) => sum.map((value, i) => value + row[i]!), [0, 0, 0, 0]);
  const pooled = stratifiedTest([
    { withSuccess: total[0]!, withFailure: total[1]!, withoutSuccess: total[2]!, withoutFailure: total[3]! },
  ]);
  assert.ok(pooled.p < 1e-10 && pooled.difference > 0.13);
  assert.ok(Math.abs(stratifiedTest(strata).difference) < 0.05);
});

test('strata in which only one arm occurs say nothing', () => {
  const one = { withSuccess: 5, withFailure: 1, withoutSuccess: 0, withoutFailure: 0 };
  assert.deepEqual(stratifiedTest([one]), { difference: 0, n: 0, p: 1 });
  assert.deepEqual(stratifiedTest([]), { difference: 0, n: 0, p: 1 });
});

test('without an effect p falls under 0.05 at most one time in twenty; with one the difference is recovered', () => {
  const random = seededRandom(11);
  const simulate = (effect: number): ReturnType<typeof stratifiedTest> =>
    stratifiedTest(
      Array.from({ length: 20 }, (_, task) => {
        const base = 0.2 + 0.5 * (task / 20);
        const count = (n: number, p: number): number =>
          Array.from({ length: n }, () => random.chance(p)).filter(Boolean).length;
        const withSuccess = count(6, base + effect);
        const withoutSuccess = count(8, base);
        return { withSuccess, withFailure: 6 - withSuccess, withoutSuccess, withoutFailure: 8 - withoutSuccess };
      }),
    );
  const sets = 1000;
  const none = Array.from({ length: sets }, () => simulate(0));
  const some = Array.from({ length: sets }, () => simulate(0.25));
  assert.ok(none.filter(({ p }) => p < 0.05).length / sets < 0.06);
  const mean = some.reduce((sum, { difference }) => sum + difference, 0) / sets;
  assert.ok(Math.abs(mean - 0.25) < 0.01, `mean ${mean}`);
});
