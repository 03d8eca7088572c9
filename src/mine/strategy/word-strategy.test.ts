import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysTheSame, wordStrategy } from './word-strategy.ts';

test('a strategy is named by what is done, with what made it due when that is little', () => {
  assert.deepEqual(wordStrategy([{ act: 'step back', when: "this isn't working" }]), {
    name: 'behavior_step_back_when_not_working',
    instruction: 'Step back.',
    when: "this isn't working",
  });
  assert.deepEqual(wordStrategy([{ act: "check if there's a slot left before you book it" }]), {
    name: 'behavior_check_if_there_a_slot_left',
    instruction: "Check if there's a slot left before you book it.",
  });
});

test('two different conditions of the same act are named, and slots become words', () => {
  assert.deepEqual(
    wordStrategy([
      { act: 'go back and try the ⟨path⟩', when: 'this path is stuck' },
      { act: 'go back', when: 'the path is stuck' },
      { act: 'go back', when: 'you are going in circles' },
    ]),
    {
      name: 'behavior_go_back_and_try',
      instruction: 'Go back and try the file.',
      when: 'this path is stuck, or you are going in circles',
    },
  );
});

test('sentences that begin alike and share half of their words say the same', () => {
  assert.ok(saysTheSame('Verify everything once you are done.', 'Verify the whole once you are done.'));
  assert.ok(!saysTheSame('Verify everything once you are done.', 'Read everything once you are done.'));
  assert.ok(!saysTheSame('Verify the sum.', 'Verify every step before you write the next one.'));
});
