import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_SENTENCE, segmentSentences } from './segment-sentences.ts';

const sentences = (text: string): string[] => segmentSentences(text).map(({ start, end }) => text.slice(start, end));

test('sentences end where a reader would end them', () => {
  assert.deepEqual(sentences('Hi Dr. Lee. I paid 3.5 dollars, e.g. in Rome. Go!'), [
    'Hi Dr. Lee.',
    'I paid 3.5 dollars, e.g. in Rome.',
    'Go!',
  ]);
  assert.deepEqual(sentences('1. One-way\n2. Economy is fine\n- item\n\nNext... Really?! Yes'), [
    '1. One-way',
    '2. Economy is fine',
    '- item',
    'Next...',
    'Really?!',
    'Yes',
  ]);
});

test('text without capitals is cut too', () => {
  assert.deepEqual(sentences('that is 24. let me check it. i.e. multiply, no. 5 first. done'), [
    'that is 24.',
    'let me check it.',
    'i.e. multiply, no. 5 first.',
    'done',
  ]);
});

test('a line that was wrapped goes on, a short or finished one does not', () => {
  const wrapped = 'This is a long line that was wrapped at some sixty columns by a\nprogram that does so.';
  assert.deepEqual(sentences(wrapped), [wrapped]);
  assert.deepEqual(sentences('so 3 + 4 = 7\nno that is wrong'), ['so 3 + 4 = 7', 'no that is wrong']);
});

test('fenced code is marked', () => {
  const text = 'Look:\n```js\nlet me = check();\n```\nFine.';
  assert.deepEqual(
    segmentSentences(text).map(({ start, end, code }) => [text.slice(start, end), code]),
    [
      ['Look:', false],
      ['```js', true],
      ['let me = check();', true],
      ['```', true],
      ['Fine.', false],
    ],
  );
});

test('sentences lie in order within the text, never empty, never too long, and lose only white space', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '\n', '`', '1', ')', '😀', '\ud800', '?'), maxLength: 400 }),
    fc.nat(3000).map((n) => 'x'.repeat(n)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let at = 0;
      for (const { start, end } of segmentSentences(text)) {
        assert.equal(text.slice(at, start).trim(), '');
        assert.ok(end > start && end - start <= MAX_SENTENCE);
        at = end;
      }
      assert.equal(text.slice(at).trim(), '');
    }),
    { numRuns: 500 },
  );
});
