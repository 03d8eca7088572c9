import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareQuery } from '../src/store/query/prepare-query.ts';
import { viewDatabase } from '../src/store/query/view-database.ts';
import { VIEWS } from '../src/store/query/views.ts';
import { ROOT } from './source-files.ts';

const page = readFileSync(join(ROOT, 'docs/analyses/sql.md'), 'utf8');

test('docs/analyses/sql.md describes every view and column as the code does, and no other', () => {
  const expected = VIEWS.map(({ name, is, columns }) => {
    const list = Object.entries(columns).map(([column, { type, is: what }]) => `\`${column}\` (${type}) ${what}`);
    return `- **${name}**: a row is ${is}. ${list.join('; ')}.`;
  });
  assert.deepEqual(page.match(/^- \*\*\w+\*\*: a row is .*$/gm), expected);
});

test('every query in docs/analyses/sql.md can be run', () => {
  const queries = [...page.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, query]) => query!);
  assert.ok(queries.length >= 5);
  for (const query of queries) assert.doesNotThrow(() => prepareQuery(viewDatabase(), query, 'docs/analyses/sql.md'));
});
