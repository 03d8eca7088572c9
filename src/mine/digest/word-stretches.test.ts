import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordStretches } from './word-stretches.ts';

test('every nine words in a row are a stretch, whatever stands between them', () => {
  assert.deepEqual(wordStretches('One two, three four; five six seven eight.'), []);
  assert.deepEqual(wordStretches('One two, three four; five six seven eight — nine ten?'), [
    'one two three four five six seven eight nine',
    'two three four five six seven eight nine ten',
  ]);
});

test('where words are not parted two characters count as one', () => {
  assert.deepEqual(wordStretches('请在潮水退去之前核对所有船只的'), []);
  assert.equal(wordStretches('请在潮水退去之前核对所有船只的载重和吃水').length, 4);
});
