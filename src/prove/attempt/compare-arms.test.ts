import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { compareArms, type AttemptResult } from './compare-arms.ts';

/** Attempts at tasks of which each has a difficulty of its own; the second arm is better by `gain`. */
function attempts(tasks: number, { gain, seed }: { gain: number; seed: number }): AttemptResult[] {
  const random = seededRandom(seed);
  return Array.from({ length: tasks }, (_, task) => {
    const base = 0.2 + 0.5 * random.next();
    return ['plain', 'better'].flatMap((arm) =>
      Array.from({ length: 4 }, () => ({
        arm,
        task: `t${task}`,
        success: random.chance(base + (arm === 'better' ? gain : 0)),
        inputTokens: 50,
        outputTokens: 200 + random.below(40) - (arm === 'better' ? 60 : 0),
        costUsd: 0.5,
      })),
    );
  }).flat();
}

test('a planted difference is found with its sign, and its interval covers it', () => {
  let covered = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const { success, outputTokens } = compareArms(['plain', 'better'], attempts(40, { gain: 0.2, seed }))[1]!.against!;
    if (success.interval![0] <= 0.2 && 0.2 <= success.interval![1]) covered++;
    assert.ok(outputTokens.interval![1] < -40 && outputTokens.interval![0] > -80);
  }
  assert.ok(covered >= 88 && covered <= 99, `${covered} of 100`);
});

test('sums and means are per attempt, each task counts once in a difference', () => {
  const row = (arm: string, task: string, success: boolean, outputTokens: number): AttemptResult => {
    return { arm, task, success, inputTokens: 10, outputTokens };
  };
  const [plain, other] = compareArms(
    ['plain', 'none', 'other'],
    [
      row('plain', 'a', false, 100),
      row('plain', 'a', true, 200),
      row('plain', 'b', true, 300),
      row('other', 'a', true, 50),
      row('other', 'c', false, 1),
    ],
  );
  assert.deepEqual([plain!.n, plain!.tasks, plain!.success, plain!.outputTokens], [3, 2, 2 / 3, 200]);
  assert.equal('costUsd' in plain!, false);
  assert.deepEqual(other!.against, {
    arm: 'plain',
    tasks: 1,
    success: { difference: 0.5 },
    outputTokens: { difference: -100 },
  });
});
