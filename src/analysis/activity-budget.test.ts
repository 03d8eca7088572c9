import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startActivityBudget } from './activity-budget.ts';
import { runMoves } from './run-moves.ts';
import { calls, sampleRun, says } from '../trajectory/testing/sample-run.ts';

const RUN = sampleRun([
  says('user', 'Where is my order?'),
  ...calls('1', 'get_order', '{"id":7}', '{"state":"open"}'),
  ...calls('2', 'get_order', '{"id":8}', 'Error: order not found'),
  says('agent', 'It is on its way.'),
  says('agent', 'Anything else?'),
]);

test('shares are of the agent’s own moves and add up to one', () => {
  const budget = startActivityBudget();
  for (let i = 0; i < 3; i++) budget.add(runMoves(RUN.steps));
  const { rows, runs, moves, tokens, seconds, answerTokens } = budget.result();
  assert.deepEqual({ runs, moves, seconds }, { runs: 3, moves: 12, seconds: 0 });
  assert.deepEqual(
    rows.map(({ activity, moves: count, runs: having, share }) => [activity, count, having, share.moves.share]),
    [
      ['talk', 6, 3, 0.5],
      ['look', 3, 3, 0.25],
      ['failed', 3, 3, 0.25],
    ],
  );
  const shares = rows.reduce((sum, row) => sum + row.share.tokens.share, 0);
  assert.ok(Math.abs(shares - 1) < 1e-12);
  assert.ok(answerTokens > 0 && answerTokens < tokens);
  assert.ok(rows.every((row) => row.share.seconds === undefined));
});

test('tools are counted with their failures, most calls first', () => {
  const budget = startActivityBudget();
  budget.add(runMoves(RUN.steps));
  const [tool] = budget.result().tools;
  assert.deepEqual(
    { ...tool, tokens: 0 },
    { tool: 'get_order', activity: 'look', calls: 2, failed: 1, runs: 1, tokens: 0 },
  );
});
