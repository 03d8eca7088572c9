import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterTally } from './cluster-tally.ts';
import { seededRandom } from './random.ts';

const width = ([low, high]: readonly [number, number]): number => high - low;

test('more units of the same clusters, all alike, make the interval no narrower', () => {
  const [once, often, alone] = [clusterTally(), clusterTally(), clusterTally()];
  for (let i = 0; i < 200; i++) {
    const part = i % 2;
    if (i < 20) once.add(String(i % 20), part, 1);
    often.add(String(i % 20), part, 1);
    alone.add(undefined, part, 1);
  }
  assert.deepEqual([once.share().n, often.share().n, alone.share().n], [20, 20, 200]);
  assert.ok(Math.abs(width(once.share().interval) - width(often.share().interval)) < 1e-9);
  assert.ok(width(alone.share().interval) < width(often.share().interval) / 2);
});

test('the interval covers the rate over tasks as often as it says, when trials of a task end alike', () => {
  const random = seededRandom(11);
  const worlds = 1000;
  let covered = 0;
  for (let world = 0; world < worlds; world++) {
    const tally = clusterTally();
    for (let task = 0; task < 30; task++) {
      const rate = random.chance(0.6) ? 0.9 : 0.2;
      for (let trial = 0; trial < 5; trial++) tally.add(String(task), random.chance(rate) ? 1 : 0, 1);
    }
    const [low, high] = tally.share().interval;
    if (low <= 0.62 && 0.62 <= high) covered++;
  }
  assert.ok(covered / worlds > 0.925 && covered / worlds < 0.975, `covers ${covered / worlds}`);
});
