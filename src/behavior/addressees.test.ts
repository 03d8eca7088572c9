import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, Step } from '../trajectory/trajectory.ts';
import { addressees } from './addressees.ts';

function told(...turns: readonly (readonly [Actor, string?])[]): (string | undefined)[] {
  const talk = addressees();
  return turns.map(([actor, name], index) => {
    const step: Step = { index, actor, ...(name !== undefined && { name }), parts: [{ kind: 'text', text: 'Well.' }] };
    talk.add(step);
    return talk.of(index);
  });
}

test('a message is for the other who spoke last, the first of a user for the agent', () => {
  assert.deepEqual(told(['system'], ['user'], ['agent'], ['agent'], ['user']), [
    undefined,
    'agent',
    'user',
    'user',
    'agent',
  ]);
});

test('agents that talk with each other address each other by name', () => {
  assert.deepEqual(told(['agent', 'planner'], ['agent', 'coder'], ['agent', 'planner']), [
    undefined,
    'planner',
    'coder',
  ]);
});
