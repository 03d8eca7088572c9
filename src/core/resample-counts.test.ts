import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';
import { resampleCounts } from './resample-counts.ts';

test('drawn counts add up, and have the mean and the variance of a multinomial', () => {
  const random = seededRandom(1);
  const counts = [6, 0, 994, 9000];
  const draws = Array.from({ length: 20_000 }, () => resampleCounts(counts, random));
  for (const [i, count] of counts.entries()) {
    const own = draws.map((draw) => draw[i]!);
    const mean = own.reduce((sum, n) => sum + n, 0) / own.length;
    const variance = own.reduce((sum, n) => sum + (n - mean) ** 2, 0) / own.length;
    const expected = count * (1 - count / 10_000);
    assert.ok(Math.abs(mean - count) <= 4 * Math.sqrt(expected / own.length), `${i}: mean ${mean}`);
    assert.ok(Math.abs(variance - expected) <= 0.05 * expected, `${i}: variance ${variance}`);
  }
  for (const draw of draws)
    assert.equal(
      draw.reduce((sum, n) => sum + n, 0),
      10_000,
    );
});

test('one kind comes as often as there is of it', () => {
  assert.deepEqual(resampleCounts([0, 7, 0], seededRandom(1)), [0, 7, 0]);
});
