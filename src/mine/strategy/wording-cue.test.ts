import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delexicalise } from '../digest/delexicalise.ts';
import { plannedAct } from './planned-act.ts';
import { wordingCue } from './wording-cue.ts';

test('a wording’s cue finds the sentence it came from, and its like', () => {
  const sentences = [
    'Okay, let me check the logs before I restart the server.',
    'This path is stuck, so I go back to 92, 9, 2 and try something else.',
    'I am going in circles with this one, so I go back to 3 and 4.',
    "I'll verify the total of 305 before I confirm it.",
    'Now we should compare `a.ts` with the other file first.',
  ];
  for (const sentence of sentences) {
    const { act, when } = plannedAct(sentence, { toUser: false })!;
    const cue = wordingCue(delexicalise(when === undefined ? act : `when ${when}, ${act}`));
    assert.ok(cue !== undefined, sentence);
    assert.match(sentence, new RegExp(cue, 'iu'), cue);
  }
  assert.match(
    'We check the logs before we restart the server',
    new RegExp(wordingCue('check the logs before you restart the server')!, 'iu'),
  );
  assert.doesNotMatch(
    'check the tests before you restart',
    new RegExp(wordingCue('check the logs before you restart')!, 'iu'),
  );
});

test('what has no words of its own gives no cue', () => {
  assert.equal(wordingCue('⟨n⟩'), undefined);
});
