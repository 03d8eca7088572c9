import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pchisq } from 'lib-r-math.js';
import { seededRandom, type Random } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { strongestTransitions } from './strongest-transitions.ts';
import { transitions } from './transitions.ts';

const LETTERS = 'ABACABCBAABCABCCBA';

/** A run of a chain in which B follows A with probability `follows` and everything else is even. */
function planted(random: Random, length: number, follows: number, names = 'ABC'): string {
  let run = random.pick([...names]);
  while (run.length < length) {
    const others = [...names].filter((name) => name !== 'B');
    run += run.endsWith('A') ? (random.chance(follows) ? 'B' : random.pick(others)) : random.pick([...names]);
  }
  return run;
}

test('a set of runs is counted within runs, never across them', () => {
  const { states, observed, pairs } = transitions(sequencesOfLetters(['AB', 'BA', 'A']));
  assert.deepEqual([states, [...observed], pairs], [['A', 'B'], [0, 1, 1, 0], 2]);
});

test('chance is the mean over all orders of each run', () => {
  const { rows } = transitions(sequencesOfLetters(['AAB']));
  // AAB, ABA, BAA: each pair of places holds A then B in one of three orders.
  assert.deepEqual(
    rows.map(({ from, to, observed, chance }) => [from + to, observed, Math.round(chance * 1e9) / 1e9]).sort(),
    [
      ['AA', 1, 0.666666667],
      ['AB', 1, 0.666666667],
      ['BA', 0, 0.666666667],
    ],
  );
});

test('the pooled table is that of the research notes, with and without repeats', () => {
  const { z, yuleQ } = transitions(sequencesOfLetters([LETTERS]));
  assert.deepEqual([z[1]!.toFixed(3), z[4]!.toFixed(3), yuleQ[1]!.toFixed(1)], ['1.999', '-2.249', '0.8']);
  const { expected } = transitions(sequencesOfLetters([LETTERS]), { noSelf: true });
  assert.deepEqual(
    [1, 2, 5].map((cell) => expected[cell]!.toFixed(4)),
    ['3.5000', '1.5000', '2.5000'],
  );
});

test('what begins in one step is together, and has no order', () => {
  const set = sequencesOfLetters(['ABC']);
  const [run] = set.sequences;
  const together = { ...set, sequences: [{ ...run!, first: Int32Array.from([0, 0, 1]) }] };
  const { observed, states } = transitions(together);
  assert.deepEqual(
    [states, [...observed]],
    [
      ['A', 'B', 'C'],
      [0, 0, 1, 0, 0, 1, 0, 0, 0],
    ],
  );
});

test('behaviors beyond the most frequent are counted as one', () => {
  const { states } = transitions(sequencesOfLetters(['AABBCD']), { most: 3 });
  assert.deepEqual(states, ['A', 'B', '(other)']);
});

test('runs that differ in what they do, and do it in any order, are no finding', () => {
  const random = seededRandom(11);
  const mixed = (names: string): string => Array.from({ length: 40 }, () => random.pick([...names])).join('');
  const runs = Array.from({ length: 60 }, (_, run) => mixed(run % 2 === 0 ? 'AAAB' : 'CCCD'));
  const { rows, z } = transitions(sequencesOfLetters(runs), { permutations: 300 });
  // The pooled table sees A follow A far too often; the runs are only different.
  assert.ok(z[0]! > 20);
  assert.ok(rows.every(({ q }) => q > 0.05));
});

test('a planted transition is found, at its lag, with its ratio', () => {
  const random = seededRandom(5);
  const runs = Array.from({ length: 80 }, () => planted(random, 40, 0.7));
  const [first] = transitions(sequencesOfLetters(runs), { permutations: 300 }).rows;
  assert.deepEqual([first!.from, first!.to], ['A', 'B']);
  assert.ok(first!.q < 0.001 && first!.between.q < 0.001);
  const [low, high] = first!.interval!;
  assert.ok(low > 1.5 && low < first!.ratio! && first!.ratio! < high && high < 2.1);
});

