import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lexicalSpace } from './meaning-space.ts';
import type { Said } from './read-consequences.ts';
import { recurringMoves } from './recurring-moves.ts';

// Three ways to say one thing, two to say another, and one of its own; every remark is made in as many runs, of as many tasks, as given.
const TERMS = [
  [0, 1, 2],
  [0, 1, 3],
  [0, 2, 3],
  [5, 6, 7],
  [5, 6, 8],
  [10, 11, 12],
];
const WITH = Int32Array.from({ length: 13 }, (_, term) => TERMS.filter((terms) => terms.includes(term)).length);
const reader = {
  said: (remarks: readonly number[]): Said => ({
    runs: remarks.flatMap((remark) => [2 * remark, 2 * remark + 1]),
    turns: [],
    tasks: 2 * remarks.length,
  }),
};

test('remarks that say the same are one move, and what too few tasks say is none', () => {
  const terms = TERMS.map((list) => Int32Array.from(list));
  const pool = [0, 1, 2, 3, 4, 5];
  assert.deepEqual(
    recurringMoves(pool, { space: lexicalSpace(terms, WITH), reader, tasks: 12 }).map(({ remarks }) => remarks),
    [
      [0, 1, 2],
      [3, 4],
    ],
  );
  assert.deepEqual(
    recurringMoves(pool, { space: lexicalSpace(terms, WITH), reader, tasks: 500 }).map(({ remarks }) => remarks),
    [[0, 1, 2]],
  );
});
