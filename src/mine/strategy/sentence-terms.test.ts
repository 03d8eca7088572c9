import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentenceTerms, stem } from './sentence-terms.ts';

test('forms of a word, and words of reasoning that mean the same, are one term', () => {
  assert.deepEqual(sentenceTerms('Okay, let me verify the units before I sum them.'), [
    'check',
    'unit',
    'befor',
    'sum',
  ]);
  assert.deepEqual(sentenceTerms('Checking all units prior to adding up'), ['check', 'unit', 'befor', 'sum']);
  assert.deepEqual(sentenceTerms('I will make sure the unit is right'), ['check', 'unit']);
  assert.deepEqual(['verify', 'verified', 'verifies', 'verifying'].map(stem), ['verif', 'verif', 'verif', 'verif']);
});

test('what only the occasion tells is no term, except that something is a file or code', () => {
  assert.deepEqual(sentenceTerms('Let me read ⟨path⟩ and ⟨n⟩ more'), ['⟨path⟩', 'read']);
  assert.deepEqual(sentenceTerms('compare the harbour logs', new Set(['harbour'])), ['compar', 'log']);
});

test('other languages have terms too, and scripts without spaces pairs of characters', () => {
  assert.deepEqual(sentenceTerms('Ich prüfe zuerst die Einheiten'), ['prüf', 'zuerst', 'einheit']);
  assert.deepEqual(sentenceTerms('检查单位'), ['检查', '查单', '单位']);
});
