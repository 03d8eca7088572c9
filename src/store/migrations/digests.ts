import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Version 3: what mining keeps of each run. */
export const digests: Migration = async (trx, { bytes }) => {
  await sql
    .raw(
      `create table digests (
      trajectory integer primary key references trajectories (key) on delete cascade, revision integer not null,
      version integer not null, bytes ${bytes} not null)`,
    )
    .execute(trx);
};
