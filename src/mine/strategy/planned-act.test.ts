import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plannedAct } from './planned-act.ts';

test('what a sentence plans becomes an imperative', () => {
  const cases: [string, string][] = [
    ['Okay, let me check the logs before I restart the server.', 'check the logs before you restart the server'],
    ["I'll first verify my arithmetic.", 'verify your arithmetic'],
    ['- **Next**, we should compare both files.', 'compare both files'],
    ['To be sure, I need to also rerun the failing test.', 'rerun the failing test'],
  ];
  for (const [sentence, act] of cases) assert.deepEqual(plannedAct(sentence, { toUser: false }), { act }, sentence);
});

test('what made it due is the condition', () => {
  assert.deepEqual(plannedAct('This path is stuck, so I go back and try something else.', { toUser: false }), {
    act: 'go back and try something else',
    when: 'This path is stuck',
  });
});

test('words to a user are said about the user', () => {
  assert.deepEqual(plannedAct("I'll check your booking before I change it for you.", { toUser: true }), {
    act: "check the user's booking before you change it for the user",
  });
});

test('politeness, questions, reports and filler plan nothing', () => {
  const nothing = [
    'Let me know if you need anything else.', "I'll be happy to help.", 'Should I check the logs?', 'I checked the logs.',
    'Let me think.', 'The user will check the logs.', 'I will not delete anything.', '',
  ]; // prettier-ignore
  for (const sentence of nothing) assert.equal(plannedAct(sentence, { toUser: true }), undefined, sentence);
});
