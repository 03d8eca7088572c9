import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { symbolPairs } from './symbol-pairs.ts';

test('a planted pair is found, and what stands beside it by chance is not', () => {
  const random = seededRandom(1);
  const runs = Array.from({ length: 40 }, () => {
    const run = Array.from({ length: 12 }, () => 2 + random.below(8));
    const at = random.below(10);
    run.splice(at, 0, 0, 2 + random.below(8), 1);
    return Int32Array.from(run);
  });
  const pairs = symbolPairs(runs, { maxGap: 3 });
  assert.deepEqual(
    pairs.map(({ first, second, observed }) => ({ first, second, observed })),
    [{ first: 0, second: 1, observed: 40 }],
  );
});

test('in runs of random order pairs are found about as seldom as the false discovery rate says', () => {
  let withAny = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const runs = Array.from({ length: 40 }, () => Int32Array.from({ length: 20 }, () => random.below(12)));
    if (symbolPairs(runs).length > 0) withAny++;
  }
  assert.ok(withAny <= 6, `${withAny} of 60 data sets without structure gave a pair`);
});
