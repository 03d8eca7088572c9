import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { fitHiddenMarkov, likeliestStates, logLikelihood, type HiddenMarkov } from './hidden-markov.ts';
import { runStates } from './run-states.ts';

const row = (...values: number[]): Float64Array => Float64Array.from(values);

// Looking around (a, b), working (c, d), checking (e): each stays for a while.
const PLANTED: HiddenMarkov = {
  start: row(0.8, 0.15, 0.05),
  move: [row(0.85, 0.13, 0.02), row(0.05, 0.85, 0.1), row(0.2, 0.1, 0.7)],
  emit: [row(0.6, 0.35, 0.03, 0.01, 0.01), row(0.05, 0.05, 0.5, 0.39, 0.01), row(0.05, 0.02, 0.02, 0.01, 0.9)],
};

test('the likelihood is the sum over all ways through the states', () => {
  const codes = [0, 2, 4, 4];
  let sum = 0;
  for (let way = 0; way < 81; way++) {
    const states = [way % 3, Math.floor(way / 3) % 3, Math.floor(way / 9) % 3, Math.floor(way / 27)];
    sum += states.reduce((p, state, at) => p * (at === 0 ? PLANTED.start[state]! : PLANTED.move[states[at - 1]!]![state]!) * PLANTED.emit[state]![codes[at]!]!, 1);
  }
  assert.ok(Math.abs(logLikelihood(PLANTED, codes) - Math.log(sum)) < 1e-12);
}); // prettier-ignore

test('a planted model is recovered, and so are the states of its events', () => {
  const random = seededRandom(3);
  const drawn = Array.from({ length: 150 }, () => draw(PLANTED, 60, random));
  const found = fitHiddenMarkov(drawn.map(({ codes }) => codes), 5, 3, { seed: 1 }); // prettier-ignore
  const off = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
    Math.max(...a.flatMap((values, i) => [...values].map((value, j) => Math.abs(value - b[i]![j]!))));
  assert.ok(off(found.emit, PLANTED.emit) < 0.03, `emissions off by ${off(found.emit, PLANTED.emit)}`);
  assert.ok(off(found.move, PLANTED.move) < 0.03, `transitions off by ${off(found.move, PLANTED.move)}`);
  let right = 0;
  for (const { codes, states } of drawn) {
    const path = likeliestStates(found, codes);
    for (const [at, state] of states.entries()) if (path[at] === state) right++;
  }
  assert.ok(right / 9000 > 0.93, `${right} of 9000`);
});

test('the number of states is the planted one, and one where there are none', () => {
  const random = seededRandom(5);
  const letters = (model: HiddenMarkov): string[] =>
    Array.from({ length: 60 }, () => [...draw(model, 40, random).codes].map((code) => 'abcde'[code]!).join(''));
  const found = runStates(sequencesOfLetters(letters(PLANTED)))!;
  assert.deepEqual(
    found.states.map(({ name }) => name),
    ['a · b', 'c · d', 'e'],
  );
  assert.ok(found.gain.interval[0] > 0.2);
  const none: HiddenMarkov = { start: row(1), move: [row(1)], emit: [row(0.3, 0.3, 0.2, 0.1, 0.1)] };
  assert.equal(runStates(sequencesOfLetters(letters(none)))!.states.length, 1);
});

test('there are no states of fewer than three runs', () => {
  assert.equal(runStates(sequencesOfLetters(['abc', 'abc'])), undefined);
});

function draw(model: HiddenMarkov, length: number, random: Random): { codes: Int32Array; states: number[] } {
  const states: number[] = [];
  const codes = Int32Array.from({ length }, (_, at) => {
    const state = choose(at === 0 ? model.start : model.move[states[at - 1]!]!, random);
    states.push(state);
    return choose(model.emit[state]!, random);
  });
  return { codes, states };
}

function choose(chances: Float64Array, random: Random): number {
  let left = random.next();
  for (let i = 0; i < chances.length - 1; i++) if ((left -= chances[i]!) < 0) return i;
  return chances.length - 1;
}
