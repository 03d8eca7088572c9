import { sql, type Kysely } from 'kysely';
import { EthogramError } from '../core/ethogram-error.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { keyText } from './key-text.ts';
import type { Schema } from './schema.ts';
import type { HeadRow } from './stored-head.ts';

const PAGE = 200;
const IDS_IN_A_STATEMENT = 500;

/**
 * Rows of the runs that a filter lets through, in order of id, fetched a page at a time: nothing is held open between
 * pages, so the caller may write meanwhile.
 *
 * @throws EthogramError `bad-argument` when `since` is not a time
 */
export async function* findHeads(db: Kysely<Schema>, filter: TrajectoryFilter): AsyncGenerator<HeadRow> {
  let left = filter.limit ?? Number.POSITIVE_INFINITY;
  for (const ids of idPieces(filter.ids)) {
    let last: string | undefined;
    while (left > 0) {
      const size = Math.min(PAGE, left);
      const rows = await headQuery(db, { ...filter, ...(ids !== undefined && { ids }) }, last)
        .limit(size)
        .execute();
      yield* rows;
      left -= rows.length;
      if (rows.length < size) break;
      last = rows.at(-1)!.id;
    }
  }
}

function* idPieces(ids: readonly string[] | undefined): Generator<string[] | undefined> {
  if (ids === undefined) {
    yield undefined;
    return;
  }
  // The databases compare bytes; JavaScript's own order differs beyond the basic plane.
  const keys = [...new Set(ids.map(keyText))].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (let i = 0; i < keys.length; i += IDS_IN_A_STATEMENT) yield keys.slice(i, i + IDS_IN_A_STATEMENT);
}

function headQuery(
  db: Kysely<Schema>,
  { ids, format, outcome, project, since }: TrajectoryFilter,
  after: string | undefined,
) {
  let query = db
    .selectFrom('trajectories as t')
    .leftJoin('links as l', 'l.child_id', 't.id')
    .leftJoin('trajectories as o', (join) =>
      join.on(
        'o.key',
        '=',
        // The earliest run with the same content; runs without steps are not copies of each other.
        sql<number>`(select min(e.key) from trajectories e where e.content_hash = t.content_hash and e.key < t.key and t.steps > 0)`,
      ),
    )
    .select([
      't.key',
      't.id',
      't.suffix',
      't.revision',
      't.content_hash',
      't.steps',
      't.tokens',
      't.head',
      't.outcomes',
    ])
    .select(['o.head as original_head', 'o.suffix as original_suffix', 'l.body as link'])
    .orderBy('t.id');
  if (ids !== undefined) query = query.where('t.id', 'in', ids);
  if (format !== undefined) query = query.where('t.format', '=', keyText(format));
  if (project !== undefined) query = query.where('t.project', '=', keyText(project));
  if (outcome !== undefined) query = query.where('t.success', '=', outcome === 'success' ? 1 : 0);
  if (since !== undefined) query = query.where('t.started_ms', '>=', timeOf(since));
  return after === undefined ? query : query.where('t.id', '>', after);
}

function timeOf(since: string): number {
  const time = Date.parse(since);
  if (Number.isNaN(time)) {
    throw new EthogramError(
      'bad-argument',
      `since: found ${JSON.stringify(since)}, expected a time as 2026-01-31T12:00:00Z`,
    );
  }
  return time;
}
