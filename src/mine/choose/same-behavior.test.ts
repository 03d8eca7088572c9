import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candidate } from '../candidate.ts';
import { placed } from './placed.ts';
import { sameBehavior } from './same-behavior.ts';
import { candidateAt } from './testing/candidates.ts';

const RUNS = Array.from({ length: 10 }, (_, run) => run);

function workflow(name: string, steps: readonly number[], elements: number[][], runs = RUNS): Candidate {
  return candidateAt(
    name,
    runs.map((run) => [run, steps]),
    { kind: 'workflow', phrase: { elements, maxGap: 4 } },
  );
}

function same(a: Candidate, b: Candidate): boolean {
  return sameBehavior(placed(a), placed(b));
}

test('half of the steps in common is the same behavior, of whatever kind', () => {
  const whole = workflow('mend the net', [2, 4, 6], [[0], [1], [2]]);
  const repair = candidateAt('after a tear mend', RUNS.map((run) => [run, [4, 6]]), { kind: 'repair' }); // prettier-ignore
  assert.ok(same(whole, repair));
  const less = candidateAt('tie a knot', RUNS.map((run) => [run, [6, 8]]), { kind: 'repair' }); // prettier-ignore
  assert.ok(!same(whole, less));
});

test('of one kind a part is the same as the whole, and the whole as its part', () => {
  const whole = workflow('mend the net', [2, 4, 6, 8, 10], [[0], [1], [2], [3], [4]]);
  const part = workflow('fetch the twine', [4, 6], [[1], [2]]);
  assert.ok(same(whole, part));
  assert.ok(same(part, whole));
});

test('workflows that only begin alike are two', () => {
  const first = workflow('sell a fish', [2, 4, 6, 8], [[0], [1], [2], [3]], [0, 1, 2, 3, 4]);
  const second = workflow('buy a fish', [2, 4, 7, 9], [[0], [1], [4], [5]], [5, 6, 7, 8, 9]);
  const beginning = workflow('greet the fisher', [2, 4], [[0], [1]]);
  assert.ok(!same(first, second));
  assert.ok(!same(first, beginning));
});

test('the same sequence with fewer alternatives, or more in between in few of its runs, is a special case', () => {
  const wide = workflow('weigh or count', [2, 4], [[0, 1], [2]]); // prettier-ignore
  assert.ok(same(wide, workflow('weigh', [12, 14], [[0], [2]]))); // prettier-ignore
  assert.ok(same(wide, workflow('weigh, wait', [12, 13, 14], [[0], [5], [2]], [0, 1, 2])));
  assert.ok(!same(wide, workflow('weigh, wait', [12, 13, 14], [[0], [5], [2]])));
});
