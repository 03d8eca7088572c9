import { DatabaseSync } from 'node:sqlite';
import { rateInterval } from '../../core/rate-interval.ts';
import type { ViewColumn } from './view.ts';
import { VIEWS } from './views.ts';

/** Characters of a query, at most. */
export const LONGEST_QUERY = 100_000;
/** Bytes of one value, at most. */
const LARGEST_VALUE = 200_000_000;

const TYPES: Readonly<Record<ViewColumn['type'], string>> = {
  text: 'text',
  integer: 'integer',
  real: 'real',
  boolean: 'integer',
  json: 'text',
  time: 'text',
  any: '',
};

/**
 * A database of its own with a table per view, and nothing in them: all that a query ever sees. It lies in a nameless file that goes
 * with the connection. Connections cannot load code, nor attach other files.
 */
export function viewDatabase(): DatabaseSync {
  const database = new DatabaseSync('', { allowExtension: false, enableDoubleQuotedStringLiterals: false });
  database.exec('pragma journal_mode = off; pragma synchronous = off; pragma trusted_schema = off');
  for (const { name, columns } of VIEWS) {
    const list = Object.entries(columns).map(([column, { type }]) => `${column} ${TYPES[type]}`);
    database.exec(`create table ${name} (${list.join(', ')})`);
  }
  for (const [name, end] of [
    ['rate_low', 0],
    ['rate_high', 1],
  ] as const) {
    database.function(name, { deterministic: true }, (count, of) => intervalEnd(count, of, end));
  }
  database.enableDefensive(true);
  database.limits.attach = 0;
  database.limits.sqlLength = LONGEST_QUERY * 4;
  database.limits.length = LARGEST_VALUE;
  return database;
}

/** An end of the 95% interval of a rate, `count` of `of`; NULL where they are no counts. */
function intervalEnd(count: unknown, of: unknown, end: 0 | 1): number | null {
  if (typeof count !== 'number' || typeof of !== 'number' || count < 0 || of < count) return null;
  return rateInterval(count, of)[end];
}
