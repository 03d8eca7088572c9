import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pchisq } from 'lib-r-math.js';
import { seededRandom, type Random } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { pairTally } from './pair-tally.ts';
import { permutationP } from './permutation-p.ts';
import { sequenceMoments } from './sequence-moments.ts';
import { shuffleWithoutRepeats } from './shuffle-moments.ts';

function isUniform(counts: readonly number[]): boolean {
  const even = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chi = counts.reduce((sum, count) => sum + (count - even) ** 2 / even, 0);
  return pchisq(chi, counts.length - 1, undefined, false) > 0.001;
}

function ordersOf(moments: readonly string[]): string[][] {
  if (moments.length === 0) return [[]];
  return moments.flatMap((first, place) => ordersOf(moments.toSpliced(place, 1)).map((rest) => [first, ...rest]));
}

test('every order without repeats comes as often as any other, also where swaps alone would stand still', () => {
  // Whole moments: AB is both in one step, and may stand beside neither A nor B.
  for (const moments of [
    ['A', 'B', 'A', 'C', 'A', 'D'],
    ['A', 'B', 'A', 'B', 'C'],
    ['AB', 'C', 'A', 'C', 'B', 'D'],
  ]) {
    const allowed = new Set(ordersOf(moments).filter((order) => order.every((moment, place) => ![...moment].some((letter) => order[place + 1]?.includes(letter)))).map((order) => order.join(' '))); // prettier-ignore
    const codes = Int32Array.from(moments.join(''), (letter) => letter.charCodeAt(0) - 65);
    const starts = Int32Array.from([0, ...moments.map((_, i) => moments.slice(0, i + 1).join('').length)]);
    const walk = shuffleWithoutRepeats({ codes, starts, steps: starts }, 4, seededRandom(3));
    const times = new Map<string, number>();
    for (let draw = 0; draw < 20_000; draw++) {
      // Draws far apart are as good as independent.
      for (let step = 0; step < 3; step++) walk.next();
      const order = Array.from(walk.order, (moment) => moments[moment]!).join(' ');
      times.set(order, (times.get(order) ?? 0) + 1);
    }
    assert.deepEqual([...times.keys()].toSorted(), [...allowed].toSorted());
    assert.ok(isUniform([...times.values()]), moments.join(' '));
  }
});

/** Runs of 20 in which every other moment is A, and the rest come in any order that is allowed. */
function everyOther(random: Random): string {
  for (;;) {
    const from = random.below(11);
    const rest = [...'BCDBCDBCDB'];
    for (let i = rest.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [rest[i], rest[j]] = [rest[j]!, rest[i]!];
    }
    const run = rest.map((letter, place) => (place < from ? `A${letter}` : `${letter}A`)).join('');
    if (!/(.)\1/.test(run)) return run;
  }
}

test('p of orders without repeats is uniform, ties decided by lot, and below 0.05 no more than one time in twenty', () => {
  const random = seededRandom(5);
  const anyOrder = (): string => {
    let run = '';
    while (run.length < 20) run += random.pick([...'ABCD'].filter((letter) => !run.endsWith(letter)));
    return run;
  };
  for (const draw of [anyOrder, () => everyOther(random)]) {
    const bins = new Array<number>(10).fill(0);
    let below = 0;
    const sets = 300;
    for (let set = 0; set < sets; set++) {
      const { sequences, alphabet } = sequencesOfLetters(Array.from({ length: 5 }, draw));
      const tally = pairTally({ size: 4, lag: 1, noSelf: true, permutations: 99, random: seededRandom(set) });
      const states = Int32Array.from(alphabet.keys());
      for (const sequence of sequences) tally.add([sequenceMoments(sequence, states, { collapse: true })]);
      // C after B.
      const [seen, draws] = [tally.observed[6]!, tally.drawn(6)];
      const less = draws.filter((count) => count < seen).length;
      const same = draws.filter((count) => count === seen).length + 1;
      bins[Math.floor(((less + random.next() * same) / 100) * 10)]!++;
      if (permutationP(seen, draws) <= 0.05) below++;
    }
    assert.ok(isUniform(bins), bins.join(' '));
    assert.ok(below / sets <= 0.065, `${below} of ${sets}`);
  }
});
