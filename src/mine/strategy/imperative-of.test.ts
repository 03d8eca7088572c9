import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actingWords, imperativeOf } from './imperative-of.ts';

const verbs = actingWords([]);
const thought = (sentence: string): unknown => imperativeOf(sentence, { toUser: false, verbs });

test('what a sentence says is done becomes an imperative, whatever its form', () => {
  const cases: [string, string][] = [
    ['Okay, let me check the logs before I restart the server.', 'check the logs before you restart the server'],
    ["I'll first verify my arithmetic.", 'verify your arithmetic'],
    ['- **Next**, we should compare both files.', 'compare both files'],
    ['To be sure, I need to also rerun the failing test.', 'rerun the failing test'],
    ['Checking the units before adding up.', 'check the units before adding up'],
    ['First I list what is known.', 'list what is known first'],
    ['Before summing, I make sure all units match.', 'make sure all units match before summing'],
    ['Before summing up I compare the units.', 'compare the units before summing up'],
    ['It is worth checking the sign.', 'check the sign'],
    ['My plan is to list the constraints first.', 'list the constraints first'],
    ['The scale reads too little; weighing it again.', 'weigh it again'],
    ['Are all the units the same before I add?', 'ask yourself: are all the units the same before you add?'],
  ];
  for (const [sentence, act] of cases) assert.deepEqual(thought(sentence), { act }, sentence);
});

test('what made it due is the condition', () => {
  assert.deepEqual(thought('This path is stuck, so I go back and try something else.'), {
    act: 'go back and try something else',
    when: 'this path is stuck',
  });
  assert.deepEqual(thought('When two sources disagree, I prefer the newer one.'), {
    act: 'prefer the newer one',
    when: 'two sources disagree',
  });
});

test('words to a user are said about the user', () => {
  assert.deepEqual(imperativeOf("I'll check your booking before I change it for you.", { toUser: true, verbs }), {
    act: "check the user's booking before you change it for the user",
  });
});

test('politeness, reports, feelings and what is seen say nothing to do', () => {
  const nothing = [
    'Let me know if you need anything else.', "I'll be happy to help.", 'I checked the logs.', 'Let me think.',
    'The user will check the logs.', 'I will not delete anything.', 'The total is wrong.', 'Units first, then the sum.',
    'Looking at the list, I see three of them.', 'The total must be even.', '',
  ]; // prettier-ignore
  for (const sentence of nothing) assert.equal(imperativeOf(sentence, { toUser: true, verbs }), undefined, sentence);
});

test('words that a corpus says will be done are acts, too', () => {
  const own = actingWords(['Let me frobnicate it.', "I'll frobnicate that.", 'We should frobnicate first.']);
  assert.deepEqual(imperativeOf('Frobnicating the cache before a release.', { toUser: false, verbs: own }), {
    act: 'frobnicate the cache before a release',
  });
});
