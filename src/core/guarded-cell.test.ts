import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardedCell, unguardedCell } from './guarded-cell.ts';

test('what a spreadsheet would run gets an apostrophe, and loses it again, whatever it began with', () => {
  const texts = ['=1', '+1', '-1', '@a', '\ta', '\ra', "'=1", "''=1", "'a", "'", '', 'a=1', ' =1', "O'Brien"];
  assert.deepEqual(texts.map(guardedCell).slice(0, 10), ["'=1", "'+1", "'-1", "'@a", "'\ta", "'\ra", "''=1", "'''=1", "'a", "'"]); // prettier-ignore
  assert.deepEqual(texts.map(guardedCell).map(unguardedCell), texts);
});
