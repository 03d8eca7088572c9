import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';
import { addToShare, clusteredShare, NO_SHARE } from './clustered-share.ts';

test('nothing observed is no knowledge', () => {
  assert.deepEqual(clusteredShare(NO_SHARE), { share: 0, interval: [0, 1], n: 0 });
});

test('a single run says little, however long it is', () => {
  const { share, interval, n } = clusteredShare(addToShare(NO_SHARE, 500, 1000));
  assert.equal(share, 0.5);
  assert.equal(n, 1);
  assert.ok(interval[0] < 0.15 && interval[1] > 0.85, String(interval));
});

test('a share of zero in many runs still has an upper bound', () => {
  let sums = NO_SHARE;
  for (let i = 0; i < 50; i++) sums = addToShare(sums, 0, 20);
  const { share, interval } = clusteredShare(sums);
  assert.equal(share, 0);
  assert.equal(interval[0], 0);
  assert.ok(interval[1] > 0.05 && interval[1] < 0.1, String(interval));
});

test('the interval covers the true share as often as it says when units of a run are alike', () => {
  const random = seededRandom(7);
  let covered = 0;
  let naive = 0;
  const worlds = 1500;
  for (let world = 0; world < worlds; world++) {
    let sums = NO_SHARE;
    for (let run = 0; run < 25; run++) {
      // Half of the runs do it a lot, half hardly ever: the mean rate is 0.3.
      const rate = random.chance(0.5) ? 0.55 : 0.05;
      const whole = 10 + random.below(30);
      let part = 0;
      for (let unit = 0; unit < whole; unit++) if (random.chance(rate)) part++;
      sums = addToShare(sums, part, whole);
    }
    const { interval } = clusteredShare(sums);
    if (interval[0] <= 0.3 && 0.3 <= interval[1]) covered++;
    const half = 1.96 * Math.sqrt((0.3 * 0.7) / sums.whole);
    if (Math.abs(sums.part / sums.whole - 0.3) <= half) naive++;
  }
  assert.ok(covered / worlds > 0.925 && covered / worlds < 0.975, `covers ${covered / worlds}`);
  assert.ok(naive / worlds < 0.75, 'units taken as independent would cover far too rarely');
});
