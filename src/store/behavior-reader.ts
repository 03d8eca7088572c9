import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { BehaviorStatus, Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorReader, BehaviorRevision } from '../handbook/behavior-store.ts';
import { keyText } from './key-text.ts';
import { unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

// Behaviors that are unpacked without a rest: a few milliseconds.
const AT_ONCE = 64;

/** Behaviors in order of name, then id, without provenance. */
async function readBehaviors(
  db: Kysely<Schema>,
  {
    status,
    pinned,
    id,
  }: { readonly status?: readonly BehaviorStatus[]; readonly pinned?: boolean; readonly id?: string },
): Promise<MinedBehavior[]> {
  if (status?.length === 0) return [];
  let query = db.selectFrom('behaviors').select('body').orderBy('name').orderBy('id');
  if (id !== undefined) query = query.where('id', '=', keyText(id));
  if (status !== undefined) query = query.where('status', 'in', status);
  if (pinned !== undefined) query = query.where('pinned', '=', pinned ? 1 : 0);
  const behaviors: MinedBehavior[] = [];
  for (const { body } of await query.execute()) {
    behaviors.push(withoutProvenance(unpackJson(body) as Omit<MinedBehavior, 'provenance'>));
    // A server that reads its handbook anew has others to answer.
    if (behaviors.length % AT_ONCE === 0) await setImmediate();
  }
  return behaviors;
}

/** The evidence of a behavior, as it was put. */
async function readProvenance(db: Kysely<Schema>, id: string): Promise<Exemplar[]> {
  const rows = await db
    .selectFrom('provenance')
    .select('body')
    .where('behavior', '=', keyText(id))
    .orderBy('number')
    .execute();
  return rows.map(({ body }) => unpackJson(body) as Exemplar);
}

/** Every state a behavior was put in, oldest first, without provenance. */
async function readHistory(db: Kysely<Schema>, id: string): Promise<BehaviorRevision[]> {
  const rows = await db
    .selectFrom('history')
    .select('body')
    .where('behavior', '=', keyText(id))
    .orderBy('number')
    .execute();
  return rows.map(({ body }) => revisionOf(body));
}

/** The histories of all behaviors, by id. */
async function readHistories(db: Kysely<Schema>): Promise<Map<string, BehaviorRevision[]>> {
  const rows = await db.selectFrom('history').select('body').orderBy('behavior').orderBy('number').execute();
  return Map.groupBy(
    rows.map(({ body }) => revisionOf(body)),
    ({ behavior }) => behavior.id,
  );
}

/** The handbook as a database, or a transaction, shows it; `ask` is put around every query. */
export function behaviorReader(ask: <T>(query: (db: Kysely<Schema>) => Promise<T>) => Promise<T>): BehaviorReader {
  return {
    behaviors: async (filter = {}) => ask((db) => readBehaviors(db, filter)),
    behavior: async (id) => (await ask((db) => readBehaviors(db, { id })))[0],
    provenance: async (id) => ask((db) => readProvenance(db, id)),
    history: async (id) => ask((db) => readHistory(db, id)),
    histories: async () => ask((db) => readHistories(db)),
  };
}

function revisionOf(body: Uint8Array): BehaviorRevision {
  const entry = unpackJson(body) as BehaviorRevision;
  return { ...entry, behavior: withoutProvenance(entry.behavior) };
}

function withoutProvenance(behavior: Omit<MinedBehavior, 'provenance'>): MinedBehavior {
  return { ...behavior, provenance: [] };
}
