import { sql, type Kysely } from 'kysely';
import { keyText } from './key-text.ts';
import type { Schema } from './schema.ts';
import { splitAt } from './split-at.ts';
import type { RunToDo } from './work-in-threads.ts';

/**
 * Runs that the detector has not examined, at their present revision, with all of the codebooks, in order of arrival.
 *
 * @param codebooks - `name@hash`, each once
 * @param detector - `name@version`
 */
export async function readUncoded(
  db: Kysely<Schema>,
  codebooks: readonly string[],
  detector: string,
): Promise<RunToDo[]> {
  const { name, rest: version } = splitAt(detector);
  const coders = await db.selectFrom('coders').selectAll().where('detector', '=', keyText(name)).execute();
  const known = codebooks.flatMap((codebook) => {
    const { name: wanted, rest: hash } = splitAt(codebook);
    const coder = coders.find((row) => row.codebook === keyText(wanted));
    return coder === undefined ? [] : [sql`(g.coder = ${coder.key} and g.hash = ${keyText(hash)})`];
  });
  const runs = db.selectFrom('trajectories as t').select(['t.id', 't.tokens']).orderBy('t.key');
  if (known.length < codebooks.length) return runs.execute();
  return runs
    .where(
      sql<boolean>`(select count(*) from codings g where g.trajectory = t.key and g.revision = t.revision
        and g.version = ${keyText(version)} and (${sql.join(known, sql` or `)})) < ${codebooks.length}`,
    )
    .execute();
}
