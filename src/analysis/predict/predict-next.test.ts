import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { meanPerEvent } from './next-scores.ts';
import { predictNext } from './predict-next.ts';

/** What comes next depends on the last two: mostly their sum. */
function secondOrder(random: Random, length = 60): string {
  const codes = [random.below(6), random.below(6)];
  while (codes.length < length) {
    const sum = (codes.at(-1)! + 2 * codes.at(-2)!) % 6;
    codes.push(random.chance(0.7) ? sum : random.below(6));
  }
  return codes.map((code) => 'abcdef'[code]!).join('');
}

test('contexts are as long as the source’s, and longer ones cost bits', () => {
  const random = seededRandom(1);
  const found = predictNext(sequencesOfLetters(Array.from({ length: 40 }, () => secondOrder(random))))!;
  assert.equal(found.order, 2);
  const [zero, one, two, three, , five] = found.orders;
  assert.ok(zero! > two! && one! > two! && three! > two! && five! > three!, found.orders.join(' '));
  // Of the source itself: 0.75 falls on the sum, 0.05 on each other.
  const entropy = -(0.75 * Math.log2(0.75) + 5 * 0.05 * Math.log2(0.05));
  assert.ok(found.contexts.bitsPerEvent > entropy && found.contexts.bitsPerEvent < entropy + 0.3);
  assert.ok(found.gain.interval[0] > 0.3, 'better than order 1');
  assert.ok(found.contexts.calibrationError < 0.06);
  assert.equal(found.weightedRecall, found.top1);
});

test('where nothing tells what comes next, nothing is better than frequencies', () => {
  const random = seededRandom(2);
  const runs = Array.from({ length: 40 }, () => Array.from({ length: 30 }, () => random.pick(['a', 'a', 'b', 'c'])));
  const found = predictNext(sequencesOfLetters(runs))!;
  assert.deepEqual([found.order, found.model, found.gain.over], [0, 'order', 'marginal']);
  assert.ok(found.gain.interval[0] <= 0);
});

test('what a run repeats of itself is told by the richer model, which contexts cannot know', () => {
  const random = seededRandom(3);
  const names = Array.from({ length: 60 }, (_, i) => `tool-${i}`);
  const runs = Array.from({ length: 60 }, () => {
    const own = random.pick(names);
    return Array.from({ length: 20 }, () => (random.chance(0.7) ? own : random.pick(names)));
  });
  const found = predictNext(sequencesOfLetters(runs))!;
  assert.equal(found.model, 'context');
  assert.ok(found.contexts.bitsPerEvent - found.bitsPerEvent > 0.5);
  assert.ok(found.gain.interval[0] > 0);
});

test('a given order is taken as it is', () => {
  const random = seededRandom(4);
  const found = predictNext(sequencesOfLetters(Array.from({ length: 10 }, () => secondOrder(random))), { order: 3 })!;
  assert.deepEqual([found.order, found.model, found.context, found.orders], [3, 'order', undefined, []]);
});

test('the least expected is listed with its place', () => {
  const runs = Array.from({ length: 30 }, (_, i) => (i === 17 ? 'abababxabab' : 'abababababab'));
  const [first] = predictNext(sequencesOfLetters(runs))!.surprises;
  assert.deepEqual(
    [first!.trajectory, first!.step, first!.behavior, first!.after, first!.n],
    ['run-17', 6, 'x', 'b', 1],
  );
});

test('there is no prediction of fewer than three runs', () => {
  assert.equal(predictNext(sequencesOfLetters(['abc', 'abd'])), undefined);
  assert.equal(predictNext(sequencesOfLetters(['', '', ''])), undefined);
});

test('the interval of a mean per event holds the truth in 95% of 1,000 sets of runs that differ', () => {
  const random = seededRandom(5);
  let covered = 0;
  for (let set = 0; set < 1000; set++) {
    const clusters = Array.from({ length: 40 }, () => {
      const n = 3 + random.below(20);
      const rate = random.next();
      let hits = 0;
      for (let i = 0; i < n; i++) hits += Number(random.chance(rate));
      return { n, hits };
    });
    const [low, high] = meanPerEvent(clusters, ({ hits }) => hits).interval;
    if (low <= 0.5 && 0.5 <= high) covered++;
  }
  assert.ok(covered >= 930 && covered <= 970, `${covered} of 1000`);
});
