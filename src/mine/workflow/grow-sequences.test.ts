import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growSequences } from './grow-sequences.ts';
import type { LinkedRun } from './linked-run.ts';

const always = (): boolean => true;
const never = (): boolean => false;

test('sequences grow along ties over any gap and along order nearby, and count runs and tasks', () => {
  const runs = Array.from({ length: 10 }, (_, i) =>
    linked({ run: i, task: i % 5, acts: [0, 9, 9, 9, 9, 9, 9, 1, 8, 2, ...(i < 4 ? [3] : [])], ties: [[0, 7]] }),
  );
  const ordered = new Set(['1 2', '2 3']);
  const grown = growSequences(runs, (first, second) => ordered.has(`${first} ${second}`), {
    mayStart: (act) => act === 0,
    mayFollow: always,
    needsMore: never,
    anywhere: always,
  });
  assert.deepEqual(
    grown.map(({ elements, runs: n, tasks }) => ({
      acts: elements.map(({ acts, tied }) => `${acts[0]!}${tied ? '!' : ''}`),
      n,
      tasks,
    })),
    [
      { acts: ['0', '1!'], n: 10, tasks: 5 },
      { acts: ['0', '1!', '2'], n: 10, tasks: 5 },
      { acts: ['0', '1!', '2', '3'], n: 4, tasks: 4 },
    ],
  );
});

test('an act that stands elsewhere as often belongs to no sequence unless a value ties it', () => {
  const grow = (ties: readonly (readonly [number, number])[]): number =>
    growSequences(
      Array.from({ length: 10 }, (_, i) => linked({ run: i, task: i, acts: [0, 1, 1, 1, 1, 1, 1, 1], ties })),
      always,
      { mayStart: (act) => act === 0, mayFollow: always, needsMore: always, anywhere: never },
    ).length;
  assert.equal(grow([]), 0);
  assert.equal(grow([[0, 3]]), 1);
});

/** A run whose acts are tied as given, from index to index. */
function linked({
  ties,
  acts,
  ...rest
}: {
  run: number;
  task: number;
  acts: readonly number[];
  ties: readonly (readonly [number, number])[];
}): LinkedRun {
  const starts = Int32Array.from({ length: acts.length + 1 }, (_, i) => ties.filter(([from]) => from < i).length);
  const next = Int32Array.from(ties, ([, to]) => to);
  const places = Int32Array.from(acts.keys());
  return {
    ...rest,
    acts: Int32Array.from(acts),
    at: places,
    calls: places,
    failedCalls: new Int32Array(),
    failedActs: new Int32Array(),
    flows: { starts, next },
  };
}
