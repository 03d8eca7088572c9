import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { absorptionChance, successorVisits } from './absorption-chance.ts';
import { longRun } from './long-run.ts';
import { reachChance } from './reach-chance.ts';

test('the gambler’s chances are those of the textbook', () => {
  // Of 1 … 4 coins, one is won or lost; at 5 the game is won. With p = 0.4 of winning: (1 − r^i) / (1 − r⁵), r = 0.6 / 0.4.
  const p = 0.4;
  const rows = [0, 1, 2, 3].map((i) =>
    Float64Array.from([0, 1, 2, 3], (j) => (j === i + 1 ? p : j === i - 1 ? 1 - p : 0)),
  );
  const reach = absorptionChance(rows, Float64Array.of(0, 0, 0, p));
  const ratio = (1 - p) / p;
  for (const [i, chance] of reach.entries()) {
    assert.ok(Math.abs(chance - (1 - ratio ** (i + 1)) / (1 - ratio ** 5)) < 1e-12);
  }
});

test('expected visits are the sum over all later steps', () => {
  const rows = [Float64Array.of(0.5, 0.3), Float64Array.of(0.2, 0.6)];
  const visits = successorVisits(rows, 0.9);
  let power = rows.map((row) => [...row]);
  const sum = [
    [0, 0],
    [0, 0],
  ];
  for (let k = 0; k < 400; k++) {
    for (const i of [0, 1]) for (const j of [0, 1]) sum[i]![j]! += 0.9 ** k * power[i]![j]!;
    power = power.map((row) => [0, 1].map((j) => row[0]! * rows[0]![j]! + row[1]! * rows[1]![j]!));
  }
  for (const i of [0, 1]) for (const j of [0, 1]) assert.ok(Math.abs(visits[i]![j]! - sum[i]![j]!) < 1e-12);
  assert.deepEqual([...longRun(sequencesOfLetters(['ab', 'ab']), { discount: 0.5 }).visits[0]!], [0, 1]);
});

test('a planted way to failure is found, with chances that hold on other tasks', () => {
  const random = seededRandom(1);
  const failed: boolean[] = [];
  const runs = Array.from({ length: 400 }, () => {
    const codes = ['r'];
    for (;;) {
      const bad = codes.at(-1) === 'e';
      // After an error (e) a run ends in failure with 0.4; else it ends in success with 0.1.
      if (random.chance(bad ? 0.4 : 0.1)) {
        failed.push(bad);
        return codes;
      }
      codes.push(random.chance(bad ? 0.5 : 0.2) ? 'e' : random.pick(['r', 'w']));
    }
  });
  const found = reachChance(
    sequencesOfLetters(runs, (run) => ({ success: !failed[run]! })),
    'failure',
  )!;
  // h(e) = 0.4 + 0.6 (0.5 h(e) + 0.5 h(r)), h(r) = 0.9 (0.2 h(e) + 0.8 h(r)).
  const h = 0.4 / (1 - 0.3 - (0.3 * 0.18) / 0.28);
  const chanceOf = (name: string): number => found.rows.find(({ behavior }) => behavior === name)!.chance;
  assert.ok(Math.abs(chanceOf('e') - h) < 0.05, `${chanceOf('e')} for ${h}`);
  assert.ok(Math.abs(chanceOf('r') - (0.18 / 0.28) * h) < 0.05);
  assert.ok(found.gain.interval[0] > 0);
  for (const { chance, reached, interval } of found.calibration) {
    assert.ok(chance > interval[0] - 0.05 && chance < interval[1] + 0.05, `${chance} for ${reached}`);
  }
  const behavior = reachChance(sequencesOfLetters(runs), 'e')!;
  assert.equal(behavior.target, 'e');
  assert.ok(behavior.rows.every(({ behavior: name }) => name !== 'e'));
  assert.throws(() => reachChance(sequencesOfLetters(runs), 'nothing'), { code: 'bad-argument' });
});
