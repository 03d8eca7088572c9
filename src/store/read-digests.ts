import { sql, type Kysely, type Transaction } from 'kysely';
import type { PackedFragment } from '../mine/digest/packed-fragment.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { Engine } from './engine.ts';
import { findHeads, type HeadSource } from './find-heads.ts';
import { keyText } from './key-text.ts';
import { unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';
import { trajectoryOf, type HeadRow } from './stored-head.ts';
import type { RunToDo } from './work-in-threads.ts';

/** A digest ready to be stored. */
export interface NewDigest {
  /** Id of the run. */
  readonly id: string;
  /** The run's revision when it was digested. */
  readonly revision: number;
  /** A `PackedFragment`, by `packJson`. */
  readonly bytes: Uint8Array;
}

/** A run without what its steps hold, and its digest. */
export interface DigestedRun {
  readonly run: Omit<Trajectory, 'steps' | 'extra'>;
  readonly digest: PackedFragment;
}

const AT_ONCE = 200;

/** Runs without a digest of this version at their present revision, in order of arrival. */
export async function readUndigested(db: Kysely<Schema>, version: number): Promise<RunToDo[]> {
  return db
    .selectFrom('trajectories as t')
    .select(['t.id', 't.tokens'])
    .where(
      sql<boolean>`not exists (select 1 from digests d
        where d.trajectory = t.key and d.revision = t.revision and d.version = ${version})`,
    )
    .orderBy('t.key')
    .execute();
}

/** Stores or replaces digests; those of runs that are gone are dropped. */
export async function writeDigests(
  trx: Transaction<Schema>,
  digests: readonly NewDigest[],
  { version, engine }: { readonly version: number; readonly engine: Engine },
): Promise<void> {
  for (let i = 0; i < digests.length; i += AT_ONCE) {
    const some = new Map(digests.slice(i, i + AT_ONCE).map((digest) => [keyText(digest.id), digest]));
    const runs = await trx
      .selectFrom('trajectories')
      .select(['key', 'id'])
      .where('id', 'in', [...some.keys()])
      .execute();
    const keys = runs.map(({ key }) => key);
    if (keys.length === 0) continue;
    await trx.deleteFrom('digests').where('trajectory', 'in', keys).execute();
    await engine.insert(
      trx,
      'digests',
      runs.map(({ key, id }) => {
        const { revision, bytes } = some.get(id)!;
        return { trajectory: key, revision, version, bytes };
      }),
    );
  }
}

/** All runs with a digest of this version, in order of id. */
export async function* readDigests(source: HeadSource, version: number): AsyncGenerator<DigestedRun> {
  for await (const rows of grouped(findHeads(source, {}))) {
    const found = await source.db
      .selectFrom('digests')
      .select(['trajectory', 'bytes'])
      .where('version', '=', version)
      .where(
        'trajectory',
        'in',
        rows.map(({ key }) => key),
      )
      .execute();
    const bytes = new Map(found.map((row) => [row.trajectory, row.bytes]));
    for (const row of rows) {
      const own = bytes.get(row.key);
      if (own !== undefined) yield { run: trajectoryOf(row).trajectory, digest: unpackJson(own) as PackedFragment };
    }
  }
}

async function* grouped(rows: AsyncIterable<HeadRow>): AsyncGenerator<HeadRow[]> {
  let group: HeadRow[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < AT_ONCE) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
