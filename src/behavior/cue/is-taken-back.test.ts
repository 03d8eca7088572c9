import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTakenBack } from './is-taken-back.ts';

/** Whether the cue between `|` is taken back. */
function takenBack(text: string, supposing = true): boolean {
  return isTakenBack(text.replace('|', ''), text.indexOf('|'), { supposing });
}

test('quotations, negations and suppositions take back what they hold, in several languages', () => {
  for (const text of [
    'He said "then |check it" and left.',
    'The key `|check` is set.',
    'Er sagte: „dann |prüfe es“ und ging.',
    'Il a dit « donc |vérifie » et rien.',
    '他说「|检查」。',
    'I did not |check it.',
    'Ich muss nicht |prüfen, was da steht.',
    'On finit sans |vérifier.',
    '我没有|检查。',
    'if it works, fine, and if I |check it',
    '如果|检查一下',
  ])
    assert.equal(takenBack(text), true, text);
});

test('what stands beside them is meant', () => {
  for (const text of [
    'It does not work, so let me |check it.',
    'He said "no" and I |check it.',
    'Das ist nicht klar, ich |prüfe es.',
    '没有问题，我来|检查。',
    'The 5" screen: |check it.',
  ])
    assert.equal(takenBack(text), false, text);
  assert.equal(takenBack('if I |check it', false), false, 'only where supposing matters');
});
