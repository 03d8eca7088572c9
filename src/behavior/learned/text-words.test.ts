import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textWords, wordsIn } from './text-words.ts';

test('words alone are the words with places, in ASCII and elsewhere', () => {
  const unit = fc.constantFrom('a', 'Z', '7', "'", '’', ' ', '-', '_', '.', 'é', '量', 'K');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      assert.deepEqual(
        wordsIn(text),
        textWords(text).map(({ word }) => word),
      );
    }),
  );
  assert.deepEqual(wordsIn("Don't add 3x to it's 'end'."), ["don't", 'add', '3x', 'to', "it's", 'end']);
});
