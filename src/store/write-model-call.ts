import type { Kysely, Transaction } from 'kysely';
import type { ModelCallRecord, ModelCallStore, RawAnswer } from '../core/model-call-store.ts';
import { releaseModelCall } from './claim-model-call.ts';
import { SKIP_KNOWN, type Engine } from './engine.ts';
import { keyText } from './key-text.ts';
import { packJson, unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

const AT_ONCE = 500;
const NEWEST = 'on conflict (prompt_hash) do update set body = excluded.body';

/** The stored answer of a question. */
export async function readModelAnswer(db: Kysely<Schema>, promptHash: string): Promise<RawAnswer | undefined> {
  const row = await db
    .selectFrom('model_answers')
    .select('body')
    .where('prompt_hash', '=', promptHash)
    .executeTakeFirst();
  return row && (unpackJson(row.body) as RawAnswer);
}

/** Writes one call, and its answer over an older one to the same question. */
export async function writeModelCall(
  trx: Transaction<Schema>,
  call: ModelCallRecord,
  answered: Parameters<ModelCallStore['putModelCall']>[1],
  engine: Engine,
): Promise<void> {
  const { promptHash } = call;
  await engine.insert(trx, 'model_calls', [{ prompt_hash: promptHash, body: packJson(call) }]);
  if (answered === undefined) return;
  const body = packJson(answered.answer);
  await engine.insert(trx, 'model_answers', [{ prompt_hash: promptHash, body }], NEWEST);
  const subjects = [...new Set(answered.subjects.map(keyText))];
  const rows = subjects.map((trajectory_id) => ({ trajectory_id, prompt_hash: promptHash }));
  await engine.insert(trx, 'model_subjects', rows, SKIP_KNOWN);
  if (answered.owner !== undefined) await releaseModelCall(trx, promptHash, answered.owner);
}

/** Every call, oldest first. */
export async function* readModelCalls(db: Kysely<Schema>): AsyncGenerator<ModelCallRecord> {
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom('model_calls')
      .select(['key', 'body'])
      .where('key', '>', after)
      .orderBy('key')
      .limit(AT_ONCE)
      .execute();
    for (const { body } of rows) yield unpackJson(body) as ModelCallRecord;
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)!.key;
  }
}

/** Deletes what models said about runs: answers may quote them. The audit, which holds no text, stays. */
export async function forgetModelAnswers(trx: Transaction<Schema>, ids: readonly string[]): Promise<void> {
  const told = trx.selectFrom('model_subjects').select('prompt_hash').where('trajectory_id', 'in', ids);
  await trx.deleteFrom('model_answers').where('prompt_hash', 'in', told).execute();
}
