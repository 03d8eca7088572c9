import type { Kysely, Transaction } from 'kysely';
import type { Decision, Note } from '../core/note-store.ts';
import { keyText } from './key-text.ts';
import { packJson, unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

const AT_ONCE = 200;

/** Writes notes over those of the same run, kind and name. */
export async function writeNotes(trx: Transaction<Schema>, kind: string, notes: readonly Note[]): Promise<void> {
  for (let i = 0; i < notes.length; i += AT_ONCE) {
    const some = notes.slice(i, i + AT_ONCE);
    const ids = [...new Set(some.map(({ trajectoryId }) => keyText(trajectoryId)))];
    const runs = await trx.selectFrom('trajectories').select(['key', 'id']).where('id', 'in', ids).execute();
    const keys = new Map(runs.map(({ key, id }) => [id, key]));
    for (const { trajectoryId, name, value } of some) {
      const trajectory = keys.get(keyText(trajectoryId));
      if (trajectory === undefined) continue;
      const body = packJson({ name, value });
      await trx
        .insertInto('notes')
        .values({ trajectory, kind, name: keyText(name), body })
        .onConflict((conflict) => conflict.columns(['trajectory', 'kind', 'name']).doUpdateSet({ body }))
        .execute();
    }
  }
}

/** Notes of one kind, in order of run id, then name. */
export async function* readNotes(
  db: Kysely<Schema>,
  kind: string,
  { trajectoryId }: { readonly trajectoryId?: string },
): AsyncGenerator<Note> {
  for (let after: { readonly id: string; readonly name: string } | undefined; ;) {
    let query = db
      .selectFrom('notes as n')
      .innerJoin('trajectories as t', 't.key', 'n.trajectory')
      .select(['t.id', 'n.name', 'n.body'])
      .where('n.kind', '=', kind)
      .orderBy('t.id')
      .orderBy('n.name')
      .limit(AT_ONCE);
    if (trajectoryId !== undefined) query = query.where('t.id', '=', keyText(trajectoryId));
    if (after !== undefined) {
      const { id, name } = after;
      query = query.where(({ or, and, eb }) => or([eb('t.id', '>', id), and([eb('t.id', '=', id), eb('n.name', '>', name)])]));
    } // prettier-ignore
    const rows = await query.execute();
    for (const { id, body } of rows) yield { trajectoryId: id, ...(unpackJson(body) as Omit<Note, 'trajectoryId'>) };
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)!;
  }
}

/** Writes decisions over those of the same kind and name. */
export async function writeDecisions(
  trx: Transaction<Schema>,
  kind: string,
  decisions: readonly Decision[],
): Promise<void> {
  for (const { name, value } of decisions) {
    const body = packJson({ name, value });
    await trx
      .insertInto('decisions')
      .values({ kind, name: keyText(name), body })
      .onConflict((conflict) => conflict.columns(['kind', 'name']).doUpdateSet({ body }))
      .execute();
  }
}

/** Decisions of one kind, all or those of `names`, in order of name. */
export async function readDecisions(db: Kysely<Schema>, kind: string, names?: readonly string[]): Promise<Decision[]> {
  const all = db.selectFrom('decisions').select('body').where('kind', '=', kind).orderBy('name');
  if (names === undefined) return (await all.execute()).map(({ body }) => unpackJson(body) as Decision);
  const keys = [...new Set(names.map(keyText))].sort();
  const decisions: Decision[] = [];
  for (let i = 0; i < keys.length; i += AT_ONCE) {
    const rows = await all.where('name', 'in', keys.slice(i, i + AT_ONCE)).execute();
    decisions.push(...rows.map(({ body }) => unpackJson(body) as Decision));
  }
  return decisions;
}
