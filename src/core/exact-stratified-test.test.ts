import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactStratifiedTest, fewerSuccesses, smallestP } from './exact-stratified-test.ts';
import { seededRandom } from './random.ts';
import { stratifiedTest, type Stratum } from './stratified-test.ts';

const stratum = (a: number, b: number, c: number, d: number): Stratum => ({
  withSuccess: a,
  withFailure: b,
  withoutSuccess: c,
  withoutFailure: d,
});

test('one stratum is Fisher’s exact test', () => {
  // Fisher's tea tasting: 3 of 4 right.
  assert.ok(Math.abs(exactStratifiedTest([stratum(3, 1, 1, 3)]).p - 34 / 70) < 1e-12);
  // All 10 exposed fail, all 10 others succeed: 2 / C(20, 10).
  assert.ok(Math.abs(exactStratifiedTest([stratum(0, 10, 10, 0)]).p - 2 / 184756) < 1e-12);
});

test('strata in which nothing could have come out otherwise say nothing', () => {
  assert.equal(exactStratifiedTest([stratum(0, 3, 0, 4), stratum(2, 0, 0, 0)]).p, 1);
  assert.equal(exactStratifiedTest([]).p, 1);
});

test('three failures where failures are rare are no certainty, as the normal approximation would have it', () => {
  const strata = [stratum(0, 3, 95, 2)];
  assert.ok(stratifiedTest(strata).p < 1e-6);
  const { p } = exactStratifiedTest(strata);
  // 5 failures among 100, and the three exposed are among them: C(97, 2) / C(100, 5) ways.
  assert.ok(Math.abs(p - (5 * 4 * 3) / (100 * 99 * 98)) < 1e-12, String(p));
  assert.ok(Math.abs(smallestP(strata) - p) < 1e-12);
});

test('where nothing is to be found p falls below a level no more often than the level says', () => {
  const random = seededRandom(7);
  const levels = [0.01, 0.05, 0.2];
  const below = levels.map(() => 0);
  const trials = 1500;
  for (let trial = 0; trial < trials; trial++) {
    const strata = Array.from({ length: 12 }, (_, task) => {
      const cells = [0, 0, 0, 0] as [number, number, number, number];
      // Tasks differ in how hard they are and how often the exposure occurs, together.
      for (let run = 0; run < 6; run++)
        cells[(random.chance(0.15 + task / 20) ? 0 : 2) + (random.chance(0.95 - task / 14) ? 0 : 1)]!++;
      return stratum(...cells);
    });
    const { p } = exactStratifiedTest(strata);
    for (const [i, level] of levels.entries()) if (p <= level) below[i]!++;
  }
  for (const [i, level] of levels.entries()) {
    const slack = 3 * Math.sqrt((level * (1 - level)) / trials);
    assert.ok(below[i]! / trials <= level + slack, `${below[i]} of ${trials} at ${level}`);
    assert.ok(below[i]! / trials >= 0.4 * level, `${below[i]} of ${trials} at ${level}: no power`);
  }
});

test('on one side p is the chance of as few successes, and few failures leave few values of it', () => {
  const one = fewerSuccesses([stratum(0, 3, 95, 2)]);
  const smallest = (5 * 4 * 3) / (100 * 99 * 98);
  assert.ok(Math.abs(one.p - smallest) < 1e-12);
  // Two of the three exposed among the five failures: the next larger value of p.
  const next = smallest + (3 * 5 * 4 * 95) / (100 * 99 * 98);
  assert.deepEqual([one.chance(smallest / 2), one.chance(next / 2)], [0, one.p]);
  assert.ok(Math.abs(one.chance(next) - next) < 1e-12);
  assert.ok(Math.abs(one.chanceOfEither(2 * smallest) - smallest) < 1e-12, 'the other side has no value so small');
  assert.equal(fewerSuccesses([]).p, 1);
});

test('where nothing is to be found p on one side falls to a level exactly as often as it is told', () => {
  const random = seededRandom(9);
  const trials = 2000;
  let found = 0;
  let told = 0;
  for (let trial = 0; trial < trials; trial++) {
    const strata = Array.from({ length: 8 }, () => {
      const cells = [0, 0, 0, 0] as [number, number, number, number];
      for (let run = 0; run < 5; run++) cells[(random.chance(0.3) ? 0 : 2) + (random.chance(0.85) ? 0 : 1)]!++;
      return stratum(...cells);
    });
    const { p, chance } = fewerSuccesses(strata);
    if (p <= 0.05) found++;
    told += chance(0.05);
  }
  assert.ok(told / trials < 0.035, `discreteness leaves less than the level: ${told / trials}`);
  assert.ok(Math.abs(found - told) < 3 * Math.sqrt(told), `${found} found, ${told} told`);
});

test('with many runs it agrees with the approximation', () => {
  const random = seededRandom(3);
  const strata = Array.from({ length: 40 }, () => stratum(...many(random)));
  const [exact, approximate] = [exactStratifiedTest(strata).p, stratifiedTest(strata).p];
  assert.ok(Math.abs(Math.log(exact / approximate)) < 0.2, `${exact} ${approximate}`);
  const side = fewerSuccesses(strata).p;
  assert.ok(Math.abs(Math.min(side, 1 - side) - exact / 2) < 0.03, `${side} ${exact}`);
});

function many(random: ReturnType<typeof seededRandom>): [number, number, number, number] {
  return [10 + random.below(10), 10 + random.below(10), 12 + random.below(10), 10 + random.below(10)];
}
