import { sql, type Kysely, type Transaction } from 'kysely';
import type { ModelClaim } from '../core/model-call-store.ts';
import type { Schema } from './schema.ts';

/**
 * Takes a question for an owner unless another has it, whose time is not up, or it has an answer (and is not to be asked
 * again). Writers take turns, so nobody answers it meanwhile.
 *
 * @returns whether it is the owner's now
 */
export async function claimModelCall(
  trx: Transaction<Schema>,
  promptHash: string,
  claim: ModelClaim,
): Promise<boolean> {
  const { owner, nowMs, untilMs, again } = claim;
  const isOpen = again ? sql`true` : sql`not exists (select 1 from model_answers where prompt_hash = ${promptHash})`;
  const { rows } = await sql`
    insert into model_claims (prompt_hash, owner, until_ms)
    select ${promptHash}, ${owner}, cast(${untilMs} as bigint) where ${isOpen}
    on conflict (prompt_hash) do update set owner = excluded.owner, until_ms = excluded.until_ms
    where model_claims.until_ms <= ${nowMs} returning owner`.execute(trx);
  return rows.length > 0;
}

/** Who has a question out; undefined when nobody has, or the time is up. */
export async function modelCallOwner(
  db: Kysely<Schema>,
  promptHash: string,
  nowMs: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('model_claims')
    .select('owner')
    .where('prompt_hash', '=', promptHash)
    .where('until_ms', '>', nowMs)
    .executeTakeFirst();
  return row?.owner;
}

/** Prolongs what an owner has out, and clears away what others left behind. */
export async function prolongModelClaims(
  trx: Transaction<Schema>,
  { owner, nowMs, untilMs }: Omit<ModelClaim, 'again'>,
): Promise<void> {
  await trx.updateTable('model_claims').set({ until_ms: untilMs }).where('owner', '=', owner).execute();
  await trx.deleteFrom('model_claims').where('until_ms', '<=', nowMs).execute();
}

/** Gives a question free. */
export async function releaseModelCall(trx: Transaction<Schema>, promptHash: string, owner: string): Promise<void> {
  await trx.deleteFrom('model_claims').where('prompt_hash', '=', promptHash).where('owner', '=', owner).execute();
}
