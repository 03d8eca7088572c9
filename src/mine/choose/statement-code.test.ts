import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { inOrder, learnOrder1 } from './order1.ts';
import { statementCode } from './statement-code.ts';

test('rare and surprising elements, and alternatives, cost more to state', () => {
  const runs = [Int32Array.from([0, 0, 0, 0, 1, 0, 1, 0, 1, 2])];
  const bits = statementCode(runs, learnOrder1([inOrder(runs[0]!, 3)], 4));
  const cheap = bits({ elements: [[0], [1]], maxGap: 0 });
  const dear = bits({ elements: [[2], [1], [2]], maxGap: 0 });
  const wide = bits({ elements: [[0], [1, 2]], maxGap: 0 });
  assert.ok(cheap < wide && wide < dear, `${cheap} ${wide} ${dear}`);
});

test('it is a code: what can be stated has a chance of at most one together', () => {
  const random = seededRandom(3);
  const runs = Array.from({ length: 20 }, () => Int32Array.from({ length: 12 }, () => random.below(5)));
  const bits = statementCode(
    runs,
    learnOrder1(
      runs.map((run) => inOrder(run, 5)),
      6,
    ),
  );
  const elements = [0, 1, 2, 3, 4].flatMap((a) => [[a], ...[0, 1, 2, 3, 4].filter((b) => b > a).map((b) => [a, b])]);
  let sum = 0;
  for (const first of elements) {
    for (const second of elements) {
      sum += 2 ** -bits({ elements: [first, second], maxGap: 4 });
      for (const third of elements) sum += 2 ** -bits({ elements: [first, second, third], maxGap: 4 });
    }
  }
  assert.ok(sum <= 1 && sum > 0.1, `${sum}`);
});
