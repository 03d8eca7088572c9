import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { earlySigns } from './early-signs.ts';
import { endingAt } from './ending-at.ts';

// H is the harm: what comes in its step or later is no sign of it.
const set = sequencesOfLetters(['ABH', 'HA', 'ABBHA', 'AB', 'B', 'C', 'A'], (run) => ({ task: `t${run}` }));
const happened = new Map([2, 0, 3, undefined, undefined, undefined].map((step, run) => [`run-${run}`, step]));

test('runs are cut where it happened, and end there', () => {
  const { sequences } = endingAt(set, happened);
  assert.deepEqual(
    sequences.map(({ steps, codes, success }) => [steps, [...codes], success]),
    [
      [3, [0, 1], false],
      [1, [], false],
      [4, [0, 1, 1], false],
      [2, [0, 1], true],
      [1, [1], true],
      [1, [2], true],
      [1, [0], undefined],
    ],
  );
});

test('a sign is as good as what it tells before the end, and of how many it tells it in vain', () => {
  const { base, signs } = earlySigns(endingAt(set, happened));
  assert.deepEqual(signs.map((sign) => [sign.base.runs, sign.base.of]), [[3, 6], [3, 6], [3, 6]]); // prettier-ignore
  assert.deepEqual([base.runs, base.of, base.share], [3, 6, 0.5]);
  assert.deepEqual(
    signs.map(({ behavior, recall, precision, stepsBefore }) => [behavior, [recall.runs, recall.of], [precision.runs, precision.of], stepsBefore]), // prettier-ignore
    [
      ['A', [2, 3], [2, 3], 2.5],
      ['B', [2, 3], [2, 4], 1.5],
      ['C', [0, 3], [0, 1], null],
    ],
  );
});
