import { sql, type Kysely } from 'kysely';
import type { Label } from '../trajectory/trajectory.ts';
import { keyText } from './key-text.ts';
import { packJson, unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

const PAGE = 1000;

/** Labels as rows. Two labels of the same run, name, steps, part and coder are the same label; the last one counts. */
export function labelRows(labels: readonly Label[]): Schema['labels'][] {
  const rows = new Map<string, Schema['labels']>();
  for (const label of labels) {
    const row = {
      trajectory_id: keyText(label.trajectoryId),
      first_step: label.steps?.[0] ?? -1,
      last_step: label.steps?.[1] ?? -1,
      part: label.part ?? -1,
      name: keyText(label.name),
      // A coder without a name is not the same as no coder.
      coder: label.coder === undefined ? '' : keyText(`=${label.coder}`),
      body: packJson(label),
    };
    rows.set(JSON.stringify([row.trajectory_id, row.first_step, row.last_step, row.part, row.name, row.coder]), row);
  }
  return [...rows.values()];
}

/** The end of an insert of labels that replaces the values of those that are known. */
export const REPLACE_LABELS =
  'on conflict (trajectory_id, first_step, last_step, part, name, coder) do update set body = excluded.body';

/** Labels in order of trajectory id, steps, part, name, coder. */
export async function* readLabels(
  db: Kysely<Schema>,
  { trajectoryId, name }: { readonly trajectoryId?: string; readonly name?: string },
): AsyncGenerator<Label> {
  let last: Schema['labels'] | undefined;
  for (;;) {
    let query = db.selectFrom('labels').selectAll();
    if (trajectoryId !== undefined) query = query.where('trajectory_id', '=', keyText(trajectoryId));
    if (name !== undefined) query = query.where('name', '=', keyText(name));
    if (last !== undefined) {
      query = query.where(
        sql<boolean>`(trajectory_id, first_step, last_step, part, name, coder) > (${last.trajectory_id}, ${last.first_step},
          ${last.last_step}, ${last.part}, ${last.name}, ${last.coder})`,
      );
    }
    const rows = await query
      .orderBy('trajectory_id')
      .orderBy('first_step')
      .orderBy('last_step')
      .orderBy('part')
      .orderBy('name')
      .orderBy('coder')
      .limit(PAGE)
      .execute();
    for (const { body } of rows) yield unpackJson(body) as Label;
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}
