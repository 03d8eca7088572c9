import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriting } from './rewriting.ts';

test('the same value written otherwise is told from another value', () => {
  const cases: [string, string, string | undefined][] = [
    ['W1234', '#W1234', 'with "#" before the key'],
    ['#W1234', 'W1234', 'without "#" before the key'],
    ['2210', 'BK-2210', 'with "BK-" before the key'],
    ['2210', 'BK2210', 'with "BK" before the key'],
    ['report', 'report.', 'with "." after the key'],
    ['oslo', 'OSLO', 'with the key in capitals'],
    ['ACTIVE', 'active', 'with the key in small letters'],
    ['Ann Lee', 'Lee', 'with only the last word of the key'],
    ['Oslo, Norway', 'Oslo', 'with only the part before the comma of the key'],
    ['src/a/b.ts', 'b.ts', 'with only the part after the last slash of the key'],
    ['b.ts', '/src/a/b.ts', 'with the whole path as the key'],
    ['12 034.50', '12034.50', 'without spaces in the key'],
    ['03/07/2025', '2025-07-03', 'with the key written as YYYY-MM-DD'],
    ['July 3, 2025', '2025-07-03', 'with the key written as YYYY-MM-DD'],
    ['AB 12', 'AB-12', 'with the key written as `AA-00`'],
    ['12', '123', undefined],
    ['12', '13', undefined],
    ['north', 'south', undefined],
    ['same', 'same', undefined],
  ];
  for (const [before, after, words] of cases)
    assert.equal(rewriting(before, after)?.('key'), words, `${before} ${after}`);
});

test('a word put into a longer text, and an opening that values need, are ways of writing', () => {
  const said = (before: string, after: string): string | undefined => rewriting(before, after)?.('query');
  assert.equal(said('select a from parts', 'select a from panel.parts'), 'with "panel." put into the query');
  assert.equal(said('select a from t where b', 'select a from t limit where b'), 'with "limit " put into the query');
  assert.equal(said('Vega', 'ICRS:t_881'), 'with a query that begins with "ICRS:"');
  assert.equal(said('ICRS:t_880', 'ICRS:t_881'), undefined);
  assert.equal(said('select a from t', 'select b from t and more of it'), undefined);
});
