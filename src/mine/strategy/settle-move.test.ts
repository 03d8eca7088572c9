import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Consequence, ConsequenceReader } from './read-consequences.ts';
import { lexicalSpace } from './meaning-space.ts';
import { alike, settleMove, type Atom } from './settle-move.ts';

const GROUND: Consequence = { ground: 'success', p: 0.001, z: 3, variance: 10 };
// Whatever is said goes with success as much as the rest does.
const READER: ConsequenceReader = {
  turns: {
    turnOf: () => -1,
    nextStep: () => undefined,
    followed: () => ({ turns: 0, times: 0, expected: 0 }),
    before: () => -1,
  },
  judged: true,
  said: () => ({ runs: [], turns: [], tasks: 0 }),
  test: () => [GROUND],
  likelihood: () => 1,
};

test('an atom joins a move it resembles, unless it resembles something else more', () => {
  // Remarks 0 and 1 are the move; 2 shares a term with both; 3 is nearly what 2 says.
  const terms = [
    [0, 1, 2],
    [0, 1, 3],
    [0, 4, 5],
    [4, 5, 6],
    [7, 8],
    [9, 10],
  ].map((list) => Int32Array.from(list));
  const space = lexicalSpace(terms, Int32Array.from([3, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1]));
  const atom = (remark: number, nearest?: Atom['nearest']): Atom => ({
    remarks: [remark],
    said: READER.said([remark]),
    ...(nearest !== undefined && { nearest }),
  });
  const start = [atom(0), atom(1)];
  const settled = (free: readonly Atom[]): readonly number[] | undefined =>
    settleMove(start, GROUND, { free, space, reader: READER })?.remarks;
  assert.deepEqual(settled([atom(2), atom(4), atom(5)]), [0, 1, 2]);
  assert.deepEqual(settled([atom(2, { remarks: [3], similarity: 0.5 }), atom(4), atom(5)]), [0, 1]);
});

test('what is hardly alike is as likely one move as not, and twice as alike eleven times likelier', () => {
  assert.deepEqual([alike(0.08), Math.round(Math.exp(alike(0.17)))], [0, 11]);
});
