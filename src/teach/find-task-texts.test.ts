import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTaskTexts } from './find-task-texts.ts';

test('a task is found in a text that holds it word for word, whatever its signs', () => {
  const holds = findTaskTexts(['How many lamps hang in the long hall?', 'How many lamps hang in the long corridor?', 'Why?']);
  assert.equal(holds('Example: how many lamps\nhang in the LONG hall — twelve.'), true);
  assert.equal(holds('How many lamps hang in the long corridor?'), true);
  assert.equal(holds('How many lamps hang in the long hallway?'), false);
  assert.equal(holds('Why? How many lamps hang?'), false);
}); // prettier-ignore
