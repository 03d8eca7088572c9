import type { Transaction } from 'kysely';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorChange } from '../handbook/behavior-store.ts';
import { namesByLook, withSuspicions } from '../behavior/security/is-held.ts';
import type { Engine } from './engine.ts';
import { stampHandbook } from './read-handbook-stamp.ts';
import { keyText } from './key-text.ts';
import { packJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

/**
 * Inserts or replaces behaviors and adds to their histories. A behavior that comes without provenance keeps the evidence
 * that is stored, since that is how a `BehaviorReader` hands it out. What its words are suspected of is judged here, by whatever way they came.
 */
export async function writeBehaviors(
  trx: Transaction<Schema>,
  behaviors: readonly MinedBehavior[],
  change: BehaviorChange,
  engine: Engine,
): Promise<void> {
  if (behaviors.length > 0) await stampHandbook(trx);
  const rows = await trx
    .selectFrom('behaviors')
    .select(['id', 'name'])
    .where(({ eb, or }) => or([eb('status', '=', 'active'), eb('pinned', '=', 1)]))
    .execute();
  const served = namesByLook(rows);
  for (const { provenance, ...written } of behaviors) {
    const behavior = withSuspicions(written, served);
    const id = keyText(behavior.id);
    const values = {
      name: keyText(behavior.name),
      status: behavior.status,
      pinned: behavior.pinned === true ? 1 : 0,
      body: packJson(behavior),
    };
    await trx
      .insertInto('behaviors')
      .values({ id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    const { entries } = await trx
      .selectFrom('history')
      .select((select) => select.fn.countAll().as('entries'))
      .where('behavior', '=', id)
      .executeTakeFirstOrThrow();
    const entry = { version: behavior.version, ...change, behavior };
    await trx
      .insertInto('history')
      .values({ behavior: id, number: Number(entries), body: packJson(entry) })
      .execute();
    if (provenance.length === 0) continue;
    await trx.deleteFrom('provenance').where('behavior', '=', id).execute();
    const quotes = provenance.map((exemplar, number) => ({
      behavior: id,
      number,
      trajectory_id: keyText(exemplar.trajectoryId),
      body: packJson(exemplar),
    }));
    await engine.insert(trx, 'provenance', quotes);
  }
}
