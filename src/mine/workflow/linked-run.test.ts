import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchSequence, type LinkedRun } from './linked-run.ts';

const ANY_B = [
  { acts: [0], tied: false },
  { acts: [1], tied: true },
];

test('a value decides which of several acts is meant, over any distance', () => {
  //                  0  1  2  3  4  5  6  7
  const run = linked([0, 1, 9, 9, 9, 9, 9, 1], [[0, 7]]);
  assert.deepEqual(matchSequence(run, ANY_B), [[0, 7]]);
  assert.deepEqual(matchSequence(linked([0, 1], []), ANY_B), []);
});

test('of three acts or more one may lack its tie where it stands near', () => {
  const elements = [...ANY_B, { acts: [2], tied: true }];
  assert.deepEqual(matchSequence(linked([0, 1, 2], [[0, 1]]), elements), [[0, 1, 2]]);
  assert.deepEqual(matchSequence(linked([0, 1, 2], []), elements), []);
});

test('occurrences of two errands woven into each other are told apart, and share no act', () => {
  const run = linked([0, 0, 1, 1], [[0, 3], [1, 2]]); // prettier-ignore
  assert.deepEqual(matchSequence(run, ANY_B), [
    [0, 3],
    [1, 2],
  ]);
  assert.deepEqual(matchSequence(linked([0, 0, 1], []), [ANY_B[0]!, { acts: [1], tied: false }]), [[1, 2]]);
});

function linked(acts: readonly number[], ties: readonly (readonly [number, number])[]): LinkedRun {
  const starts = Int32Array.from({ length: acts.length + 1 }, (_, i) => ties.filter(([from]) => from < i).length);
  const places = Int32Array.from(acts.keys());
  return {
    run: 0,
    task: 0,
    acts: Int32Array.from(acts),
    at: places,
    calls: places,
    failedCalls: new Int32Array(),
    failedActs: new Int32Array(),
    flows: { starts, next: Int32Array.from(ties, ([, to]) => to) },
  };
}
