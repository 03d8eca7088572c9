import type { Kysely, Transaction } from 'kysely';
import type { Receipt, ReceiptFilter } from '../handbook/receipt.ts';
import { keyText } from './key-text.ts';
import { packJson, unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

const AT_ONCE = 200;

/** Writes receipts over those of the same request. */
export async function writeReceipts(trx: Transaction<Schema>, receipts: readonly Receipt[]): Promise<void> {
  for (const receipt of receipts) {
    const row = {
      unit: keyText(receipt.unit),
      trajectory_id: receipt.trajectory === undefined ? null : keyText(receipt.trajectory),
      at_ms: Date.parse(receipt.at) || 0,
      body: packJson(receipt),
    };
    await trx
      .insertInto('receipts')
      .values({ request: keyText(receipt.request), ...row })
      .onConflict((conflict) => conflict.column('request').doUpdateSet(row))
      .execute();
  }
}

/** Receipts in order of time, then request. */
export async function* readReceipts(
  db: Kysely<Schema>,
  { unit, trajectory, since }: ReceiptFilter,
): AsyncGenerator<Receipt> {
  for (let after: { readonly at_ms: number; readonly request: string } | undefined; ;) {
    let query = db
      .selectFrom('receipts')
      .select(['request', 'body', 'at_ms'])
      .orderBy('at_ms')
      .orderBy('request')
      .limit(AT_ONCE);
    if (unit !== undefined) query = query.where('unit', '=', keyText(unit));
    if (trajectory !== undefined) query = query.where('trajectory_id', '=', keyText(trajectory));
    if (since !== undefined) query = query.where('at_ms', '>=', Date.parse(since));
    if (after !== undefined) {
      const { at_ms, request } = after;
      query = query.where(({ or, and, eb }) =>
        or([eb('at_ms', '>', at_ms), and([eb('at_ms', '=', at_ms), eb('receipts.request', '>', request)])]),
      );
    }
    const rows = await query.execute();
    for (const { body } of rows) yield unpackJson(body) as Receipt;
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)!;
  }
}
