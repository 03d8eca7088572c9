import type { Insertable, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** The rows in pieces that fit into one statement: `maxParameters` bounds rows × columns. */
export function* statementSized<Row extends object>(rows: readonly Row[], maxParameters: number): Generator<Row[]> {
  const columns = Math.max(1, Object.keys(rows[0] ?? {}).length);
  // Beyond a few hundred rows a statement gets no faster, only larger.
  const size = Math.min(500, Math.max(1, Math.floor(maxParameters / columns)));
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size);
}

/** Inserts rows that all have the same columns. With `known: 'skip'`, those whose key is there are left as they are. */
export async function insertRows<Table extends keyof Schema>(
  trx: Transaction<Schema>,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
  { maxParameters, known = 'fail' }: { readonly maxParameters: number; readonly known?: 'fail' | 'skip' },
): Promise<void> {
  for (const piece of statementSized(rows, maxParameters)) {
    const insert = trx.insertInto(table).values(piece);
    await (known === 'skip' ? insert.onConflict((conflict) => conflict.doNothing()) : insert).execute();
  }
}
