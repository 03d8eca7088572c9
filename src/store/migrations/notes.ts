import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Version 6: what is said about runs beside coding them, and what is decided for all of them. */
export const notes: Migration = async (trx, { text, bytes, clustered }) => {
  const statements = [
    `create table notes (
      trajectory integer not null references trajectories (key) on delete cascade, kind ${text} not null,
      name ${text} not null, body ${bytes} not null, primary key (trajectory, kind, name))`,
    'create index notes_kind on notes (kind, trajectory)',
    `create table decisions (
      kind ${text} not null, name ${text} not null, body ${bytes} not null, primary key (kind, name))${clustered}`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(trx);
};
