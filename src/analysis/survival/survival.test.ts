import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { hazardRatio } from './hazard-ratio.ts';
import { kaplanMeier } from './kaplan-meier.ts';

// Weeks of remission of 42 patients with leukemia (Freireich et al. 1963); negative: still in remission.
const TREATED = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];
const PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

test('the curve of the treated is the published one of Kaplan and Meier', () => {
  const points = kaplanMeier(
    Float64Array.from(TREATED, Math.abs),
    Uint8Array.from(TREATED, (time) => Number(time > 0)),
  );
  assert.deepEqual(
    points.map(({ step, share }) => [step, share.toFixed(3)]),
    [[6, '0.857'], [7, '0.807'], [10, '0.753'], [13, '0.690'], [16, '0.627'], [22, '0.538'], [23, '0.448']],
  ); // prettier-ignore
  assert.deepEqual(points.at(-1)!.interval.map((end) => end.toFixed(3)), ['0.188', '0.680']); // prettier-ignore
});

test('the hazard ratio is the published one with the ties of Breslow', () => {
  const times = [...TREATED, ...PLACEBO];
  const { ratio, events } = hazardRatio(
    {
      strata: new Int32Array(42),
      clusters: Int32Array.from(times.keys()),
      steps: Int32Array.from(times, Math.abs),
      happened: Uint8Array.from(times, (time) => Number(time > 0)),
    },
    Float64Array.from(times, (_, i) => (i < 21 ? Infinity : 0)),
  )!;
  assert.equal(Math.log(ratio!).toFixed(3), '1.509');
  // All 30: in each week some of both were still at risk.
  assert.equal(events, 30);
});

test('strata without anyone to compare with say nothing; an end only among those with it has no ratio', () => {
  const runs = {
    strata: Int32Array.of(0, 1, 1),
    clusters: Int32Array.of(0, 1, 2),
    steps: Int32Array.of(3, 4, 5),
    happened: Uint8Array.of(1, 1, 0),
  };
  assert.equal(hazardRatio(runs, Float64Array.of(1, Infinity, Infinity)), undefined);
  assert.equal(hazardRatio(runs, Float64Array.of(1, 1, Infinity))!.ratio, null);
});

/** Runs that fail with equal chance in each step until step 30, where they succeed; a behavior that comes whenever it comes. */
function simulated(random: ReturnType<typeof seededRandom>, ratio: number) {
  const count = 240;
  const steps = new Int32Array(count);
  const happened = new Uint8Array(count);
  const seen = new Float64Array(count).fill(Infinity);
  const clusters = Int32Array.from(steps, (_, run) => Math.floor(run / 6));
  for (let run = 0; run < count; run++) {
    // Tasks differ in how soon they fail, and in how often they show it.
    const [risk, habit] = [0.02 + 0.04 * ((clusters[run]! * 7) % 10 / 10), 0.01 + 0.06 * (clusters[run]! % 10 / 10)]; // prettier-ignore
    for (let step = 1; step <= 30; step++) {
      steps[run] = step;
      if (random.chance(risk * (seen[run]! < step ? ratio : 1))) {
        happened[run] = 1;
        break;
      }
      if (seen[run] === Infinity && random.chance(habit)) seen[run] = step;
    }
  }
  return { runs: { strata: clusters, clusters, steps, happened }, seen };
}

test('a behavior that only long runs have the time for looks protective if compared by ever and never, and is not', () => {
  const random = seededRandom(21);
  const bins = new Array<number>(10).fill(0);
  let naive = 0;
  const sets = 1000;
  for (let set = 0; set < sets; set++) {
    const { runs, seen } = simulated(random, 1);
    const failed = [[0, 0], [0, 0]]; // prettier-ignore
    for (const [run, step] of seen.entries()) {
      const group = failed[Number(step < Infinity)]!;
      group[0]!++;
      group[1]! += runs.happened[run]!;
    }
    naive += failed[1]![1]! / failed[1]![0]! - failed[0]![1]! / failed[0]![0]!;
    bins[Math.min(9, Math.floor(hazardRatio(runs, seen)!.p * 10))]!++;
  }
  assert.ok(naive / sets < -0.15, `naive ${naive / sets}`);
  const chiSquared = bins.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  assert.ok(chiSquared < 27.9, `p: ${bins.join(' ')}`);
});

test('a planted ratio is covered as often as the interval says', () => {
  const random = seededRandom(22);
  let covered = 0;
  let sum = 0;
  const sets = 1000;
  for (let set = 0; set < sets; set++) {
    const { runs, seen } = simulated(random, 2);
    const { ratio, interval } = hazardRatio(runs, seen)!;
    sum += Math.log(ratio!);
    if (interval![0] <= 2 && interval![1] >= 2) covered++;
  }
  assert.ok(covered / sets >= 0.93 && covered / sets <= 0.97, `covered ${covered}`);
  assert.ok(Math.abs(sum / sets - Math.log(2)) < 0.05, `mean ${sum / sets}`);
});
