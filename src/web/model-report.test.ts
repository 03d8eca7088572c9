import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunFacts } from '../analysis/sequence/behavior-sequence.ts';
import { sequencesOfLetters } from '../analysis/sequence/sequences-of-letters.ts';
import { modelReport } from './model-report.ts';

/** Two models on forty tasks: `big` shows A in every run, `small` in each fourth and succeeds half as often. */
const runs = (shared: boolean) => {
  const facts = (run: number): Partial<RunFacts> => {
    const isBig = run < 40;
    return { model: isBig ? 'big' : 'small', task: shared || isBig ? `t${run % 40}` : `other${run}`, success: isBig || run % 2 === 0 };
  };
  return sequencesOfLetters(Array.from({ length: 80 }, (_, run) => (run < 40 || run % 4 === 0 ? 'AB' : 'B')), facts);
}; // prettier-ignore

test('two models are compared on the tasks that both tried', () => {
  const { models, pairs } = modelReport(runs(true));
  assert.equal(models, 2);
  const [pair] = pairs;
  assert.deepEqual([pairs.length, pair?.a, pair?.b, pair?.sharedTasks], [1, 'big', 'small', 40]);
  assert.deepEqual([pair?.success?.a, pair?.success?.b, pair?.success?.difference], [1, 0.5, -0.5]);
  assert.deepEqual(pair?.behaviors.map(({ measure, difference }) => [measure, difference]), [['A', -0.75]]); // prettier-ignore
});

test('what may not be told of is not, and models that tried different tasks are not compared', () => {
  assert.deepEqual(modelReport(runs(true), (name) => name !== 'A').pairs[0]?.behaviors, []);
  assert.deepEqual(modelReport(runs(false)).pairs, []);
  assert.deepEqual(modelReport({ alphabet: [], sequences: [] }), { models: 0, pairs: [] });
});
