import { sql, type Kysely } from 'kysely';
import { EthogramError } from '../core/ethogram-error.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { idPieces } from './id-pieces.ts';
import { isOwnText, keyText } from './key-text.ts';
import type { LinesAt, PackReader } from './pack-reader.ts';
import type { Schema } from './schema.ts';
import { storedId, type HeadRow, type StoredHead } from './stored-head.ts';

const PAGE = 200;
// A run that changes while it is read is looked up again this often.
const ATTEMPTS = 5;

/** What {@link findHeads} stands on. */
export interface HeadSource {
  readonly db: Kysely<Schema>;
  readonly packs: PackReader;
}

/**
 * Heads of the runs that a filter lets through, in order of id, fetched a page at a time: nothing is held open between
 * pages, so the caller may write meanwhile.
 *
 * @throws EthogramError `bad-argument` when `since` is not a time
 */
export async function* findHeads(
  source: HeadSource,
  filter: TrajectoryFilter,
  attempts: number = ATTEMPTS,
): AsyncGenerator<HeadRow> {
  const { db, packs } = source;
  let left = filter.limit ?? Number.POSITIVE_INFINITY;
  for (const ids of idPieces(filter.ids)) {
    let last: string | undefined;
    while (left > 0) {
      const size = Math.min(PAGE, left);
      const rows = await headQuery(db, { ...filter, ...(ids !== undefined && { ids }) }, last)
        .limit(size)
        .execute();
      const linesAt = await packs(db, rows.flatMap(packsOf));
      for (const row of rows) {
        const head = headRow(row, linesAt);
        if (head !== undefined) yield head;
        else if (attempts === 0) throw new Error(`${row.id}: found no line ${row.line} in pack ${row.pack}`);
        // It grew, or went, between the reading of its row and of its pack.
        else yield* findHeads(source, { ...filter, ids: [row.id], limit: 1 }, attempts - 1);
      }
      left -= rows.length;
      if (rows.length < size) break;
      last = rows.at(-1)!.id;
    }
  }
}

/** A row as the database has it. */
interface FoundRow extends Omit<HeadRow, 'head' | 'packed' | 'original'> {
  readonly pack: number;
  readonly line: number;
  readonly original: string | null;
  readonly original_suffix: string | null;
  readonly original_pack: number | null;
  readonly original_line: number | null;
}

function packsOf({ pack, original, original_pack: other }: FoundRow): number[] {
  return original === null || other === null || isOwnText(original) ? [pack] : [pack, other];
}

function headRow(row: FoundRow, linesAt: LinesAt): HeadRow | undefined {
  const { pack, line, original, original_suffix, original_pack, original_line, ...rest } = row;
  const [head, packed] = linesAt({ pack, line });
  if (head.length === 0) return undefined;
  let originalId = original ?? undefined;
  if (original !== null && !isOwnText(original)) {
    const [other] = linesAt({ pack: original_pack!, line: original_line! });
    if (other.length === 0) return undefined;
    originalId = storedId(original, original_suffix, JSON.parse(other.toString('utf8')) as StoredHead);
  }
  return { ...rest, head: JSON.parse(head.toString('utf8')) as StoredHead, packed, original: originalId };
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
        sql<number>`coalesce((select min(e.key) from trajectories e
          where e.messages = t.messages and e.content_hash = t.content_hash and e.key < t.key and t.steps > 0),
          (select c.original from copies c where c.trajectory = t.key))`,
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
      't.pack',
      't.line',
      't.outcomes',
    ])
    .select(['o.id as original', 'o.suffix as original_suffix', 'o.pack as original_pack', 'o.line as original_line'])
    .select('l.body as link')
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
