import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Version 4: of which revision a coding is, and by which version of the detector, so that it need not be made again. */
export const codedRevisions: Migration = async (trx, { text }) => {
  await sql.raw('alter table codings add column revision integer not null default 0').execute(trx);
  await sql.raw(`alter table codings add column version ${text} not null default ''`).execute(trx);
};
