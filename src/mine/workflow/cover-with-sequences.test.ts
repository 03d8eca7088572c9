import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverWithSequences, type Seen } from './cover-with-sequences.ts';

const OPTIONS = { most: 9, minRuns: 2 };

test('the whole wins over its fragments, unless the fragment is seen much more often', () => {
  const whole = seen('abc', { runs: 8, places: [0, 1, 2] });
  assert.deepEqual(names([seen('ab', { runs: 10, places: [0, 1] }), whole]), ['abc']);
  assert.deepEqual(names([seen('ab', { runs: 40, places: [0, 1] }), whole]), ['ab']);
});

test('what leads to something new is kept, what only hangs on a chosen sequence is not', () => {
  const chosen = seen('abcd', { runs: 10, places: [0, 1, 2, 3] });
  const beside = seen('ef', { runs: 10, places: [5, 6] });
  const hanging = seen('ga', { runs: 10, places: [7, 0] });
  const another = seen('ch', { runs: 9, places: [2, 8] });
  assert.deepEqual(names([hanging, beside, another, chosen]), ['abcd', 'ef', 'ch']);
});

test('sequences of one goal each win over one of several goals that says no more of each', () => {
  const open = { ...seen('x(b|c)', { runs: 20, places: [0, 1, 2] }), open: 1 };
  const [b, c] = ['b', 'c'].map((goal, k) => seen(`wx${goal}`, { runs: 10, first: 10 * k, places: [9, 0, 1, 2] }));
  assert.deepEqual(names([open, b!, c!]), ['wxb', 'wxc']);
});

function names(all: readonly Seen<string>[]): string[] {
  return coverWithSequences(all, OPTIONS).map(({ seen: { sequence } }) => sequence);
}

function seen(
  sequence: string,
  { runs, places, first = 0 }: { runs: number; places: readonly number[]; first?: number },
): Seen<string> {
  return {
    sequence,
    length: places.length,
    open: 0,
    runs: Array.from({ length: runs }, (_, run) => first + run),
    places: Array.from({ length: runs }, () => places),
  };
}
