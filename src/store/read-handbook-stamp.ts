import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

const STAMP = 'handbook';
const FORGETTINGS = 'forgettings';

/** A text that changes whenever behaviors or their evidence do, in whatever process: cheap to read again and again. */
export async function readHandbookStamp(db: Kysely<Schema>): Promise<string> {
  const rows = await db
    .selectFrom('meta')
    .selectAll()
    .where('name', 'in', [STAMP, FORGETTINGS])
    .orderBy('name')
    .execute();
  return rows.map(({ name, value }) => `${name}=${value}`).join(' ');
}

/** To be called in every transaction that writes behaviors. */
export async function stampHandbook(trx: Transaction<Schema>): Promise<void> {
  const row = await trx.selectFrom('meta').select('value').where('name', '=', STAMP).executeTakeFirst();
  const value = String(Number(row?.value ?? 0) + 1);
  await trx
    .insertInto('meta')
    .values({ name: STAMP, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
