import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, Part, Step } from '../../trajectory/trajectory.ts';
import { runSymbols } from './run-symbols.ts';

function steps(...turns: readonly (readonly [actor: Actor, ...parts: Part[]])[]): Step[] {
  return turns.map(([actor, ...parts], index) => ({ index, actor, parts }));
}
const text = (words: string): Part => ({ kind: 'text', text: words });
const call = (callId: string, name: string, args: object): Part => ({
  kind: 'tool-call',
  callId,
  name,
  argumentsText: JSON.stringify(args),
});
const result = (callId: string, words: string): Part => ({ kind: 'tool-result', callId, text: words });
const names = (run: readonly Step[]): string[] => runSymbols(run).map(({ symbol }) => symbol);

test('a service dialogue reads as moves, calls and errors', () => {
  const run = steps(
    ['user', text('Hi! I need to cancel my order.')],
    ['agent', text('Could you please tell me your e-mail address?')],
    ['user', text("Sure, it's ann@example.com.")],
    ['agent', call('1', 'find_user', { email: 'ann@example.com' })],
    ['tool', result('1', 'Error: no such user')],
    ['agent', text("I'm sorry, I can't find it. Shall I try your name?")],
    ['user', text('Yes, please.')],
    ['agent', call('2', 'find_user', { name: 'Ann' })],
    ['tool', result('2', '{"id": 7}')],
    ['agent', text('Your order has been cancelled. Have a nice day!')],
    ['user', text('Thanks, bye.')],
  );
  assert.deepEqual(names(run), [
    'user:greet',
    'user:request',
    'agent:ask-information',
    'user:provide-information',
    'tool:find_user',
    'error:find_user',
    'agent:refuse',
    'agent:ask-confirmation',
    'user:confirm',
    'tool:find_user',
    'agent:report-done',
    'agent:close',
    'user:close',
  ]);
});

test('symbols say where they are', () => {
  const run = steps(
    ['agent', text('Hello there. '), call('1', 'Bash', { command: 'git push' })],
    ['tool', result('1', 'Exit code 1')],
  );
  assert.deepEqual(runSymbols(run), [
    { symbol: 'agent:greet', step: 0, part: 0, start: 0, end: 12 },
    {
      symbol: 'tool:Bash(git push)',
      step: 0,
      part: 1,
      start: 0,
      end: 22,
      callId: '1',
      name: 'Bash',
      command: { name: 'git push', text: 'git push', alone: true },
    },
    { symbol: 'error:Bash', step: 1, part: 0, start: 0, end: 11, callId: '1', name: 'Bash' },
  ]);
});

test('words without a move are a message, white space is nothing', () => {
  assert.deepEqual(names(steps(['agent', text('The sky is blue.')], ['user', text(' \n')])), ['agent:message']);
});

test('copied steps, injected text and reasoning are left out', () => {
  const run: Step[] = [
    { index: 0, actor: 'agent', copied: true, parts: [text('Let me look.'), call('1', 'search', {})] },
    { index: 1, actor: 'tool', parts: [result('1', 'Error: gone')] },
    { index: 2, actor: 'agent', parts: [{ kind: 'text', text: 'Please confirm.', injected: ['b_1'] }] },
    { index: 3, actor: 'agent', parts: [{ kind: 'reasoning', text: 'Let me check.', visibility: 'raw' }] },
  ];
  assert.deepEqual(names(run), ['error:search']);
});

test('calls a user makes are told apart from the agent’s', () => {
  assert.deepEqual(names(steps(['user', call('1', 'toggle_wifi', {})])), ['user-tool:toggle_wifi']);
});

test('a sentence makes one move, a text each move once', () => {
  const run = steps([
    'user',
    text('Yes, please go ahead and cancel it. Yes, cancel the other one as well. Thank you!'),
  ]);
  assert.deepEqual(names(run), ['user:confirm', 'user:thank']);
});
