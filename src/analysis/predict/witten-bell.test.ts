import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { wittenBell } from './witten-bell.ts';

test('probabilities are those by hand', () => {
  const model = wittenBell(2, 1);
  model.add([0, 1, 0, 1]);
  const p = new Float64Array(2);
  // Order 0: (2 + 2 × 1/2) / 6. After 0, which 1 always followed, twice: (2 + 1 × 1/2) / 3. After 1, once 0: (1 + 1/2) / 2.
  model.probabilities([0, 1, 0], 1, p);
  assert.deepEqual([...p], [0.5, 2.5 / 3]);
  model.probabilities([0, 1, 0], 2, p);
  assert.deepEqual([...p], [0.5, 0.75]);
  // At the start, where 0 came once.
  model.distribution([], 0, 1, p);
  assert.deepEqual([...p], [0.75, 0.25]);
  // Never seen: what the context without it says.
  const empty = wittenBell(4, 3);
  const all = new Float64Array(4);
  empty.distribution([2, 3], 2, 3, all);
  assert.deepEqual([...all], [0.25, 0.25, 0.25, 0.25]);
});

test('a distribution sums to 1 and says of each behavior what is said of it alone', () => {
  const random = seededRandom(1);
  const runs = Array.from({ length: 40 }, () =>
    Int32Array.from({ length: 50 }, () => random.below(9) * random.below(2)),
  );
  const model = wittenBell(9, 3);
  for (const run of runs) model.add(run);
  const distribution = new Float64Array(9);
  const p = new Float64Array(4);
  for (let at = 0; at < 20; at++) {
    const run = Int32Array.from(runs[7]!);
    model.distribution(run, at, 3, distribution);
    assert.ok(Math.abs(distribution.reduce((sum, one) => sum + one, 0) - 1) < 1e-12);
    for (let code = 0; code < 9; code++) {
      run[at] = code;
      model.probabilities(run, at, p);
      assert.ok(Math.abs(p[3]! - distribution[code]!) < 1e-12);
    }
  }
});