test('without order p of permutation is uniform, that between tasks no smaller, and false discoveries are few', () => {
  const random = seededRandom(21);
  const bins = new Array<number>(10).fill(0);
  let [within, between] = [0, 0];
  const sets = 400;
  for (let set = 0; set < sets; set++) {
    // Few behaviors in long runs, so that counts are many and p hardly jumps.
    const runs = Array.from({ length: 30 }, () => planted(random, 60, 1 / 3));
    const { p, rows } = transitions(sequencesOfLetters(runs), { permutations: 99, seed: set });
    const ofPair = rows.find(({ from, to }) => from === 'A' && to === 'B')!;
    bins[Math.min(9, Math.floor(p[1]! * 10))]!++;
    assert.ok(ofPair.between.p >= p[1]!);
    if (rows.some(({ q }) => q <= 0.05)) within++;
    if (rows.some((row) => row.between.q <= 0.05)) between++;
  }
  const chi = bins.reduce((sum, count) => sum + (count - sets / 10) ** 2 / (sets / 10), 0);
  assert.ok(pchisq(chi, 9, undefined, false) > 0.01, `found ${bins.join(' ')}`);
  assert.ok(within / sets <= 0.07, `within: ${within} of ${sets}`);
  assert.ok(between / sets <= 0.07, `between: ${between} of ${sets}`);
});

test('intervals of the ratio between tasks hold the truth about as often as they say', () => {
  const random = seededRandom(8);
  const ratioOf = (runs: readonly string[]) =>
    transitions(sequencesOfLetters(runs), { permutations: 2 }).rows.find(({ from, to }) => from + to === 'AB')!;
  const sample = (count: number): string[] => Array.from({ length: count }, () => planted(random, 30, 0.6));
  const truth = ratioOf(sample(10_000)).ratio!;
  const sets = 1000;
  let holding = 0;
  for (let set = 0; set < sets; set++) {
    const [low, high] = ratioOf(sample(40)).interval!;
    if (low <= truth && truth <= high) holding++;
  }
  assert.ok(holding >= 930 && holding <= 975, `${holding} of ${sets}`);
});

test('so they do where tasks differ in order and in size, and p is below 0.05 where they leave out 1', () => {
  const random = seededRandom(3);
  const sample = (tasks: number) => {
    const runs = Array.from({ length: tasks }, (_, task) => {
      const follows = random.chance(0.5) ? 0.15 : 0.55;
      const trials = 1 + Math.floor(Math.exp(2.2 * random.next()));
      return Array.from({ length: trials }, () => ({ task: `t${task}`, letters: planted(random, 15, follows) }));
    }).flat();
    const set = sequencesOfLetters(runs.map(({ letters }) => letters), (run) => ({ task: runs[run]!.task })); // prettier-ignore
    return transitions(set, { permutations: 2 }).rows.find(({ from, to }) => from + to === 'AB')!;
  };
  const truth = sample(10_000).ratio!;
  let holding = 0;
  for (let set = 0; set < 1000; set++) {
    const { interval, between } = sample(40);
    const [low, high] = interval!;
    if (low <= truth && truth <= high) holding++;
    // The larger of two: that within runs may be larger still.
    if (low <= 1 && 1 <= high) assert.ok(between.p >= 0.05);
  }
  assert.ok(holding >= 930 && holding <= 970, `${holding} of 1000`);
});

test('rare behaviors in short runs make no discoveries', () => {
  const random = seededRandom(2);
  let [within, between] = [0, 0];
  for (let set = 0; set < 60; set++) {
    const runs = Array.from({ length: 30 }, () =>
      Array.from({ length: 1 + random.below(16) }, () => 'abcdefghijkl'[Math.floor(12 * random.next() ** 3)]!),
    );
    for (const noSelf of [false, true]) {
      const { rows } = transitions(sequencesOfLetters(runs), { permutations: 100, seed: set, noSelf });
      if (rows.some(({ q }) => q <= 0.05)) within++;
      if (rows.some((row) => row.between.q <= 0.05)) between++;
    }
  }
  assert.ok(within <= 8 && between <= 8, `within ${within}, between ${between} of 120`);
});

test('a pair that could come in one task of many is not shown to come in others', () => {
  const runs = Array.from({ length: 12 }, (_, run) => (run < 8 ? 'XYXYXYXYXYXY' : 'ABBAABABAABB'));
  const set = sequencesOfLetters(runs, (run) => ({ task: run < 8 ? 'one' : `t${run}` }));
  const row = transitions(set, { permutations: 300 }).rows.find(({ from, to }) => from + to === 'XY')!;
  assert.ok(row.q < 0.05);
  assert.deepEqual(row.between, { tasks: 1, of: 5, p: 1, q: 1 });
  assert.deepEqual(strongestTransitions([row]), []);
});
