import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { sequencesOfLetters } from '../sequence/sequences-of-letters.ts';
import { coOccurrence } from './co-occurrence.ts';

/** Runs as steps, each the letters that come in it. */
function runsOf(runs: readonly (readonly string[])[], observed?: number): SequenceSet {
  const set = sequencesOfLetters(runs.map((steps) => steps.join('')));
  return {
    ...set,
    sequences: set.sequences.map((sequence, run) => {
      const first = Int32Array.from(runs[run]!.flatMap((step, index) => [...step].map(() => index)));
      const units = observed === undefined ? {} : { observed: new Float64Array(set.alphabet.length).fill(observed) };
      return { ...sequence, ...units, first, last: first, steps: runs[run]!.length };
    }),
  };
}

test('steps with both, with one, and by chance', () => {
  const [row] = coOccurrence(runsOf([['ab', 'ab', 'a', 'b', '', '', '', '']]));
  assert.deepEqual(
    { ...row, p: row!.p.toFixed(4), q: row!.q.toFixed(4) },
    { a: 'a', b: 'b', both: 2, onlyA: 1, onlyB: 1, n: 8, chance: 9 / 8, ratio: 16 / 9, interval: null, jaccard: 0.5, runs: 1, p: '0.4643', q: '0.4643' }, // prettier-ignore
  );
});

test('a window of two steps holds what comes in either, and steps that were not examined do not count', () => {
  const steps = ['a', 'b', '', '', '', '', '', ''];
  assert.equal(coOccurrence(runsOf([steps]))[0]!.both, 0);
  assert.equal(coOccurrence(runsOf([steps]), { window: 2 })[0]!.both, 1);
  assert.deepEqual([coOccurrence(runsOf([steps]))[0]!.n, coOccurrence(runsOf([steps], 4))[0]!.n], [8, 4]);
});

test('what is planted is found, and runs that differ in how often both come make no discovery', () => {
  const random = seededRandom(9);
  const sets = 120;
  let planted = 0;
  let none = 0;
  for (let set = 0; set < sets; set++) {
    const drawn = (tied: boolean) =>
      Array.from({ length: 30 }, (_, run) =>
        Array.from({ length: 25 }, () => {
          const often = run % 2 === 0 ? 0.5 : 0.1;
          const a = random.chance(often);
          const b = tied && a ? random.chance(Math.min(1, often * 2)) : random.chance(often);
          return `${a ? 'a' : ''}${b ? 'b' : ''}`;
        }),
      );
    if (coOccurrence(runsOf(drawn(true)))[0]!.q <= 0.05) planted++;
    if (coOccurrence(runsOf(drawn(false)))[0]!.q <= 0.05) none++;
  }
  assert.ok(planted >= 0.95 * sets && none <= 0.1 * sets, `planted ${planted}, none ${none} of ${sets}`);
});

test('intervals of the ratio hold what was planted as often as they say, where runs of a task are alike', () => {
  const random = seededRandom(14);
  // A and B come in a fifth of the steps each, in a task together more often or less.
  const ratioOf = (tasks: number) => {
    const runs = Array.from({ length: tasks }, () => (random.chance(0.5) ? 0.6 : 0.3)).flatMap((together) =>
      [0, 1].map(() =>
        Array.from({ length: 20 }, () => {
          const a = random.chance(0.2);
          const b = random.chance(a ? together : (0.2 - 0.2 * together) / 0.8);
          return `${a ? 'a' : ''}${b ? 'b' : ''}`;
        }),
      ),
    );
    const set = runsOf(runs);
    const sequences = set.sequences.map((sequence, run) => ({ ...sequence, task: `t${run >> 1}` }));
    return coOccurrence({ ...set, sequences })[0]!;
  };
  const truth = ratioOf(20_000).ratio!;
  const sets = 1000;
  let holding = 0;
  for (let set = 0; set < sets; set++) {
    const [low, high] = ratioOf(30).interval!;
    if (low <= truth && truth <= high) holding++;
  }
  assert.ok(holding >= 930 && holding <= 970, `${holding} of ${sets}`);
});
