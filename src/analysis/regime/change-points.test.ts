import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { changePoints, type BinnedUnit } from './change-points.ts';
import { regimes } from './regimes.ts';

/** A run of one day: a bout of behaviors around its own mix, so that runs differ more than chance. */
function runOf(bin: number, shares: readonly number[], random: Random): BinnedUnit {
  const own = shares.map((share) => share * (0.3 + random.next()));
  const sum = own.reduce((all, share) => all + share, 0);
  const codes = Int32Array.from({ length: 12 }, () => {
    let left = random.next() * sum;
    return Math.min(own.length - 1, Math.max(0, own.findIndex((share) => (left -= share) < 0))); // prettier-ignore
  });
  return { codes, bins: new Int32Array(12).fill(bin) };
}

test('two planted changes are found on their days, and no third, in most of twenty sets', () => {
  const mixes = [
    [0.6, 0.3, 0.1],
    [0.2, 0.3, 0.5],
    [0.2, 0.7, 0.1],
  ];
  const found = Array.from({ length: 20 }, (_, set) => {
    const random = seededRandom(set + 1);
    const units = Array.from({ length: 30 }, (_day, day) =>
      Array.from({ length: 6 }, () => runOf(day, mixes[day < 11 ? 0 : day < 19 ? 1 : 2]!, random)),
    ).flat();
    return changePoints(units, 30, 3, { exchange: 'units', permutations: 199 }).map(({ at }) => at).join(); // prettier-ignore
  });
  const right = found.filter((days) => days === '11,19').length;
  assert.ok(right >= 18, `${right} of 20: ${found.join(' | ')}`);
});

test('where nothing changes, p is uniform, though runs differ from each other', () => {
  const random = seededRandom(4);
  let low = 0;
  let half = 0;
  const sets = 300;
  for (let i = 0; i < sets; i++) {
    const units = Array.from({ length: 24 }, (_, run) => runOf(Math.floor(run / 3), [0.5, 0.3, 0.2], random));
    const [first] = changePoints(units, 8, 3, { exchange: 'units', level: 0.5, permutations: 99, seed: i + 1 });
    if (first !== undefined && first.p <= 0.05) low++;
    // Both sides are searched after a change; only whether there was any counts here.
    if (first !== undefined) half++;
  }
  // 15 and 150 expected; within three standard errors.
  assert.ok(low >= 4 && low <= 30, `${low} of ${sets}`);
  assert.ok(half >= 124 && half <= 176, `${half} of ${sets}`);
});

test('rotating runs keeps their bouts: what sticks together is not a change along the run', () => {
  const random = seededRandom(6);
  let found = 0;
  for (let i = 0; i < 100; i++) {
    const units = Array.from({ length: 20 }, (): BinnedUnit => {
      let state = random.below(2);
      const codes = Int32Array.from({ length: 20 }, () => (state = random.chance(0.1) ? 1 - state : state));
      return { codes, bins: Int32Array.from({ length: 20 }, (_, at) => at) };
    });
    if (changePoints(units, 20, 2, { exchange: 'rotation', level: 0.05, permutations: 99, seed: i + 1 }).length > 0)
      found++;
  }
  assert.ok(found <= 12, `${found} of 100`);
});

test('what changed is told with its difference', () => {
  const random = seededRandom(8);
  const runs = Array.from({ length: 40 }, () =>
    Array.from({ length: 20 }, (_, at) => (random.chance(at < 10 ? 0.8 : 0.2) ? 'a' : 'b')),
  );
  const found = regimes(sequencesOfLetters(runs), { by: 'steps' })!;
  assert.deepEqual(
    found.changes.map(({ label }) => label),
    ['50%'],
  );
  const [row] = found.changes[0]!.rows;
  assert.ok(row!.interval[0] < 0.6 * Math.sign(row!.difference) && row!.interval[1] > 0.6 * Math.sign(row!.difference));
  assert.equal(regimes(sequencesOfLetters(runs), { by: 'days' }), undefined);
});
