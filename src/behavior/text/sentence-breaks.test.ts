import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sentenceBreaks } from './sentence-breaks.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const theirs = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
function ours(text: string): string[] {
  const pieces: string[] = [];
  sentenceBreaks(text, (start, end) => pieces.push(text.slice(start, end)));
  return pieces;
}

test('sentences end where Unicode says', () => {
  assert.deepEqual(ours('It is 3.5 m. Is it? (Yes.) U.S. law e.g. here.\r\nNext'), [
    'It is 3.5 m. ',
    'Is it? ',
    '(Yes.) ',
    'U.S. law e.g. here.\r\n',
    'Next',
  ]);
  assert.deepEqual(ours(''), []);
});

test('breaks are those of Intl.Segmenter, for any text', () => {
  const signs = '.!?"\'()[]{},-:; \t\v\f\n\r\0aZ7_#|*é’—。中\u0085\u2028\u00a0\u0301\ud800';
  const pieces = fc.constantFrom(...signs.split(''), '. ', '.\n', '?!', '... ', 'ab', '😀');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
      const text = parts.join('');
      assert.deepEqual(ours(text), theirs(text));
    }),
    { numRuns: 5000 },
  );
});
