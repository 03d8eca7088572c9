import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { archetypes } from './archetypes.ts';

test('three planted kinds of runs are found, with what marks them and a typical run', () => {
  const random = seededRandom(4);
  const kinds = ['AAAAAAB', 'BBBBBBC', 'CCCCCCA'];
  const set = sequencesOfLetters(
    Array.from({ length: 120 }, (_, run) => Array.from({ length: 12 }, () => random.pick([...kinds[run % 3]!])).join('')),
    (run) => ({ success: run % 3 === 0 }),
  );
  const { list, stability, runs, p } = archetypes(set)!;
  assert.deepEqual([list.length, runs], [3, 120]);
  assert.ok(stability > 0.9 && p === 1 / 40);
  assert.deepEqual(
    list.map(({ marks, runs: n, success, ids, typical }) => [marks[0]!.behavior, n, success!.share, ids.includes(typical)]).sort(),
    [
      ['A', 40, 1, true],
      ['B', 40, 0, true],
      ['C', 40, 0, true],
    ],
  );
}); // prettier-ignore

test('runs that all draw from one mix are told to be perhaps of one kind', () => {
  const random = seededRandom(9);
  let found = 0;
  for (let set = 0; set < 20; set++) {
    const runs = Array.from({ length: 40 }, () => Array.from({ length: 10 }, () => random.pick([...'ABCD'])).join(''));
    if (archetypes(sequencesOfLetters(runs), { count: 3 })!.p <= 0.05) found++;
  }
  assert.ok(found <= 3, `${found} of 20`);
});

test('of fewer than ten runs nothing is made', () => {
  assert.equal(archetypes(sequencesOfLetters(['A', 'B'])), undefined);
});
