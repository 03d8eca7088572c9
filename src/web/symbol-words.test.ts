import assert from 'node:assert/strict';
import { test } from 'node:test';
import { symbolWords } from './symbol-words.ts';

test('symbols are read as words', () => {
  assert.equal(symbolWords('agent:ask-confirmation'), 'agent: ask confirmation');
  assert.equal(symbolWords('tool:cancel_order|tool:Bash(git commit)'), 'cancel_order or Bash(git commit)');
  assert.equal(symbolWords('error:Bash'), 'Bash fails');
  assert.equal(symbolWords('user-tool:toggle_data'), 'user: toggle_data');
  assert.equal(symbolWords('anything else'), 'anything else');
});
