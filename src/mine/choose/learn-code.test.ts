import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { learnCode } from './learn-code.ts';

const PHRASES = [
  { elements: [[0], [1, 2]], maxGap: 2 },
  { elements: [[1], [0], [2]], maxGap: 1 },
];

function randomRuns(seed: number, n: number): Int32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => Int32Array.from({ length: random.below(9) }, () => random.below(3)));
}

test('it is a code: the chances of all runs add up to one', () => {
  // Every run of up to 6 symbols, and the chance that a run is longer: 1 − sum is what longer runs have.
  for (const phrases of [[], PHRASES]) {
    const model = learnCode(randomRuns(3, 40), 3, phrases);
    let sum = 0;
    let previous = 0;
    let runs: number[][] = [[]];
    for (let length = 0; length <= 8; length++) {
      for (const run of runs) sum += 2 ** -model.bits(Int32Array.from(run));
      assert.ok(sum <= 1 + 1e-9, `${sum} after length ${length}`);
      assert.ok(sum > previous);
      previous = sum;
      runs = runs.flatMap((run) => [0, 1, 2].map((symbol) => [...run, symbol]));
    }
    assert.ok(sum > 0.7, `nearly all of the chance is on short runs: ${sum}`);
  }
});

test('a phrase across a gap saves bits on unseen runs that have it, and costs next to nothing where it means nothing', () => {
  const random = seededRandom(5);
  // What closes a run depends on how it was opened, two symbols before: beyond an order-1 model.
  const run = (): Int32Array => {
    const open = random.below(2);
    return Int32Array.from([2 + random.below(2), open, 4 + random.below(2), 6 + open]);
  };
  const learned = Array.from({ length: 200 }, run);
  const unseen = Array.from({ length: 100 }, run);
  const bits = (phrases: Parameters<typeof learnCode>[2]): number => {
    const model = learnCode(learned, 8, phrases);
    return unseen.reduce((sum, symbols) => sum + model.bits(symbols), 0);
  };
  const plain = bits([]);
  const saved = plain - bits([0, 1].map((open) => ({ elements: [[open], [6 + open]], maxGap: 1 })));
  assert.ok(saved > 80 && saved < 101, `${saved} bits of about 100 that can be saved`);
  assert.ok(Math.abs(plain - bits([{ elements: [[2], [3]], maxGap: 1 }])) < 5);
});

test('rare and surprising elements cost more to state', () => {
  const model = learnCode([Int32Array.from([0, 0, 0, 0, 1, 0, 1, 0, 1, 2])], 3);
  const cheap = model.statement({ elements: [[0], [1]], maxGap: 0 });
  const dear = model.statement({ elements: [[2], [1], [2]], maxGap: 0 });
  assert.ok(cheap < dear, `${cheap} ${dear}`);
});
