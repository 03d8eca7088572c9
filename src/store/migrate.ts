import { sql, type Transaction } from 'kysely';
import { EthogramError } from '../core/ethogram-error.ts';
import type { Engine } from './engine.ts';
import { codedRevisions } from './migrations/coded-revisions.ts';
import { codings } from './migrations/codings.ts';
import { digests } from './migrations/digests.ts';
import { modelCalls } from './migrations/model-calls.ts';
import { notes } from './migrations/notes.ts';
import { serving } from './migrations/serving.ts';
import { SPELLINGS, type Migration } from './migrations/migration.ts';
import { trajectories } from './migrations/trajectories.ts';
import type { Schema } from './schema.ts';

/** Every migration in order; the version of a store is how many of them made it. Only ever append. */
export const MIGRATIONS: readonly Migration[] = [
  trajectories,
  codings,
  digests,
  codedRevisions,
  modelCalls,
  notes,
  serving,
];

/**
 * Brings a store to the newest version, in one transaction, so that it is either as it was or as it should be.
 *
 * @param to - stop at this version (tests make old stores with it)
 * @throws EthogramError `store-newer` when a newer Ethogram wrote it; `store-unavailable` when it would have to be
 *   changed and may only be read, or is the database of another program
 */
export async function migrate(
  engine: Engine,
  { to = MIGRATIONS.length }: { readonly to?: number } = {},
): Promise<void> {
  const found = await versionOf(engine);
  if (found > to) {
    throw new EthogramError('store-newer', `${engine.location}: found store version ${found}, expected at most ${to}`, {
      hint: 'npm install ethogram@latest reads newer stores',
    });
  }
  if (found === to) return;
  if (found === 0) await requireOwn(engine);
  if (engine.readonly) {
    throw new EthogramError('store-unavailable', `${engine.location}: found store version ${found}, expected ${to}`, {
      hint: 'opening it once for writing brings it up to date: ethogram doctor',
    });
  }
  await engine.transaction(async (trx) => {
    await sql`create table if not exists meta (name text primary key, value text not null)`.execute(trx);
    // Another process may have done it since.
    const version = await storedVersion(trx);
    for (const migration of MIGRATIONS.slice(version, to)) await migration(trx, SPELLINGS[engine.name]);
    if (version >= to) return;
    await trx
      .insertInto('meta')
      .values({ name: 'version', value: String(to) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(to) }))
      .execute();
  });
}

/** Refuses the database of another program: nothing of ours is put among its tables. */
async function requireOwn({ db, name, location }: Engine): Promise<void> {
  const tables =
    name === 'sqlite'
      ? sql<{
          name: string;
        }>`select name from sqlite_schema where type = 'table' and name not in ('meta', 'sqlite_sequence') limit 1`
      : sql<{
          name: string;
        }>`select tablename as name from pg_tables where schemaname = current_schema() and tablename <> 'meta' limit 1`;
  const { rows } = await tables.execute(db);
  if (rows[0] === undefined) return;
  throw new EthogramError(
    'store-unavailable',
    `${location}: found a database of something else, with a table ${rows[0].name}, expected a store`,
    {
      hint: '--store PATH or ETHOGRAM_STORE names another place',
    },
  );
}

/** How many migrations a store has seen; 0 for a new one. */
async function versionOf({ db, name }: Engine): Promise<number> {
  const exists =
    name === 'sqlite'
      ? sql`select 1 from sqlite_schema where type = 'table' and name = 'meta'`
      : sql`select 1 from pg_tables where schemaname = current_schema() and tablename = 'meta'`;
  const { rows } = await exists.execute(db);
  return rows.length === 0 ? 0 : storedVersion(db);
}

async function storedVersion(db: Engine['db'] | Transaction<Schema>): Promise<number> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', 'version').executeTakeFirst();
  return Number(row?.value ?? 0);
}
