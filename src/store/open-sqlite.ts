import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement, type Transaction } from 'kysely';
import { EthogramError } from '../core/ethogram-error.ts';
import type { Engine } from './engine.ts';
import type { Schema } from './schema.ts';

const BUSY_TIMEOUT_MS = 10_000;
const LOCK_TIMEOUT_MS = 20;
const RETRY_MS = 10;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_CANTOPEN = 14;
const NO_RIGHT_TO_WRITE = new Set([SQLITE_READONLY, SQLITE_CANTOPEN]);
const OPTIONS = { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true };
// Fewer, larger checkpoints write a page that many transactions touch once instead of each time.
const CHECKPOINT_PAGES = 4000;
// Ids and content hashes arrive in no order, so each run of an import touches other pages of their indexes: 8 MB holds
// those of a hundred thousand runs, the default 2 MB those of 25,000.
const PAGE_CACHE_KB = 8_000;
const CACHED_STATEMENTS = 200;
// Statements with thousands of parameters differ in length each time: caching their text would only fill memory.
const LONGEST_CACHED_SQL = 4000;

/**
 * Opens a SQLite file through `node:sqlite`, making it and its folder if there are none. A folder named `.ethogram` gets a
 * `.gitignore`, since what agents did is rarely meant for a repository.
 *
 * @throws EthogramError `store-unavailable`
 */
export function openSqlite(path: string, { readonly }: { readonly readonly: boolean }): Engine {
  const { database, mayWrite } = openFile(path, readonly);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: kyselyDatabase(database) }) });
  return {
    name: 'sqlite',
    location: path,
    readonly: !mayWrite,
    db,
    transaction: (work) => whenFree(db, work),
    // The one connection is in the transaction already. A prepared statement run row by row is several times faster than
    // statements of many rows, which have to be put together and parsed anew each time.
    insert: async (_trx, table, rows, onConflict = '') => {
      if (rows[0] === undefined) return;
      const columns = Object.keys(rows[0]);
      const places = columns.map(() => '?').join(', ');
      const statement = database.prepare(
        `insert into ${table} (${columns.join(', ')}) values (${places}) ${onConflict}`,
      );
      for (const row of rows) statement.run(...Object.values<SQLInputValue>(row));
    },
    erase: async () => {
      const { free, pages } = database
        .prepare('select freelist_count as free, page_count as pages from pragma_freelist_count, pragma_page_count')
        .get() as { free: number; pages: number };
      if (free * 4 > pages) database.exec('vacuum');
      database.exec('pragma wal_checkpoint(truncate)');
    },
    bytes: async () => {
      const { bytes } = database
        .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
        .get() as { bytes: number };
      return bytes;
    },
    close: async () => database.close(),
  };
}

/** A store that may not be written, by its rights or those of its folder, is opened for reading. */
function openFile(path: string, readonly: boolean): { readonly database: DatabaseSync; readonly mayWrite: boolean } {
  try {
    if (readonly && !existsSync(path)) throw new Error('there is no such file');
    if (readonly) return { database: openToRead(path), mayWrite: false };
    makeFolder(dirname(path));
    try {
      return { database: openToWrite(path), mayWrite: true };
    } catch (error) {
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
      if (!isFile || !NO_RIGHT_TO_WRITE.has(kindOf(error) ?? -1)) throw error;
      return { database: openToRead(path), mayWrite: false };
    }
  } catch (cause) {
    throw new EthogramError('store-unavailable', `${path}: ${(cause as Error).message}, expected a SQLite file`, {
      hint: readonly ? 'ethogram import PATH makes a store' : '--store PATH or ETHOGRAM_STORE names another place',
      cause,
    });
  }
}

function openToWrite(path: string): DatabaseSync {
  return opened(new DatabaseSync(path, OPTIONS), (database) => {
    writeAhead(database);
    database.exec(
      `pragma synchronous = normal; pragma secure_delete = on; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    );
  });
}

function openToRead(path: string): DatabaseSync {
  try {
    return opened(new DatabaseSync(path, { ...OPTIONS, readOnly: true }));
  } catch (error) {
    // Even a reader makes files beside a store. Where it may not, and nobody has the store open, the file is all there is.
    if (!NO_RIGHT_TO_WRITE.has(kindOf(error) ?? -1) || existsSync(`${path}-wal`)) throw error;
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return opened(new DatabaseSync(url, { ...OPTIONS, readOnly: true }));
  }
}

function opened(database: DatabaseSync, prepare: (database: DatabaseSync) => void = () => {}): DatabaseSync {
  try {
    database.exec(`pragma cache_size = -${PAGE_CACHE_KB}`);
    prepare(database);
    // The first read finds out whether this is a database at all.
    database.prepare('select count(*) from sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Switches to a write-ahead log. Unlike other statements this one does not wait when another process is at it. */
function writeAhead(database: DatabaseSync): void {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      database.exec('pragma journal_mode = wal');
      return;
    } catch (error) {
      if (kindOf(error) !== SQLITE_BUSY || waitedMs >= BUSY_TIMEOUT_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, '.gitignore');
  if (basename(folder) === '.ethogram' && !existsSync(ignore)) writeFileSync(ignore, '*\n');
}

/**
 * Tries a transaction until the file is free. SQLite's own waiting stops the whole thread, and with it the transaction of
 * another connection in the same process that is waited for.
 */
async function whenFree<T>(db: Kysely<Schema>, work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS + LOCK_TIMEOUT_MS) {
    let begun = false;
    try {
      return await db.transaction().execute((trx) => {
        begun = true;
        return work(trx);
      });
    } catch (error) {
      if (begun || kindOf(error) !== SQLITE_BUSY || waitedMs >= BUSY_TIMEOUT_MS) throw error;
      await setTimeout(RETRY_MS);
    }
  }
}

// The low byte is the kind of error, the rest says why.
function kindOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number };
  return errcode === undefined ? undefined : errcode & 0xff;
}

/** Gives `node:sqlite` the shape of better-sqlite3, for which Kysely's dialect is made. */
function kyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();
  const begin: SqliteStatement = {
    reader: false,
    all: () => [],
    run() {
      // A transaction that begins as a reader cannot wait for another's lock once it wants to write.
      try {
        database.exec(`pragma busy_timeout = ${LOCK_TIMEOUT_MS}; begin immediate`);
      } finally {
        database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
      }
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [].values(),
  };
  const rollback: SqliteStatement = {
    ...begin,
    run() {
      // A full disk has rolled back already; to fail here would hide that.
      if (database.isTransaction) database.exec('rollback');
      return { changes: 0, lastInsertRowid: 0 };
    },
  };
  return {
    // The engine closes the database: Kysely does so only when a query has been run.
    close: () => cache.clear(),
    prepare(sql) {
      const cached = cache.get(sql);
      if (cached !== undefined) return cached;
      if (sql === 'begin') return begin;
      if (sql === 'rollback') return rollback;
      const statement = database.prepare(sql);
      const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];
      const prepared: SqliteStatement = {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
      if (sql.length <= LONGEST_CACHED_SQL) {
        if (cache.size >= CACHED_STATEMENTS) cache.clear();
        cache.set(sql, prepared);
      }
      return prepared;
    },
  };
}
