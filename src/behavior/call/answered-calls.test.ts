import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, Part, Step } from '../../trajectory/trajectory.ts';
import { answeredCalls } from './answered-calls.ts';

const call = (callId: string, name = 'get'): Part => ({ kind: 'tool-call', callId, name, argumentsText: '{}' });
const answer = (callId: string, text: string): Part => ({ kind: 'tool-result', callId, text });
const steps = (...turns: readonly (readonly [Actor, readonly Part[], boolean?])[]): Step[] =>
  turns.map(([actor, parts, copied = false], index) => ({ index, actor, parts, ...(copied && { copied }) }));
const paired = (run: readonly Step[]): [number, string | undefined][] =>
  answeredCalls(run).map(({ call: { step }, answer: given }) => [step, given?.text]);

test('a call that nobody answered does not take the answer of a later call with its id', () => {
  const run = steps(['agent', [call('1')]], ['agent', [call('1')]], ['tool', [answer('1', 'second')]]);
  assert.deepEqual(paired(run), [
    [0, undefined],
    [1, 'second'],
  ]);
});

test('answers without an id go to the calls in order', () => {
  const run = steps(['agent', [call(''), call('')]], ['tool', [answer('', 'a'), answer('', 'b')]]);
  assert.deepEqual(paired(run), [
    [0, 'a'],
    [0, 'b'],
  ]);
});

test('copied calls keep their answers to themselves, and calls of the user are not the agent’s', () => {
  const run = steps(
    ['agent', [call('')], true],
    ['tool', [answer('', 'before')], true],
    ['user', [call('u', 'toggle')]],
    ['tool', [answer('u', 'on')]],
    ['agent', [call('')]],
    ['tool', [answer('', 'now')]],
  );
  assert.deepEqual(paired(run), [[4, 'now']]);
});
