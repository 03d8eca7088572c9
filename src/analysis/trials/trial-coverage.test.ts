import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { trialCoverage } from './trial-coverage.ts';

test('how far trials differ is the chance that two of them do, place by place', () => {
  const set = sequencesOfLetters(['AB', 'AC', 'BB', 'BB', 'AB', 'AB'], (run) => ({ task: run < 4 ? 'x' : 'y' }));
  const { groups, runs, places } = trialCoverage(set);
  assert.deepEqual([groups, runs, places.length], [2, 6, 2]);
  // Task x: AABB, two of four alike; task y: always the same.
  assert.equal(places[0]!.differ.mean.toFixed(6), ((2 / 3 + 0) / 2).toFixed(6));
  // A four times and B twice of six: 1 − (12 + 2) / 30.
  assert.equal(places[0]!.overall.toFixed(6), (16 / 30).toFixed(6));
  // Whole paths of x: AB, AC, BB, BB: one pair of six is alike.
  assert.equal(places[1]!.together.mean.toFixed(6), ((1 / 6 + 1) / 2).toFixed(6));
});

test('what more attempts buy is told for any and for all of them, of runs by one model', () => {
  const set = sequencesOfLetters(['A', 'A', 'A', 'A', 'A', 'A', 'A'], (run) => ({
    task: run < 4 ? 'x' : 'y',
    success: run < 2 || run === 4 || run === 5,
    model: run === 6 ? 'other' : 'one',
  }));
  const { passes, runs } = trialCoverage(set);
  assert.equal(runs, 6);
  assert.deepEqual(
    passes.map(({ k, any, all }) => [k, any.mean, all.mean]),
    [
      [1, 0.75, 0.75],
      [2, (5 / 6 + 1) / 2, (1 / 6 + 1) / 2],
    ],
  );
});

test('intervals cover what was planted, though tasks differ', () => {
  const random = seededRandom(3);
  let covered = 0;
  const sets = 200;
  for (let set = 0; set < sets; set++) {
    // In each task the first act is A with a chance of its own, drawn from (0, 1): two trials differ in 2p(1 − p), 1/3 on average.
    const chances = Array.from({ length: 60 }, () => random.next());
    const runs = chances.flatMap((chance) => Array.from({ length: 4 }, () => (random.chance(chance) ? 'A' : 'B')));
    const [first] = trialCoverage(
      sequencesOfLetters(runs, (run) => ({ task: `t${Math.floor(run / 4)}` })),
      { seed: set },
    ).places;
    const [low, high] = first!.differ.interval!;
    if (low <= 1 / 3 && 1 / 3 <= high) covered++;
  }
  assert.ok(covered / sets >= 0.91 && covered / sets <= 0.985, `${covered / sets}`);
});

test('runs without a second trial have nothing to tell', () => {
  assert.deepEqual(trialCoverage(sequencesOfLetters(['AB', 'CD'])), {
    runs: 0,
    groups: 0,
    tasks: 0,
    places: [],
    passes: [],
  });
});
