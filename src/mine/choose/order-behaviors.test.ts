import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { Candidate } from '../candidate.ts';
import { finishBehaviors } from '../finish-behaviors.ts';
import { orderBehaviors } from './order-behaviors.ts';
import { placed } from './placed.ts';
import { actCorpus, actRun } from './testing/act-corpus.ts';
import { candidateAt } from './testing/candidates.ts';

const corpus = actCorpus(
  Array.from({ length: 12 }, (_, i) => actRun(`run-${i}`, `task-${i >> 1}`, [{ tool: 'vam' }, { tool: 'tol' }])),
);

function ordered(
  candidates: readonly (readonly [candidate: Candidate, explainedTokens: number])[],
): readonly MinedBehavior[] {
  const supported = candidates.map(([candidate]) => ({ candidate, provenance: [] }));
  const finished = finishBehaviors(corpus, supported).map((behavior, i) => ({
    behavior,
    chosen: { ...placed(candidates[i]![0]), explainedTokens: candidates[i]![1] },
  }));
  return orderBehaviors(corpus, finished);
}

function names(behaviors: readonly MinedBehavior[]): string[] {
  return behaviors.map(({ name }) => name.replace('behavior_', '').replaceAll('_', ' '));
}

const seenAt = (step: number): [number, number[]][] => [0, 2, 4, 6].map((run) => [run, [step, step + 2]]);

test('what explains most tokens for a token of stating comes first', () => {
  const [dear, cheap, poor] = ['count all of the barrels twice before the gate of the yard is shut', 'count', 'wave'];
  assert.deepEqual(
    names(ordered([[candidateAt(poor, seenAt(0)), 10], [candidateAt(dear, seenAt(10)), 4000], [candidateAt(cheap, seenAt(20)), 4000]])), // prettier-ignore
    [cheap, dear, poor],
  );
});

test('among near-equals the one that says something else comes first', () => {
  const order = ordered([
    [candidateAt('shut the gate at night', seenAt(0)), 1000],
    [candidateAt('shut the gate at noon', seenAt(2)), 900],
    [candidateAt('feed every goat', seenAt(20)), 600],
  ]);
  assert.deepEqual(names(order), ['shut the gate at night', 'feed every goat', 'shut the gate at noon']);
});

test('a way of working that surely goes with failure is never advised; the warning of it is, before what is merely frequent', () => {
  const outcome = { difference: -0.4, interval: [-0.6, -0.2] as const, q: 0.001, n: 40 };
  const order = ordered([
    [candidateAt('hurry', seenAt(0), { outcome }), 5000],
    [candidateAt('rest', seenAt(10)), 12],
    [candidateAt('skip the seal', seenAt(20), { outcome, polarity: 'avoid', kind: 'warning' }), 10],
  ]);
  assert.deepEqual(names(order), ['skip the seal', 'rest']);
});

test('there are at most three dozen', () => {
  const many = Array.from({ length: 40 }, (_, i) => [candidateAt(`task ${i}`, seenAt(30 * i)), 100 + i] as const);
  assert.equal(ordered(many).length, 36);
});
