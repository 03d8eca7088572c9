import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EthogramError } from '../../core/ethogram-error.ts';
import { prepareQuery } from './prepare-query.ts';
import { viewDatabase } from './view-database.ts';
import { VIEWS } from './views.ts';

function refusal(query: string): string {
  try {
    prepareQuery(viewDatabase(), query, 'q');
    return 'may be run';
  } catch (error) {
    assert.ok(error instanceof EthogramError && error.code === 'bad-query');
    return error.message;
  }
}

const VIEW_NAMES = VIEWS.map(({ name }) => name).join(', ');
const READS_ONLY = 'expected a query that only reads: SELECT or WITH … SELECT';
const NO_QUERY = 'found a statement that is no query, expected SELECT, WITH … SELECT or VALUES';

const REFUSED: readonly (readonly [query: string, message: string])[] = [
  ['SELECT 1; DROP TABLE runs', 'q:1:11: found a second statement, expected one query'],
  ['SELECT 1;;\n /* no more */ DELETE FROM runs', 'q:2:2: found a second statement, expected one query'],
  ['SELECT 1 /* half', 'may be run'],
  ['DROP TABLE runs', `q:1:1: found DROP, ${READS_ONLY}`],
  ['WITH x AS (SELECT 1) INSERT INTO runs (run) SELECT * FROM x', `q:1:22: found INSERT, ${READS_ONLY}`],
  ['UPDATE runs SET run = 1 RETURNING run', `q:1:1: found UPDATE, ${READS_ONLY}`],
  ['DELETE FROM runs', `q:1:1: found DELETE, ${READS_ONLY}`],
  ['CREATE TEMP TABLE x AS SELECT 1', `q:1:1: found CREATE, ${READS_ONLY}`],
  ["ATTACH '/etc/passwd' AS x", `q:1:1: found ATTACH, ${READS_ONLY}`],
  ['PRAGMA table_info(runs)', `q:1:1: found PRAGMA, ${READS_ONLY}`],
  ['PRAGMA query_only = off', `q:1:1: found PRAGMA, ${READS_ONLY}`],
  ["VACUUM INTO '/tmp/x'", `q:1:1: ${NO_QUERY}`],
  ['BEGIN', `q:1:1: found BEGIN, ${READS_ONLY}`],
  ['EXPLAIN VACUUM', `q:1:1: ${NO_QUERY}`],
  ['-- nothing', 'q:1:1: found nothing, expected a query'],
  ['', 'q:1:1: found nothing, expected a query'],
  ["SELECT load_extension('x')", 'q:1:8: found the function load_extension, expected one that a query may call'],
  ["SELECT 'readfile', readfile('x')", 'q:1:20: found the function readfile, expected one that a query may call'],
  ['SELECT sqlite_version()', 'q:1:8: found the function sqlite_version, expected one that a query may call'],
  ['SELECT name FROM sqlite_master', `q:1:18: found "sqlite_master", expected one of the views ${VIEW_NAMES}`],
  ['SELECT name FROM pragma_function_list', `q:1:18: found "pragma_function_list", expected one of the views ${VIEW_NAMES}`],
  ['SELECT count(*) FROM pragma_database_list', `q:1:22: found "pragma_database_list", expected one of the views ${VIEW_NAMES}`],
  ["SELECT run FROM runs WHERE request MATCH 'x'", 'q:1:36: found the function match, expected one that a query may call'],
  ['SELECT 1 \0; DROP TABLE runs', 'q:1:10: found a NUL character, with which SQLite would end the query'],
  ['SELECT 1 FROM rums', `q:1:15: found "rums", expected one of the views ${VIEW_NAMES}`],
  ['SELECT tgs FROM tags', 'q:1:8: found no column tgs, expected one of run, tag, key, value'],
  ['SELECT t.tgs FROM tags t JOIN runs USING (run)', 'q:1:8: found no column t.tgs, expected a column of the views it reads'],
  ['SELECT run\nFROM tags, runs', 'q:1:8: found "run", which several views have, expected VIEW.run'],
  ['SELECT run\nFORM runs WHERE', 'q:2:6: found "runs", where SQL expects something else'],
  ["SELECT 'a FROM b' FROM runs WHERE run = 'x' FROM tags", 'q:1:45: found "FROM", where SQL expects something else'],
  ['SELECT (1', 'q:1:10: found the end, expected more'],
  [`SELECT ${' '.repeat(100_000)}1`, 'q:1:1: found 100008 characters, expected a query of at most 100000'],
]; // prettier-ignore

for (const [query, message] of REFUSED) {
  test(`${message === 'may be run' ? 'accepted' : 'refused'}: ${JSON.stringify(query.slice(0, 60))}`, () =>
    assert.equal(refusal(query), message));
}

test('a misspelt name is hinted at with the one that was probably meant', () => {
  assert.throws(() => prepareQuery(viewDatabase(), 'SELECT modell FROM runs', 'q'), {
    hint: 'did you mean model of runs? ethogram analyse sql lists the views and their columns',
  });
  assert.throws(() => prepareQuery(viewDatabase(), 'SELECT run FROM runs WHERE model = "gpt"', 'q'), {
    hint: "a text stands in single quotes: 'gpt'; else ethogram analyse sql lists the views and their columns",
  });
  assert.throws(() => prepareQuery(viewDatabase(), 'SELECT 1 FROM event', 'q'), {
    hint: 'did you mean events? ethogram analyse sql lists the views and their columns',
  });
  assert.throws(() => prepareQuery(viewDatabase(), 'SELECT medain(steps) FROM runs', 'q'), {
    hint: 'did you mean median? SQLite’s scalar, aggregate, window, date, mathematical and JSON functions may be called',
  });
});

function readsOf(query: string): Record<string, readonly string[]> {
  return Object.fromEntries(prepareQuery(viewDatabase(), query, 'q').reads);
}

test('what a query reads is told by column, and of what it joins on rather too much', () => {
  assert.deepEqual(readsOf('SELECT model, avg(success) FROM runs GROUP BY 1'), { runs: ['model', 'success'] });
  assert.deepEqual(readsOf('SELECT count(*) FROM runs'), { runs: [] });
  assert.deepEqual(readsOf('WITH a AS (SELECT run FROM tags) SELECT count(*) FROM a'), { tags: ['run'] });
  assert.deepEqual(readsOf('SELECT 1 FROM runs JOIN tags USING (run)'), { runs: ['run', 'tags'], tags: ['run'] });
  assert.deepEqual(readsOf('SELECT tag FROM "runs" NATURAL JOIN [tags] WHERE model IS NULL')['tags'], ['run', 'tag', 'key', 'value']);
  assert.deepEqual(readsOf('SELECT * FROM tags'), { tags: ['run', 'tag', 'key', 'value'] });
  assert.deepEqual(readsOf("SELECT 'm' IN (SELECT tag FROM tags), CAST(1 AS text)"), { tags: ['tag'] });
  assert.deepEqual(readsOf('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9) SELECT count(*) FROM n'), {});
  assert.deepEqual(readsOf("SELECT j.value FROM runs, json_each(runs.tags) j; -- all\n;"), { runs: ['tags'] });
}); // prettier-ignore

test('no name of a view or column has to be quoted', () => {
  const database = viewDatabase();
  for (const { name, columns } of VIEWS) {
    const list = Object.keys(columns);
    const query = `SELECT ${list.map((column) => `x.${column}, ${column}`).join(', ')} FROM ${name} AS x ORDER BY ${list[0]}`;
    assert.deepEqual(prepareQuery(database, query, 'q').reads.get(name), list);
    database.setAuthorizer(null);
  }
});
