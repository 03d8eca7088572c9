import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rateDifference } from '../../core/rate-interval.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { compareCohorts } from './compare-cohorts.ts';

test('two cohorts without shared tasks differ as Newcombe’s example says: 56 of 70 against 48 of 80', () => {
  const a = outcomes(48, 80, 'a');
  const b = outcomes(56, 70, 'b');
  const row = compareCohorts(a, b).rows.find(({ measure }) => measure === 'success')!;
  const known = rateDifference({ successes: 56, trials: 70 }, { successes: 48, trials: 80 });
  assert.equal(row.paired, false);
  assert.deepEqual([row.a, row.b], [0.6, 0.8]);
  // The published interval is 0.0524 … 0.3339; effective runs are a little fewer than runs, since their spread is estimated.
  for (const [end, expected] of known.interval.entries()) assert.ok(Math.abs(row.interval[end]! - expected) < 0.004);
  assert.ok(row.p < 0.05 && row.p > 0.005);
});

test('where tasks are shared, each counts once, by the means of its runs', () => {
  const facts = [
    { task: 't1', tokens: 10 },
    { task: 't1', tokens: 20 },
    { task: 't2', tokens: 100 },
    { task: 't3', tokens: 40 },
  ];
  const a = sequencesOfLetters(['A', 'A', 'A', 'A'], (run) => facts[run]!);
  const b = sequencesOfLetters(['A', 'A', 'A'], (run) => ({ task: `t${run + 1}`, tokens: [25, 115, 49][run]! }));
  const { rows, paired, sharedTasks } = compareCohorts(a, b);
  const { p, q, ...row } = rows.find(({ measure }) => measure === 'tokens')!;
  assert.deepEqual([paired, sharedTasks], [true, 3]);
  assert.deepEqual([row.a, row.b, row.runs], [155 / 3, 63, [4, 3]]);
  // t of the differences 10, 15, 9: mean 11.3333, standard error 1.8559, two degrees of freedom.
  assert.ok(Math.abs(row.difference - 34 / 3) < 1e-12);
  assert.ok(Math.abs(row.interval[0] - 3.348) < 5e-4 && Math.abs(row.interval[1] - 19.3187) < 5e-4);
  assert.ok(Math.abs(p - 0.025783966) < 1e-8);
  assert.ok(q >= p);
});

test('what follows what is compared as a share of how often anything follows', () => {
  const a = sequencesOfLetters(Array.from({ length: 20 }, () => 'ABAC'));
  const b = sequencesOfLetters(Array.from({ length: 20 }, () => 'ABAB'), (run) => ({ task: `other-${run}` })); // prettier-ignore
  const row = compareCohorts(a, b).rows.find(({ measure }) => measure === 'A -> B')!;
  assert.deepEqual([row.a, row.b, row.difference], [0.5, 1, 0.5]);
});

test('a rule is compared by the share of runs that break it', () => {
  const a = outcomes(5, 10, 'a');
  const b = outcomes(5, 10, 'b');
  const rules = [{ name: 'ask-first', broken: new Set(['a0', 'b0', 'b1', 'b2']) }];
  const row = compareCohorts(a, b, { rules }).rows.find(({ kind }) => kind === 'rule')!;
  assert.deepEqual([row.measure, row.a, row.b], ['rule:ask-first', 0.1, 0.3]);
});

test('nothing is compared with an empty cohort', () => {
  assert.deepEqual(compareCohorts({ alphabet: [], sequences: [] }, outcomes(1, 2, 'b')).rows, []);
});

for (const shared of [false, true]) {
  test(`intervals cover the planted difference as often as they say, ${shared ? 'paired' : 'between other tasks'}`, () => {
    const random = seededRandom(7);
    const missed = new Map<string, number>();
    const small = new Map<string, number>();
    const truth = { success: 0.1, tokens: 50, A: 0.1, 'A per 1000 tokens': NaN };
    for (let set = 0; set < 1000; set++) {
      const [a, b] = planted(random, shared);
      for (const { measure, interval, p } of compareCohorts(a, b, { most: 0 }).rows) {
        const difference = truth[measure as keyof typeof truth];
        if (difference === undefined || Number.isNaN(difference)) continue;
        if (interval[0] > difference || interval[1] < difference) missed.set(measure, (missed.get(measure) ?? 0) + 1);
        if (p < 0.05 !== (interval[0] > 0 || interval[1] < 0)) small.set(measure, (small.get(measure) ?? 0) + 1);
      }
    }
    for (const measure of ['success', 'tokens', 'A']) {
      const coverage = 1 - (missed.get(measure) ?? 0) / 1000;
      assert.ok(coverage >= 0.93 && coverage <= 0.97, `${measure}: covered in ${coverage}`);
      assert.equal(small.get(measure) ?? 0, 0, `${measure}: p and interval disagree`);
    }
  });
}

test('under no difference few q are small, and p is as likely to be anywhere', () => {
  const random = seededRandom(3);
  const bins = new Int32Array(5);
  let sets = 0;
  for (let set = 0; set < 400; set++) {
    const [a, b] = planted(random, false, 0);
    const { rows } = compareCohorts(a, b, { most: 0 });
    const { p } = rows.find(({ measure }) => measure === 'tokens')!;
    bins[Math.min(4, Math.floor(p * 5))]!++;
    if (rows.some(({ kind, q }) => kind === 'outcome' && q < 0.05)) sets++;
  }
  // Chi-square with four degrees of freedom: 13.3 is the 1% point.
  const chiSquare = bins.reduce((sum, n) => sum + (n - 80) ** 2 / 80, 0);
  assert.ok(chiSquare < 13.3, bins.join(' '));
  assert.ok(sets <= 400 * 0.08, `${sets} of 400`);
});

function outcomes(successes: number, runs: number, name: string): SequenceSet {
  return sequencesOfLetters(
    Array.from({ length: runs }, () => 'A'),
    (run) => ({ id: `${name}${run}`, task: `${name}${run}`, success: run < successes }),
  );
}

/** Forty tasks of three runs each in two cohorts: tasks differ in how hard and how long they are. */
function planted(random: Random, shared: boolean, effect = 1): [SequenceSet, SequenceSet] {
  const side = (cohort: number, tasks: readonly { hard: number; long: number }[]): SequenceSet => {
    const runs = tasks.flatMap(({ hard, long }, task) =>
      [0, 1, 2].map(() => ({
        task: shared ? `t${task}` : `t${cohort}-${task}`,
        success: random.chance(hard + 0.1 * effect * cohort),
        tokens: long + 200 * random.next() + 50 * effect * cohort,
        shows: random.chance(hard / 2 + 0.1 * effect * cohort),
      })),
    );
    return sequencesOfLetters(
      runs.map(({ shows }) => (shows ? 'A' : 'B')),
      (run) => runs[run]!,
    );
  };
  const draw = (): { hard: number; long: number }[] =>
    Array.from({ length: 40 }, () => ({ hard: 0.2 + 0.5 * random.next(), long: 300 * random.next() }));
  const first = draw();
  return [side(0, first), side(1, shared ? first : draw())];
}
