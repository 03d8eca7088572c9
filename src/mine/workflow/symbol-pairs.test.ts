import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { growSequences } from './grow-sequences.ts';
import { symbolPairs } from './symbol-pairs.ts';

const all = (): boolean => true;

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

test('sequences grow along pairs, keep what closes them, and count runs and tasks', () => {
  const runs = Array.from({ length: 10 }, (_, i) => Int32Array.from([0, 9, 1, 8, 2, ...(i < 4 ? [3] : [])]));
  const pair = (first: number, second: number) => ({ first, second, observed: 10, expected: 1, q: 0 });
  const grown = growSequences({
    sequences: runs,
    tasks: Int32Array.from(runs, (_, i) => i % 5),
    pairs: [pair(0, 1), pair(1, 2), pair(2, 3)],
  });
  assert.deepEqual(grown, [
    { symbols: [0, 1, 2], runs: 10, tasks: 5, occurrences: 10 },
    { symbols: [0, 1, 2, 3], runs: 4, tasks: 4, occurrences: 4 },
  ]);
});
