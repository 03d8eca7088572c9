import { constants, type DatabaseSync, type StatementSync } from 'node:sqlite';
import { EthogramError } from '../../core/ethogram-error.ts';
import { ALLOWED_FUNCTIONS, ALLOWED_TABLES } from './allowed-functions.ts';
import { placeIn, queryFault, type Refused } from './query-fault.ts';
import { LONGEST_QUERY } from './view-database.ts';
import { viewNamed, VIEWS } from './views.ts';

/** A query that may be run, and what of the views it reads. */
export interface PreparedQuery {
  readonly statement: StatementSync;
  /** Columns by view, each in the order of the view; none where rows are only counted. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
}

/**
 * Prepares the one statement of a query, if it does nothing but read views.
 *
 * @param database - a `viewDatabase`; it is left with a guard that lets nothing else be prepared
 * @param place - what to call the query in messages: a file, an option
 * @throws EthogramError `bad-query`
 */
export function prepareQuery(database: DatabaseSync, query: string, place: string): PreparedQuery {
  const bad = (at: number, message: string, hint?: string): EthogramError =>
    new EthogramError('bad-query', `${place}:${placeIn(query, at)}: ${message}`, hint === undefined ? {} : { hint });
  if (query.length > LONGEST_QUERY) {
    throw bad(0, `found ${query.length} characters, expected a query of at most ${LONGEST_QUERY}`);
  }
  if (query.includes('\0')) throw bad(query.indexOf('\0'), 'found a NUL character, with which SQLite would end the query');
  const seen = guard(database);
  let statement: StatementSync;
  try {
    statement = database.prepare(query);
  } catch (error) {
    throw queryFault(error as Error, { query, place, database, refused: seen.refused });
  }
  const rest = query.slice(statement.sourceSQL.length);
  if (!isEmpty(database, rest)) {
    throw bad(statement.sourceSQL.length + rest.search(/[^\s;]/), 'found a second statement, expected one query');
  }
  // VACUUM and the like ask for no permission.
  if (!seen.selects || statement.columns().length === 0) {
    throw bad(Math.max(0, query.search(/\S/)), 'found a statement that is no query, expected SELECT, WITH … SELECT or VALUES');
  }
  return { statement, reads: readsOf(seen.reads, query) };
} // prettier-ignore

interface Seen {
  readonly reads: Map<string, Set<string>>;
  selects: boolean;
  /** What was not allowed. */
  refused: Refused | undefined;
}

function guard(database: DatabaseSync): Seen {
  const seen: Seen = { reads: new Map(), selects: false, refused: undefined };
  const refuse = (kind: Refused['kind'], name: string | null): number => {
    seen.refused ??= { kind, name: name ?? '' };
    return constants.SQLITE_DENY;
  };
  database.setAuthorizer((code, first, second) => {
    switch (code) {
      case constants.SQLITE_SELECT:
        seen.selects = true;
        return constants.SQLITE_OK;
      case constants.SQLITE_RECURSIVE:
        return constants.SQLITE_OK;
      case constants.SQLITE_FUNCTION:
        return ALLOWED_FUNCTIONS.has(second?.toLowerCase() ?? '') ? constants.SQLITE_OK : refuse('function', second);
      case constants.SQLITE_READ: {
        const view = viewNamed(first ?? '');
        if (view === undefined) return mayBeRead(first ?? '', second) ? constants.SQLITE_OK : refuse('view', first);
        const columns = seen.reads.get(view.name) ?? new Set();
        seen.reads.set(view.name, columns.add(second?.toLowerCase() ?? ''));
        return constants.SQLITE_OK;
      }
      default:
        return refuse('change', null);
    }
  });
  return seen;
} // prettier-ignore

/** Whether a table that is no view may be read: JSON, and the query's own `with`, of which only counting is asked about, without a column. */
function mayBeRead(table: string, column: string | null): boolean {
  return ALLOWED_TABLES.has(table.toLowerCase()) || (column === '' && !/^(?:sqlite_|pragma_|dbstat$)/i.test(table));
}

/** SQLite does not tell of columns that views are joined on by `using` or `natural`: what such a query could mean is read, too. */
function readsOf(reads: Seen['reads'], query: string): Map<string, readonly string[]> {
  const words = new Set(query.toLowerCase().match(/[a-z_]+/g));
  const isJoined = words.has('using') || words.has('natural');
  const found = new Map<string, readonly string[]>();
  for (const { name, columns } of VIEWS) {
    const named = reads.get(name);
    if (named === undefined && !(isJoined && words.has(name))) continue;
    const isRead = (column: string): boolean =>
      named?.has(column) === true || words.has('natural') || (isJoined && words.has(column));
    found.set(name, Object.keys(columns).filter(isRead));
  }
  return found;
}

/** Whether nothing but space, comments and semicolons is left. */
function isEmpty(database: DatabaseSync, rest: string): boolean {
  let left = rest;
  for (;;) {
    left = left.replace(/^[\s;]+/, '');
    if (left === '') return true;
    try {
      database.prepare(left);
      return false;
    } catch (error) {
      // Node's own complaint, not SQLite's: there is no statement up to the end, or up to the next semicolon.
      if ((error as { code?: string }).code !== 'ERR_INVALID_ARG_VALUE') return false;
      const after = left.replace(/^(?:--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|[\s;])+/, '');
      if (after === left) return true;
      left = after;
    }
  }
}
