import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import { lengthSlope, type CountedRuns } from './length-slope.ts';

test('a planted power is covered in 93 to 97% of 1,000 sets, though counts spread more than Poisson’s', () => {
  const random = seededRandom(11);
  let [covered, sum, proportional] = [0, 0, 0];
  for (let set = 0; set < 1000; set++) {
    const found = lengthSlope(planted(random, 0.6))!;
    sum += found.slope / 1000;
    if (found.interval[0] <= 0.6 && found.interval[1] >= 0.6) covered++;
    if (lengthSlope(planted(random, 1))!.p < 0.05) proportional++;
  }
  assert.ok(Math.abs(sum - 0.6) < 0.02, `${sum}`);
  assert.ok(covered >= 930 && covered <= 970, `${covered}`);
  assert.ok(proportional >= 30 && proportional <= 70, `${proportional}`);
});

test('where all second runs of tasks are twice as long and show three times as much, the power is the logarithm of 3 to base 2', () => {
  const found = lengthSlope({
    counts: Float64Array.of(1, 6, 3, 6),
    lengths: Float64Array.of(100, 200, 50, 100),
    strata: Int32Array.of(0, 0, 1, 1),
    clusters: Int32Array.of(0, 0, 1, 1),
  })!;
  assert.equal(found.slope.toFixed(9), Math.log2(3).toFixed(9));
  assert.deepEqual([found.runs, found.events], [4, 16]);
});

test('with few events, or where only the longest of each task has any, there is no power', () => {
  const lengths = Float64Array.of(1, 2, 1, 2);
  const strata = Int32Array.of(0, 0, 1, 1);
  assert.equal(lengthSlope({ counts: Float64Array.of(1, 1, 1, 1), lengths, strata, clusters: strata }), undefined);
  assert.equal(lengthSlope({ counts: Float64Array.of(0, 9, 0, 9), lengths, strata, clusters: strata }), undefined);
});

/** Sixty tasks of three to five runs each, tasks and runs differing in how much they show. */
function planted(random: Random, slope: number): CountedRuns {
  const [counts, lengths, strata]: [number[], number[], number[]] = [[], [], []];
  for (let task = 0; task < 60; task++) {
    const level = 0.5 + 3 * random.next();
    for (let run = 0; run < 3 + (task % 3); run++) {
      const length = Math.exp(random.next() * 2);
      lengths.push(length);
      strata.push(task);
      counts.push(poisson(random, level * length ** slope * (0.4 + 1.2 * random.next())));
    }
  }
  return {
    counts: Float64Array.from(counts),
    lengths: Float64Array.from(lengths),
    strata: Int32Array.from(strata),
    clusters: Int32Array.from(strata),
  };
}

function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let n = 0;
  for (let product = random.next(); product > limit; product *= random.next()) n++;
  return n;
}
