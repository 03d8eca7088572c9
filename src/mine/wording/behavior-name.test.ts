import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behaviorName } from './behavior-name.ts';

test('a name is of small letters and digits, in any script', () => {
  assert.equal(behaviorName(' Ask before `git push`, 2 × '), 'behavior_ask_before_git_push_2');
  assert.equal(behaviorName('次回 Größe'), 'behavior_次回_größe');
});
