import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkCountdown,
  countdownTask,
  evaluateExpression,
  given,
  solve,
  type CountdownTask,
} from './countdown-task.ts';

test('expressions are evaluated with the usual precedence', () => {
  const values = ['2 + 3 * 4', '(2 + 3) * 4', '100 / 4 - 5', '8 - 2 - 1', '7'].map(evaluateExpression);
  assert.deepEqual(values, [14, 20, 20, 5, 7]);
});

test('what is no expression has no value', () => {
  const values = ['', 'two', '2 +', '(2 + 3', '2 3', '1 / 0', 'process.exit()'].map(evaluateExpression);
  assert.deepEqual(values, Array(7).fill(undefined));
});

test('tasks marked solvable have a solution that the checker accepts, the others have none', () => {
  for (let index = 0; index < 40; index++) {
    const task = countdownTask(5, index);
    const solution = solve(task.numbers.map(given), task.target);
    assert.equal(solution !== undefined, task.solvable, task.id);
    const answer = solution === undefined ? 'none' : solution.at(-1)!.result.text;
    assert.equal(checkCountdown(task, `So.\n\nAnswer: ${answer}`).success, true, task.id);
  }
});

test('the checker says what is wrong with an answer', () => {
  const task: CountdownTask = { id: 'x', numbers: [25, 4, 3, 3], target: 103, solvable: true };
  const verdicts = [
    'Answer: (25 * 4) + 3',
    'Answer: 25 * 4',
    'Answer: 100 + 3',
    'Answer: 3 + 3 + 3',
    'Answer: none',
    'It is 103.',
  ];
  assert.deepEqual(
    verdicts.map((reply) => checkCountdown(task, reply).reason),
    [
      'that makes 103',
      'that comes to 100, not 103',
      '100 is not there to be used',
      '3 is not there to be used',
      'there is a way to do it',
      'there is no line that starts with Answer:',
    ],
  );
});
