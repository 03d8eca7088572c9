import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** A database that a store stands on. The two differ in these few things; every query is shared. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** Fit to be shown: a path, or an address without its password. */
  readonly location: string;
  readonly readonly: boolean;
  readonly db: Kysely<Schema>;
  /** How many parameters one statement may have. */
  readonly maxParameters: number;
  /** Runs `work` in a transaction while no one else writes, in this process or another. Queries in it must go to `trx`. */
  transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** What the store takes on disk. */
  bytes(): Promise<number>;
  close(): Promise<void>;
}
