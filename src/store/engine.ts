import type { Insertable, Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** The end of an insert that leaves rows as they are whose key is there. */
export const SKIP_KNOWN = 'on conflict do nothing';

/** @param onConflict - the statement's `on conflict` clause, if any, such as {@link SKIP_KNOWN} */
type InsertRows = <Table extends keyof Schema>(
  trx: Transaction<Schema>,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
  onConflict?: string,
) => Promise<void>;

/** A database that a store stands on. The two differ in these few things; every query is shared. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** Fit to be shown: a path, or an address without its password. */
  readonly location: string;
  readonly readonly: boolean;
  readonly db: Kysely<Schema>;
  /** Runs `work` in a transaction while no one else writes, in this process or another. Queries in it must go to `trx`. */
  transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** Inserts rows, which must all have the same columns, in the given transaction, as fast as the engine can. */
  insert: InsertRows;
  /** Called after a forgetting: gives room back, and sees to it that what was deleted does not stay on disk (PostgreSQL: not for long). */
  erase(): Promise<void>;
  /** What the store takes on disk. */
  bytes(): Promise<number>;
  close(): Promise<void>;
}
