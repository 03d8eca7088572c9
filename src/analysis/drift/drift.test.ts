import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { contextSlopes } from './context-slopes.ts';
import { dissociation } from './dissociation.ts';
import { driftGroups } from './drift-groups.ts';
import { jensenShannon } from './jensen-shannon.ts';
import { mixDrift } from './mix-drift.ts';

test('the divergence is 0 of equal mixes, 1 of disjoint ones, and 0.311278 bits of one half against all', () => {
  assert.equal(jensenShannon([2, 4], [1, 2]), 0);
  assert.equal(jensenShannon([3, 0], [0, 5]), 1);
  assert.ok(Math.abs(jensenShannon([1, 1], [2, 0]) - 0.3112781244591328) < 1e-15);
  assert.equal(jensenShannon([0, 0], [1, 0]), 0);
});

test('a mix that changed is told from one that did not, whole tasks exchanged', () => {
  const changed = sequencesOfLetters([...Array.from({ length: 15 }, () => 'AAAB'), ...Array.from({ length: 15 }, () => 'ABBB')]);
  const drift = mixDrift(changed.sequences.slice(0, 15), changed.sequences.slice(15), { size: 2 });
  assert.deepEqual([drift.permuted, drift.events, drift.p, drift.permutations], ['tasks', [60, 60], 0.001, 999]);
  assert.ok(drift.divergence > 0.18 && drift.expected < 0.02);
}); // prettier-ignore

for (const crossed of [true, false]) {
  test(`under no drift p is as likely to be anywhere, ${crossed ? 'runs exchanged within tasks' : 'tasks exchanged'}`, () => {
    const random = seededRandom(11);
    const bins = new Int32Array(5);
    for (let set = 0; set < 300; set++) {
      // Tasks have mixes of their own, which runs share.
      const runs = Array.from({ length: 24 }, (_, i) => ({ task: crossed ? i % 12 : Math.floor(i / 2) }));
      const mixes = Array.from({ length: 12 }, () => random.next());
      const { sequences } = sequencesOfLetters(
        runs.map(({ task }) => Array.from({ length: 8 }, () => (random.chance(mixes[task]!) ? 'A' : random.chance(0.5) ? 'B' : 'C')).join('')),
        (run) => ({ task: `t${runs[run]!.task}` }),
      );
      const drift = mixDrift(sequences.slice(0, 12), sequences.slice(12), { size: 3, seed: set });
      assert.equal(drift.permuted, crossed ? 'runs within tasks' : 'tasks');
      bins[Math.min(4, Math.floor(drift.p * 5))]!++;
    }
    const chiSquare = bins.reduce((sum, n) => sum + (n - 60) ** 2 / 60, 0);
    assert.ok(chiSquare < 13.3, bins.join(' '));
  }); // prettier-ignore
}

test('periods hold equally many runs and follow each other; models are held against each other', () => {
  const set = sequencesOfLetters(['A', 'A', 'A', 'A'], (run) => ({
    startedAt: `2026-01-0${4 - run}T00:00:00Z`,
    model: 'mmno'[run]!,
  }));
  const periods = driftGroups(set, { by: 'period', parts: 2 });
  assert.deepEqual(
    periods.groups.map(({ name, runs }) => [name, runs.map(({ id }) => id)]),
    [
      ['2026-01-01 – 2026-01-02', ['run-3', 'run-2']],
      ['2026-01-03 – 2026-01-04', ['run-1', 'run-0']],
    ],
  );
  assert.deepEqual(periods.pairs, [[0, 1]]);
  assert.deepEqual(driftGroups(set, { by: 'model' }).pairs, [
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
});

test('periods of one day are told apart by the clock', () => {
  const set = sequencesOfLetters(['A', 'A', 'B', 'B'], (run) => ({ startedAt: `2026-01-01T0${run}:30:00Z` }));
  assert.deepEqual(
    driftGroups(set, { by: 'period', parts: 2 }).groups.map(({ name }) => name),
    ['2026-01-01 00:30 – 2026-01-01 01:30', '2026-01-01 02:30 – 2026-01-01 03:30'],
  );
});

test('the slope along a context is recovered within runs, and its interval covers it as often as it says', () => {
  const random = seededRandom(5);
  let covered = 0;
  for (let set = 0; set < 1000; set++) {
    const slopes = contextSlopes();
    for (let run = 0; run < 40; run++) {
      // Long runs show less of it: that is no slope within runs.
      const turns = 5 + random.below(15);
      const base = 0.6 - 0.02 * turns;
      const positions = Float64Array.from({ length: turns }, (_, i) => i);
      const events = [...positions.keys()].flatMap((turn) =>
        random.chance(base + 0.01 * turn) ? [{ behavior: 'A', turn }] : [],
      );
      slopes.add({ cluster: `t${run % 20}`, positions, observed: ['A'], events });
    }
    const [row] = slopes.rows();
    if (row!.interval[0] <= 0.01 && row!.interval[1] >= 0.01) covered++;
  }
  assert.ok(covered >= 930 && covered <= 970, `${covered} of 1000`);
});

test('what is said of a behavior is held against what is shown, run by run', () => {
  const runs = Array.from({ length: 40 }, (_, run) => ({
    cluster: `t${run}`,
    stated: [
      { behavior: 'checks', stated: 0.9, shown: run % 4 === 0 },
      { behavior: 'asks', stated: run % 2, shown: run % 2 === 1 },
    ],
  }));
  const { score, interval, rows } = dissociation(runs)!;
  assert.ok(Math.abs(score - 0.325) < 1e-12);
  assert.ok(interval![0] > 0.25 && interval![1] < 0.4);
  assert.deepEqual(
    rows.map(({ behavior, shown, q }) => [behavior, shown, q < 0.001]),
    [
      ['checks', 0.25, true],
      ['asks', 0.5, false],
    ],
  );
  assert.equal(dissociation([{ cluster: 't', stated: [] }]), undefined);
});
