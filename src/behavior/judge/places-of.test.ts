import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placesOf } from './places-of.ts';

test('every place of a quote is found, also where places overlap, and none within a longer word', () => {
  assert.deepEqual(
    [...placesOf('-a-a-a-', '-a-')],
    [
      [0, 3],
      [2, 5],
      [4, 7],
    ],
  );
  assert.deepEqual([...placesOf('wait, I await waiters: wait', 'wait')], [[0, 4], [23, 27]]); // prettier-ignore
  assert.deepEqual([...placesOf('one two one', 'one', 1)], [[8, 11]]);
  assert.deepEqual([...placesOf('one', 'one two')], []);
});

test('places are those that a plain search finds', () => {
  const letters = fc.string({ unit: fc.constantFrom('-', '+', ' '), maxLength: 40 });
  const short = fc.string({ unit: fc.constantFrom('-', '+', ' '), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(letters, short, (text, quote) => {
      const plainly = [...text].flatMap((_, i) => (text.startsWith(quote, i) ? [[i, i + quote.length]] : []));
      assert.deepEqual([...placesOf(text, quote)], plainly);
    }),
  );
});
