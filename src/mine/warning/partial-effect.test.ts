import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { partialEffect } from './partial-effect.ts';

test('what only comes along with a cause has no effect beyond it, and p is uniform', () => {
  let below = 0;
  const trials = 400;
  for (let seed = 1; seed <= trials; seed++) if (planted(seed, { along: 0, cause: 0.5 }).p <= 0.05) below++;
  assert.ok(below / trials <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials), `${below} of ${trials}`);
  assert.ok(below / trials >= 0.02, `${below} of ${trials}`);
});

test('an effect of its own is recovered, the other one held', () => {
  let sum = 0;
  for (let seed = 1; seed <= 100; seed++) sum += planted(seed, { along: -0.3, cause: 0.4 }).slope;
  assert.ok(Math.abs(sum / 100 + 0.3) < 0.03, String(sum / 100));
});

test('what another exposure says in full has no effect', () => {
  const exposure = Float64Array.from([0, 1, 0, 1, 0, 1]);
  const outcome = Float64Array.from([1, 0, 1, 0, 1, 1]);
  const strata = Int32Array.from([0, 0, 0, 1, 1, 1]);
  assert.deepEqual(partialEffect({ outcome, exposure, strata }, [exposure]), { slope: 0, p: 1 });
});

function planted(seed: number, effect: { along: number; cause: number }): { slope: number; p: number } {
  const random = seededRandom(seed);
  const rows = Array.from({ length: 160 }, (_, i) => {
    const task = i % 20;
    const cause = random.chance(0.4) ? 1 : 0;
    const along = random.chance(cause === 1 ? 0.7 : 0.2) ? 1 : 0;
    const rate = 0.35 + task / 100 + effect.along * along + effect.cause * (1 - cause) * 0.9;
    return { task, cause, along, success: random.chance(Math.max(0, Math.min(1, rate))) ? 1 : 0 };
  });
  const column = (read: (row: (typeof rows)[0]) => number): Float64Array => Float64Array.from(rows, read);
  return partialEffect(
    {
      outcome: column(({ success }) => success),
      exposure: column(({ along }) => along),
      strata: Int32Array.from(rows, ({ task }) => task),
    },
    [column(({ cause }) => cause)],
  );
}
