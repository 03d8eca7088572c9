import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textTable } from './text-table.ts';

test('columns are aligned and wide characters count double', () => {
  const table = textTable(
    [{ heading: 'name' }, { heading: 'n', align: 'right' }],
    [
      ['検証', '3'],
      ['verification', '120'],
    ],
  );
  assert.equal(table, ['name            n', '検証            3', 'verification  120'].join('\n'));
});

test('a table without rows is its headings', () => {
  assert.equal(textTable([{ heading: 'a' }, { heading: 'b' }], []), 'a  b');
});
