import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { correctedPrevalence } from './corrected-prevalence.ts';

test('known errors are taken out exactly', () => {
  // Truth 30%, found 80% of it, and 10% of the rest: .24 + .07 = 31% are reported.
  const corrected = correctedPrevalence({ share: 0.31, n: 1e9 }, { share: 0.8, n: 1e9 }, { share: 0.9, n: 1e9 })!;
  assert.equal(corrected.prevalence.toFixed(9), '0.300000000');
  assert.deepEqual(
    corrected.interval.map((end) => end.toFixed(4)),
    ['0.3000', '0.3000'],
  );
});

test('an estimate below zero is zero, and a detector at chance says nothing', () => {
  const rare = correctedPrevalence({ share: 0.02, n: 200 }, { share: 0.9, n: 50 }, { share: 0.95, n: 50 })!;
  assert.equal(rare.prevalence, 0);
  assert.ok(rare.interval[0] === 0 && rare.interval[1] > 0, String(rare.interval));
  assert.equal(correctedPrevalence({ share: 0.4, n: 9 }, { share: 0.4, n: 9 }, { share: 0.6, n: 9 }), undefined);
});

test('it finds a planted prevalence, and its interval covers it as often as it says', () => {
  const random = seededRandom(5);
  const worlds = 3000;
  let covered = 0;
  let sum = 0;
  const count = (n: number, probability: number): number => {
    let hits = 0;
    for (let i = 0; i < n; i++) if (random.chance(probability)) hits++;
    return hits;
  };
  for (let world = 0; world < worlds; world++) {
    const [sensitivity, specificity, apparent] = [
      { share: count(60, 0.85) / 60, n: 60 },
      { share: count(140, 0.95) / 140, n: 140 },
      { share: count(500, 0.2 * 0.85 + 0.8 * 0.05) / 500, n: 500 },
    ];
    const { prevalence, interval } = correctedPrevalence(apparent, sensitivity, specificity)!;
    sum += prevalence;
    if (interval[0] <= 0.2 && 0.2 <= interval[1]) covered++;
  }
  assert.ok(Math.abs(sum / worlds - 0.2) < 0.003, `mean ${sum / worlds}`);
  assert.ok(covered / worlds > 0.935 && covered / worlds < 0.985, `covers ${covered / worlds}`);
});
