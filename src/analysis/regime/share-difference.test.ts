import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { shareDifference } from './share-difference.ts';

test('the interval holds the planted difference in 95% of 1,000 sets of tasks that are alike on both sides', () => {
  const random = seededRandom(1);
  let covered = 0;
  for (let set = 0; set < 1000; set++) {
    const tasks = Array.from({ length: 30 }, () => {
      const rate = 0.1 + 0.6 * random.next();
      const hits = (n: number, chance: number): number => Array.from({ length: n }, () => random.chance(chance)).filter(Boolean).length; // prettier-ignore
      const [n1, n2] = [5 + random.below(10), 5 + random.below(10)];
      return { n1, x1: hits(n1, rate), n2, x2: hits(n2, rate + 0.2) };
    });
    const { interval } = shareDifference(tasks)!;
    if (interval[0] <= 0.2 && 0.2 <= interval[1]) covered++;
  }
  assert.ok(covered >= 930 && covered <= 970, `${covered} of 1000`);
});

test('there is no difference from nothing, and no interval from one task', () => {
  assert.equal(shareDifference([{ n1: 3, x1: 1, n2: 0, x2: 0 }]), undefined);
  assert.deepEqual(shareDifference([{ n1: 4, x1: 1, n2: 4, x2: 3 }]), { before: 0.25, after: 0.75, difference: 0.5, interval: [-1, 1], p: 1 }); // prettier-ignore
});
