import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extremeLine, OPPONENTS } from './opponent.ts';

const DILEMMA = [
  [3, 0],
  [5, 1],
] as const;

const lineOf = (name: string, least = false): { readonly points: number; readonly moves: readonly (0 | 1)[] } =>
  extremeLine(
    OPPONENTS.find((opponent) => opponent.name === name)!,
    DILEMMA,
    { rounds: 6, least },
  );

test('against an avenger one is kind to the last round but one', () => {
  assert.deepEqual(lineOf('grim'), { points: 20, moves: [0, 0, 0, 0, 0, 1] });
  assert.deepEqual(lineOf('tit-for-tat'), { points: 20, moves: [0, 0, 0, 0, 0, 1] });
});

test('against one who never changes one takes what there is', () => {
  assert.deepEqual(lineOf('always-kind'), { points: 30, moves: [1, 1, 1, 1, 1, 1] });
  assert.deepEqual(lineOf('always-hard'), { points: 6, moves: [1, 1, 1, 1, 1, 1] });
  assert.deepEqual(lineOf('always-hard', true), { points: 0, moves: [0, 0, 0, 0, 0, 0] });
});

test('no line is better than the best or worse than the worst', () => {
  for (const opponent of OPPONENTS) {
    const totals = Array.from({ length: 64 }, (_, bits) => {
      let [state, points] = [opponent.start, 0];
      for (let round = 0; round < 6; round++) {
        const move = ((bits >> round) & 1) as 0 | 1;
        points += DILEMMA[move][opponent.act[state]!];
        state = opponent.next[state]![move];
      }
      return points;
    });
    assert.equal(extremeLine(opponent, DILEMMA, { rounds: 6 }).points, Math.max(...totals), opponent.name);
    assert.equal(extremeLine(opponent, DILEMMA, { rounds: 6, least: true }).points, Math.min(...totals), opponent.name);
  }
});
