import assert from 'node:assert/strict';
import test from 'node:test';
import { rowsOf } from './row-reader.ts';

test('quoted cells hold delimiters, quotes and line ends; other quotes are characters', () => {
  const lines = ['a,"b ""q""",c', 'x,"two', '', 'lines",y\r', '5" pipe,b', '', 'é,😀'];
  assert.deepEqual(
    rowsOf(lines, ',').map(({ cells, line }) => [line, ...cells]),
    [
      [1, 'a', 'b "q"', 'c'],
      [2, 'x', 'two\n\nlines', 'y'],
      [5, '5" pipe', 'b'],
      [7, 'é', '😀'],
    ],
  );
});

test('a quote that is never closed spoils its own row only', () => {
  assert.deepEqual(
    rowsOf(['a,b', '"oops,1', 'c,d', 'e,f'], ',').map(({ cells }) => cells),
    [
      ['a', 'b'],
      ['"oops', '1'],
      ['c', 'd'],
      ['e', 'f'],
    ],
  );
});
