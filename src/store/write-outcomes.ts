import type { Transaction } from 'kysely';
import { outcomeOf, type OutcomeRecord } from '../trajectory/trajectory.ts';
import { packJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

/** Replaces a run's outcome records, and what is queried of them. */
export async function writeOutcomes(
  trx: Transaction<Schema>,
  key: number,
  outcomes: readonly OutcomeRecord[],
): Promise<Uint8Array> {
  const packed = packJson(outcomes);
  const { success } = outcomeOf(outcomes);
  await trx
    .updateTable('trajectories')
    .set({ outcomes: packed, success: success === undefined ? null : Number(success) })
    .where('key', '=', key)
    .execute();
  return packed;
}
