import { sql, type Kysely } from 'kysely';
import { idPieces } from './id-pieces.ts';
import type { Schema } from './schema.ts';

const PAGE = 200;

/** Which examined runs; all when neither is given. */
export interface CodedRunFilter {
  readonly trajectoryId?: string;
  readonly ids?: readonly string[];
}

/**
 * Pages of examined runs in order of id: their keys and ids.
 *
 * @param size - how many the next page may have
 */
export async function* codedPages(
  db: Kysely<Schema>,
  { trajectoryId, ids }: CodedRunFilter,
  size: () => number = () => PAGE,
): AsyncGenerator<ReadonlyMap<number, string>> {
  const asked = trajectoryId === undefined ? ids : (ids ?? [trajectoryId]).filter((id) => id === trajectoryId);
  for (const piece of idPieces(asked)) {
    let last: string | undefined;
    for (;;) {
      const limit = size();
      let query = db
        .selectFrom('trajectories as t')
        .select(['t.key', 't.id'])
        .where(sql<boolean>`exists (select 1 from codings g where g.trajectory = t.key)`)
        .orderBy('t.id')
        .limit(limit);
      if (piece !== undefined) query = query.where('t.id', 'in', piece);
      if (last !== undefined) query = query.where('t.id', '>', last);
      const rows = await query.execute();
      if (rows.length > 0) yield new Map(rows.map(({ key, id }) => [key, id]));
      if (rows.length < limit) break;
      last = rows.at(-1)!.id;
    }
  }
}
