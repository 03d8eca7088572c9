import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';
import { rateDifference, rateInterval } from './rate-interval.ts';

const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(4)));

test('the interval of a rate is that of Newcombe 1998a, table I', () => {
  assert.deepEqual(rounded(rateInterval(81, 263)), [0.2553, 0.3662]);
  assert.deepEqual(rounded(rateInterval(15, 148)), [0.0624, 0.1605]);
  assert.deepEqual(rounded(rateInterval(0, 20)), [0, 0.1611]);
  assert.deepEqual(rounded(rateInterval(1, 29)), [0.0061, 0.1718]);
});

test('with no trials nothing is known', () => {
  assert.deepEqual(rateInterval(0, 0), [0, 1]);
  assert.deepEqual(rateDifference({ successes: 0, trials: 0 }, { successes: 1, trials: 2 }), {
    difference: 0,
    interval: [-1, 1],
  });
});

test('the interval of a difference is that of Newcombe 1998b, table II, method 10', () => {
  const { difference, interval } = rateDifference({ successes: 56, trials: 70 }, { successes: 48, trials: 80 });
  assert.equal(Number(difference.toFixed(4)), 0.2);
  assert.deepEqual(rounded(interval), [0.0524, 0.3339]);
  assert.deepEqual(
    rounded(rateDifference({ successes: 9, trials: 10 }, { successes: 3, trials: 10 }).interval),
    [0.1705, 0.809],
  );
});

test('intervals cover the truth as often as they say', () => {
  const random = seededRandom(7);
  let rate = 0;
  let difference = 0;
  const sets = 2000;
  const draw = (p: number, n: number): { successes: number; trials: number } => ({
    successes: Array.from({ length: n }, () => random.chance(p)).filter(Boolean).length,
    trials: n,
  });
  for (let i = 0; i < sets; i++) {
    const a = draw(0.3, 60);
    const b = draw(0.45, 80);
    const [low, high] = rateInterval(a.successes, a.trials);
    if (low <= 0.3 && 0.3 <= high) rate++;
    const [from, to] = rateDifference(a, b).interval;
    if (from <= -0.15 && -0.15 <= to) difference++;
  }
  assert.ok(rate / sets > 0.93 && rate / sets < 0.97, `rate covered ${rate / sets}`);
  assert.ok(difference / sets > 0.93 && difference / sets < 0.97, `difference covered ${difference / sets}`);
});
