import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateTokens } from '../core/estimate-tokens.ts';
import { runMoves } from './run-moves.ts';
import { calls, sampleRun, says } from '../trajectory/testing/sample-run.ts';

const activities = (steps: Parameters<typeof sampleRun>[0]) =>
  runMoves(sampleRun(steps).steps).map(({ activity, tool }) => (tool === undefined ? activity : `${activity} ${tool}`));

test('a run becomes thoughts, words, and calls with their answers', () => {
  assert.deepEqual(
    activities([
      says('system', 'You help customers.'),
      says('user', 'Cancel my order.'),
      {
        actor: 'agent',
        parts: [
          { kind: 'reasoning', text: 'Look it up.', visibility: 'raw' },
          { kind: 'text', text: 'One moment.' },
        ],
      },
      ...calls('1', 'get_order', '{"id":7}', '{"state":"open"}'),
      ...calls('2', 'cancel_order', '{"id":7}', 'Error: not allowed'),
      ...calls('3', 'Bash', '{"command":"git status"}', 'clean', true),
      says('agent', 'I could not.'),
    ]),
    ['context', 'user', 'think', 'talk', 'look get_order', 'failed cancel_order', 'failed Bash(git status)', 'talk'],
  );
});

test('hidden reasoning, copied steps, injected text and empty text are no moves', () => {
  assert.deepEqual(
    activities([
      { actor: 'agent', parts: [{ kind: 'reasoning', text: '', visibility: 'encrypted' }] },
      { ...says('agent', 'Said before.'), copied: true },
      { actor: 'user', parts: [{ kind: 'text', text: 'Check first.', injected: ['b_1'] }] },
      says('agent', '  \n'),
    ]),
    [],
  );
});

test('reasoning that is encrypted is no move, even when a text stands in its place', () => {
  assert.deepEqual(
    activities([{ actor: 'agent', parts: [{ kind: 'reasoning', text: 'gAAAAB', visibility: 'encrypted' }] }]),
    [],
  );
});

test('what the user does with tools is the user’s, not the agent’s', () => {
  const [call, answer] = calls('1', 'toggle_roaming', '{}', 'on');
  assert.deepEqual(activities([{ ...call!, actor: 'user' }, answer!, says('agent', 'Good.')]), ['user', 'talk']);
});

test('calls that share an id get its answers in order', () => {
  const call = { kind: 'tool-call', callId: '', name: 'get_page', argumentsText: '{}' } as const;
  const answer = (text: string) => ({ kind: 'tool-result', callId: '', text }) as const;
  assert.deepEqual(
    activities([
      { actor: 'agent', parts: [call, call, call] },
      { actor: 'tool', parts: [answer('fine'), answer('Error: gone')] },
    ]),
    ['look get_page', 'failed get_page', 'look get_page'],
  );
});

test('seconds and tokens of a call are those of the call and its answer', () => {
  const [first, second] = calls('1', 'get_order', '{"id":7}', 'open');
  const run = sampleRun([
    { ...says('user', 'Hello'), at: '2026-01-01T00:00:00Z' },
    { ...first!, at: '2026-01-01T00:00:02Z' },
    { ...second!, at: '2026-01-01T00:00:05Z' },
  ]);
  assert.deepEqual(runMoves(run.steps)[1], {
    activity: 'look',
    step: 1,
    part: 0,
    tool: 'get_order',
    writtenTokens: estimateTokens('{"id":7}'),
    readTokens: estimateTokens('open'),
    seconds: 5,
  });
});
