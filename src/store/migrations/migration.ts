import type { Transaction } from 'kysely';
import type { Schema } from '../schema.ts';

/** How one engine spells what the other spells differently. */
export interface Spelling {
  /** A column that numbers its rows. */
  readonly key: string;
  /** Text that is compared byte by byte, so that both engines order it alike. */
  readonly text: string;
  readonly bytes: string;
  /** After the closing bracket of a narrow table whose rows lie in the order of its primary key. */
  readonly clustered: string;
}

/** One step from a version of the layout to the next; its number is its place in the list, counted from 1. */
export type Migration = (trx: Transaction<Schema>, spelling: Spelling) => Promise<void>;

/** The spelling of each engine. */
export const SPELLINGS: Readonly<Record<'sqlite' | 'postgres', Spelling>> = {
  sqlite: { key: 'integer primary key', text: 'text', bytes: 'blob', clustered: ' without rowid' },
  postgres: {
    key: 'integer generated always as identity primary key',
    text: 'text collate "C"',
    bytes: 'bytea',
    clustered: '',
  },
};
