import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { outcomeDifferences } from './outcome-differences.ts';
import { riskRatio } from './risk-ratio.ts';
import { withinStrata } from './within-strata.ts';

test('runs are compared with runs of their task by the same model; what has no such others, with the rest of the task', () => {
  const runs = ['AB', 'B', 'A', 'B', 'A', 'B'];
  const facts = [
    { task: 't1', model: 'm', success: true },
    { task: 't1', model: 'm', success: false },
    { task: 't2', model: 'm', success: true },
    { task: 't2', model: 'n', success: true },
    { task: 't3', model: 'm', success: true },
    {},
  ];
  // Six times the same, with other tasks.
  const set = sequencesOfLetters(Array.from({ length: 6 }, () => runs).flat(), (run) => {
    const own = facts[run % 6]!;
    return own.task === undefined ? {} : { ...own, task: `${own.task} ${Math.floor(run / 6)}` };
  });
  const { rows, compared, runs: known, successes, notCompared } = outcomeDifferences(set);
  assert.deepEqual(
    [compared, known, successes, notCompared],
    [{ 'task and model': 12, task: 12, 'group and model': 6 }, 30, 24, ['B']],
  );
  // +1 in each first task, 0 in each second, of equal weight; B is missing only where nothing fails.
  assert.deepEqual(rows.map(({ behavior, n, difference }) => [behavior, n, difference]), [['A', 24, 0.5]]); // prettier-ignore
});

test('a run in which a behavior cannot be observed is none without it', () => {
  const set = sequencesOfLetters(['A', 'A', 'A', 'A', 'B', 'B', 'B', 'B', 'B'], (run) => ({ task: 't', success: run < 5 })); // prettier-ignore
  const blind = { ...set, sequences: set.sequences.map((run, i) => (i === 4 ? { ...run, observed: Float64Array.of(0, 1) } : run)) }; // prettier-ignore
  const [seeing, blinded] = [set, blind].map((each) => outcomeDifferences(each).rows.find(({ behavior }) => behavior === 'A')!); // prettier-ignore
  assert.deepEqual([seeing!.n, seeing!.without, seeing!.difference], [9, { runs: 5, successes: 1 }, 0.8]);
  assert.deepEqual([blinded!.n, blinded!.without, blinded!.difference], [8, { runs: 4, successes: 0 }, 1]);
});

test("the ratio and its interval are those of Greenland and Robins' formula in one stratum: that of the two rates", () => {
  const { ratio, interval } = riskRatio([{ withSuccess: 30, withFailure: 70, withoutSuccess: 15, withoutFailure: 85 }])!; // prettier-ignore
  assert.equal(ratio.toFixed(12), '2.000000000000');
  const error = Math.sqrt(1 / 30 - 1 / 100 + 1 / 15 - 1 / 100);
  assert.ok(Math.abs(Math.log(interval[1] / 2) / 1.959963984540054 - error) < 1e-12);
});

/** Tasks of differing difficulty and length; a behavior with more chances in long runs; success that may depend on both. */
function simulated(
  random: Random,
  { tasks, trials, effect, length }: { tasks: number; trials: number; effect: number; length: number },
): SequenceSet {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const base = Array.from({ length: tasks }, () => ({ ease: 0.2 + 0.45 * random.next(), size: 2.5 + 0.4 * normal() }));
  const runs = Array.from({ length: tasks * trials }, (_, run) => {
    const { ease, size } = base[Math.floor(run / trials)]!;
    const steps = Math.max(2, Math.round(Math.exp(size + 0.4 * normal())));
    const shows = random.chance(1 - Math.exp(-0.05 * steps));
    const rate = Math.min(0.97, Math.max(0.03, ease + effect * Number(shows) - length * (steps / 13 - 1)));
    return { letters: shows ? 'A' : 'B', facts: { task: `t${Math.floor(run / trials)}`, success: random.chance(rate), steps, tokens: steps * 80 } }; // prettier-ignore
  });
  return sequencesOfLetters(runs.map(({ letters }) => letters), (run) => runs[run]!.facts); // prettier-ignore
}

function rowsOf(sets: number, seed: number, plan: Parameters<typeof simulated>[1]) {
  const random = seededRandom(seed);
  return Array.from({ length: sets }, () => outcomeDifferences(simulated(random, plan)).rows.find(({ behavior }) => behavior === 'A')!); // prettier-ignore
}

const between = (share: number): boolean => share >= 0.93 && share <= 0.97;

test('a planted difference is covered as often as the interval says, with many tasks and with few', () => {
  for (const [tasks, trials] of [
    [50, 4],
    [8, 8],
  ] as const) {
    // prettier-ignore
    const rows = rowsOf(1000, tasks, { tasks, trials, effect: 0.15, length: 0 });
    const covered = rows.filter(({ interval }) => interval[0] <= 0.15 && interval[1] >= 0.15).length / rows.length;
    assert.ok(between(covered), `${tasks} tasks: ${covered}`);
  }
});

test('where long runs fail, a behavior of long runs looks harmful until runs of equal length are compared', () => {
  const rows = rowsOf(1000, 3, { tasks: 50, trials: 4, effect: 0, length: 0.2 });
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const plain = mean(rows.map(({ difference }) => difference));
  const adjusted = mean(rows.map(({ adjusted: row }) => row!.difference));
  assert.ok(plain < -0.03, `plain ${plain}`);
  assert.ok(Math.abs(adjusted) < 0.01, `adjusted ${adjusted}`);
  const covered = mean(rows.map(({ adjusted: row }) => Number(row!.interval[0] <= 0 && row!.interval[1] >= 0)));
  assert.ok(between(covered), `covered ${covered}`);
  const bins = new Array<number>(10).fill(0);
  for (const { adjusted: row } of rows) bins[Math.min(9, Math.floor(row!.p * 10))]!++;
  const chiSquared = bins.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  assert.ok(chiSquared < 27.9, `p: ${bins.join(' ')}`);
});

test('of many behaviors that do nothing, any is found at most one time in twenty', () => {
  const random = seededRandom(9);
  let found = 0;
  const sets = 300;
  for (let set = 0; set < sets; set++) {
    const runs = Array.from({ length: 80 }, () => [...'ABCDEFGH'].filter(() => random.chance(0.4)).join('') || 'Z');
    const ends = runs.map(() => random.chance(0.5));
    const { rows } = outcomeDifferences(
      sequencesOfLetters(runs, (run) => ({ task: `t${run % 20}`, success: ends[run]! })),
    );
    if (rows.some(({ q }) => q <= 0.05)) found++;
  }
  assert.ok(found / sets <= 0.05, `found in ${found} of ${sets}`);
});

test('a hundred thousand runs of 60 behaviors are compared in seconds', () => {
  const random = seededRandom(10);
  const count = 100_000;
  const strata = Int32Array.from({ length: count }, (_, run) => Math.floor(run / 4));
  const outcome = Float64Array.from({ length: count }, () => Number(random.chance(0.5)));
  const controls = [1, 2, 3, 4].map(() => Float64Array.from({ length: count }, () => random.next()));
  const exposure = Float64Array.from({ length: count }, () => Number(random.chance(0.3)));
  const start = process.cpuUsage().user;
  for (let i = 0; i < 6; i++) withinStrata({ strata, clusters: strata, outcome, controls }, exposure);
  const seconds = (process.cpuUsage().user - start) / 1e6;
  assert.ok(seconds < 1.5, `a tenth of them took ${seconds} s`);
});
