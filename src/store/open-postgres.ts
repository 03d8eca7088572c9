import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { EthogramError } from '../core/ethogram-error.ts';
import type { Engine } from './engine.ts';
import type { Schema } from './schema.ts';

const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 10_000;
// Any number will do as long as every Ethogram uses the same: "etho" in ASCII.
const LOCK = 0x6574686f;
const NAMESPACE = 'ethogram';
// The widest table has 18 columns; a statement takes 65,535 parameters.
const ROWS_PER_INSERT = 500;

/**
 * Connects to PostgreSQL. All tables live in the schema `ethogram`, which is made if it is missing.
 *
 * @param address - `postgres://user:password@host:port/database`
 * @throws EthogramError `store-unavailable`
 */
export async function openPostgres(address: string, { readonly }: { readonly readonly: boolean }): Promise<Engine> {
  const location = withoutPassword(address);
  const pool = new pg.Pool({
    connectionString: address,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // The pool waits for what this returns, although its type does not say so.
    onConnect: (client): unknown =>
      client.query(`set search_path to ${NAMESPACE}${readonly ? '; set default_transaction_read_only to on' : ''}`),
  });
  // A connection that breaks while idle must not end the process; the next query reports it.
  pool.on('error', () => {});
  try {
    const { rows } = await pool.query('select 1 from pg_namespace where nspname = $1', [NAMESPACE]);
    // One string is one transaction. Without the lock, of two that make it at once one would fail; without the look
    // beforehand, a user who may not make it could not use it either.
    const make = `select pg_advisory_xact_lock(${LOCK}); create schema if not exists ${NAMESPACE}`;
    if (!readonly && rows.length === 0) await pool.query(make);
  } catch (cause) {
    await pool.end();
    throw new EthogramError('store-unavailable', `${location}: ${reason(cause)}, expected a PostgreSQL server`, {
      hint: 'is the server running, and do user, password and database in --store fit?',
      cause,
    });
  }
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    name: 'postgres',
    location,
    readonly,
    db,
    transaction: async (work) =>
      db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx);
        return work(trx);
      }),
    insert: async (trx, table, rows, onConflict = '') => {
      const columns = Object.keys(rows[0] ?? {});
      for (let i = 0; i < rows.length; i += ROWS_PER_INSERT) {
        const piece = rows.slice(i, i + ROWS_PER_INSERT);
        let place = 0;
        const values = piece.map(() => `(${columns.map(() => `$${++place}`).join(', ')})`).join(', ');
        const text = `insert into ${table} (${columns.join(', ')}) values ${values} ${onConflict}`;
        await trx.executeQuery(
          CompiledQuery.raw(
            text,
            piece.flatMap((row) => Object.values(row)),
          ),
        );
      }
    },
    // Frees the room for what comes next; only the owner's `vacuum full`, which locks, would overwrite it at once.
    erase: async () => {
      for (const table of ['trajectories', 'packs', 'chunks', 'blobs', 'labels', 'events', 'provenance', 'history']) {
        await sql`vacuum ${sql.table(table)}`.execute(db);
      }
    },
    bytes: async () => {
      const { rows } = await sql<{ bytes: string | null }>`
        select sum(pg_total_relation_size(c.oid)) as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ${NAMESPACE} and c.relkind = 'r'`.execute(db);
      return Number(rows[0]?.bytes ?? 0);
    },
    close: async () => {
      // Kysely has ended it if a query was run.
      if (!pool.ended) await pool.end();
    },
  };
}

/** The address as it may be shown. */
export function withoutPassword(address: string): string {
  try {
    const url = new URL(address);
    url.password = '';
    url.search = '';
    return url.href;
  } catch {
    return address.replace(/\/\/[^@]*@/, '//');
  }
}

// Several addresses refused at once are an AggregateError, whose own message is empty.
function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map((error) => (error as Error).message).join(', ');
  return (cause as Error).message;
}
