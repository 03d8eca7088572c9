import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import {
  distinctAnswers,
  majorityAnswer,
  selectivity,
  wrongAnswersDiffer,
  type JudgedAttempt,
} from './judged-attempt.ts';
import type { ImproveRound } from './improve-task.ts';
import type { LearnedBehavior } from './learn-behaviors.ts';
import { stopAdvice, summariseImprovement, type ImprovedTask } from './summarise-improvement.ts';
import { transferBehaviors } from './transfer-behaviors.ts';

const said = (...answers: readonly string[]): JudgedAttempt[] => answers.map((answer) => ({ answer, right: answer === 'r' })); // prettier-ignore

test('distinct answers are counted in as many draws, however many attempts there were', () => {
  assert.equal(distinctAnswers(said('a', 'b', 'c', 'd'), 4), 4);
  assert.equal(distinctAnswers(said('a', 'a', 'a', 'a'), 4), 1);
  // Two of four: the same answer in 2 of 6 pairs.
  assert.ok(Math.abs(distinctAnswers(said('a', 'a', 'b', 'b'), 2) - (2 - 1 / 3)) < 1e-12);
  assert.equal(majorityAnswer(said('a', 'b', 'b', 'a', 'c'))!.answer, 'a');
  assert.equal(majorityAnswer([]), undefined);
  assert.equal(wrongAnswersDiffer([said('a', 'a', 'b', 'r'), said('r', 'r')]), 2 / 3);
  assert.equal(wrongAnswersDiffer([said('r', 'a')]), undefined);
});

test('agreement that tells right from wrong is found, and one that tells nothing is not', () => {
  const tasks = Array.from({ length: 20 }, () => said('r', 'r', 'r', 'x', 'y'));
  assert.equal(selectivity(tasks, 'majority')!.auc, 1);
  const against = Array.from({ length: 20 }, () => said('x', 'x', 'x', 'r'));
  assert.equal(selectivity(against, 'majority')!.auc, 0);
  const even = selectivity([said('r', 'r', 'x', 'x'), said('r', 'r')], 'majority')!;
  assert.deepEqual([even.auc, even.tasks], [0.5, 1]);
  assert.equal(selectivity(tasks, 'self'), undefined);
  const own = tasks.map((attempts) => attempts.map((one) => ({ ...one, self: one.right ? 1 : 0.5 })));
  assert.deepEqual(selectivity(own, 'self'), { auc: 1, interval: [1, 1], tasks: 20 });
});

test('a gain is followed, and the first iteration without one is where to stop', () => {
  const gaining = planted([0.3, 0.6, 0.9], 60);
  assert.match(stopAdvice(gaining), /^Go on: iteration 2 still gained/);
  const flat = planted([0.3, 0.6, 0.6], 60);
  assert.match(stopAdvice(flat), /^Stop before iteration 2: no gain over iteration 1 is shown/);
  assert.match(stopAdvice(planted([0.6, 0.3], 60)), /^Stop before iteration 1: it does worse than the first attempts/);
  assert.match(stopAdvice(planted([0.3, 0.6], 1)), /^Whether to stop cannot be said: one task gives no interval/);
  assert.equal(stopAdvice(planted([0.3, 1], 60)), 'Stop after iteration 1: every attempt is right.');
  assert.equal(stopAdvice([]), 'There is nothing to go by yet.');
});

test('answers that became all alike are named, though there was a gain', () => {
  const advice = stopAdvice(planted([0.3, 0.7], 60, { alike: true }));
  assert.match(advice, /^Stop after iteration 1: it still gained \+\d+ points, but exploration has collapsed \(two wrong answers differ 0% of the time, 100% at first\)/);
}); // prettier-ignore

test('rounds are compared task by task, tokens and behaviors as means per task', () => {
  const [start, first] = planted([0.25, 0.75], 40);
  assert.deepEqual([start!.arm, start!.attempts, start!.tasks], ['start', 160, 40]);
  assert.ok(Math.abs(first!.against.start!.difference - (first!.success - start!.success)) < 1e-12);
  assert.ok(first!.against.start!.interval![0] > 0);
  assert.deepEqual([first!.outputTokens, first!.inputTokens, first!.behaviors], [40, 400, 0]);
});

test('a task is given only what at least two others taught, in their words', () => {
  const behavior = (name: string, instruction: string): LearnedBehavior => ({ id: name, name, instruction, support: 1 });
  const carry = (task: string): LearnedBehavior => behavior('behavior_write_carries', `Write every carry down in sums such as that of ${task}.`);
  const given = transferBehaviors([
    { task: 'a', behaviors: [carry('a'), behavior('behavior_only_a', 'Look at the lamps in the hall.')] },
    { task: 'b', behaviors: [carry('b')] },
    { task: 'c', behaviors: [carry('c'), behavior('behavior_two', 'Turn the page before reading on.')] },
    { task: 'd', behaviors: [behavior('behavior_two_again', 'Turn the page before reading on!')] },
  ]);
  assert.deepEqual(given.get('a')!.map(({ instruction, tasks }) => [instruction, tasks]), [['Turn the page before reading on.', 2], ['Write every carry down in sums such as that of b.', 2]]);
  assert.deepEqual(given.get('d')!.map(({ name, tasks }) => [name, tasks]), [['behavior_write_carries', 3]]);
  // The words are never the task's own.
  for (const [task, behaviors] of given) assert.ok(behaviors.every(({ instruction }) => !instruction.includes(`that of ${task}.`)));
}); // prettier-ignore

/** Rounds of planted success, the first of them `start`, four attempts per task. */
function planted(
  rates: readonly number[],
  tasks: number,
  { alike = false }: { readonly alike?: boolean } = {},
): ReturnType<typeof summariseImprovement> {
  const random = seededRandom(7);
  const improved = Array.from({ length: tasks }, (_, i): ImprovedTask => {
    const rounds = rates.map((rate, iteration): ImproveRound => {
      const attempts = [0, 1, 2, 3].map((draw) => {
        const right = random.chance(rate);
        const wrong = alike && iteration > 0 ? 'w' : `w${draw}`;
        return { attempt: { answer: right ? 'r' : wrong, checked: { right, why: '' } } as never };
      });
      const tokens = { inputTokens: 400, cachedInputTokens: 0, outputTokens: 40 };
      return { arm: iteration === 0 ? 'start' : 'behaviors', iteration, attempts, behaviors: [], tokens };
    });
    return { task: { id: `t${i}`, tags: [] }, rounds };
  });
  return summariseImprovement(improved, { k: 4 });
}
