import type { Transaction } from 'kysely';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { approvalOf } from '../handbook/lifecycle.ts';
import type { ForgetCounts } from '../trajectory/trajectory-store.ts';
import { forgetSupport, tasksOfRuns } from './forget-support.ts';
import { decodeChunk, sharedTextsOf } from './encode-steps.ts';
import type { Engine } from './engine.ts';
import { keyText } from './key-text.ts';
import { unpackBytes, unpackJson } from './pack-json.ts';
import { PackWriter } from './pack-writer.ts';
import type { Schema } from './schema.ts';
import type { StoredHead } from './stored-head.ts';
import { forgetModelAnswers } from './write-model-call.ts';
import { noteForgetting } from './writer-memory.ts';

const AT_ONCE = 200;

/** A run that is to go. */
interface Doomed {
  readonly key: number;
  readonly id: string;
  readonly pack: number;
  readonly line: number;
  readonly steps: number;
}

/**
 * Deletes runs, their sub-agents' runs, and all that was made of them: steps, calls, outcomes, labels, codings, events, the
 * quotes in behaviors' evidence, and what they shared with no other run (prompts, tool definitions, call symbols).
 * Behaviors that lose all their evidence go too, with their history, unless a person approved or pinned them: then the
 * words are that person's; what is left of the support of those that stay is said by `forgetSupport`. Ids that are not there are left alone.
 *
 * @param ids - ids of trajectories
 */
export async function forgetRuns(
  trx: Transaction<Schema>,
  ids: readonly string[],
  engine: Engine,
): Promise<ForgetCounts> {
  const childrenOf = await linkedChildren(trx);
  const doomed = await withDescendants(trx, ids.map(keyText), childrenOf);
  const packs = await PackWriter.open(trx, engine, []);
  const counts = { trajectories: 0, steps: 0, labels: 0, events: 0, quotes: 0, behaviors: 0 };
  const shared = new Set<string>();
  const bereft = new Map<string, Set<string>>();
  const gone = { tasks: new Set<string>(), projects: new Set<string>() };
  for (const runs of pieces(doomed)) {
    for (const hash of await sharedBy(trx, runs)) shared.add(hash);
    const keys = runs.map(({ key }) => key);
    const names = runs.map(({ id }) => id);
    const { events } = await trx
      .selectFrom('events')
      .select(({ fn }) => fn.countAll().as('events'))
      .where('trajectory', 'in', keys)
      .executeTakeFirstOrThrow();
    const labels = await trx.deleteFrom('labels').where('trajectory_id', 'in', names).executeTakeFirst();
    const quotes = await trx
      .selectFrom('provenance')
      .select(['behavior', 'number', 'trajectory_id'])
      .where('trajectory_id', 'in', names)
      .execute();
    for (const { behavior, trajectory_id } of quotes) {
      bereft.set(behavior, (bereft.get(behavior) ?? new Set()).add(trajectory_id));
    }
    const { tasks, projects } = await tasksOfRuns(trx, keys);
    for (const task of tasks) gone.tasks.add(task);
    for (const project of projects) gone.projects.add(project);
    await trx.deleteFrom('provenance').where('trajectory_id', 'in', names).execute();
    await forgetModelAnswers(trx, names);
    await trx.deleteFrom('receipts').where('trajectory_id', 'in', names).execute();
    // A link names both: the child's, and those of children that were never read.
    const children = [...names, ...names.flatMap((id) => childrenOf.get(id) ?? [])];
    for (const some of pieces(children)) await trx.deleteFrom('links').where('child_id', 'in', some).execute();
    // Chunks, calls, codings and events go with their run.
    await trx.deleteFrom('trajectories').where('key', 'in', keys).execute();
    for (const run of runs) packs.release(run);
    counts.trajectories += runs.length;
    counts.steps += runs.reduce((sum, { steps }) => sum + steps, 0);
    counts.events += Number(events);
    counts.labels += Number(labels.numDeletedRows);
    counts.quotes += quotes.length;
  }
  await packs.flush();
  if (counts.trajectories === 0) return counts;
  await noteForgetting(trx);
  // Vectors of texts of runs and behaviors; they are made again when they are wanted.
  await trx.deleteFrom('embeddings').execute();
  counts.behaviors = await forgetBehaviors(trx, [...bereft.keys()]);
  await forgetSupport(trx, { ...gone, quoted: bereft, runs: counts.trajectories });
  await forgetShared(trx, shared);
  await trx
    .deleteFrom('actions')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('calls').select('calls.action').whereRef('calls.action', '=', 'actions.key'))),
    )
    .execute();
  return counts;
}

/** The runs of these keys and of all sub-agents that they started, whatever says so: the child's own log or its parent's. */
async function withDescendants(
  trx: Transaction<Schema>,
  keys: readonly string[],
  childrenOf: ReadonlyMap<string, readonly string[]>,
): Promise<Doomed[]> {
  const doomed = new Map<number, Doomed>();
  let next = [...new Set(keys)];
  while (next.length > 0) {
    const found: Doomed[] = [];
    for (const some of pieces(next)) {
      const rows = await trx
        .selectFrom('trajectories')
        .select(['key', 'id', 'pack', 'line', 'steps'])
        .where('id', 'in', some)
        .execute();
      // An id that another run had first names that one alone; its namesakes have ids of their own.
      found.push(...rows.filter(({ key }) => !doomed.has(key)));
    }
    for (const run of found) doomed.set(run.key, run);
    const parents = found.map(({ id }) => id);
    next = parents.flatMap((id) => childrenOf.get(id) ?? []);
    for (const some of pieces(parents)) {
      const rows = await trx.selectFrom('trajectories').select('id').where('parent_id', 'in', some).execute();
      next.push(...rows.map(({ id }) => id));
    }
  }
  return [...doomed.values()];
}

async function linkedChildren(trx: Transaction<Schema>): Promise<Map<string, string[]>> {
  const children = new Map<string, string[]>();
  for (const { child_id, body } of await trx.selectFrom('links').selectAll().execute()) {
    const parent = keyText((unpackJson(body) as { parentId: string }).parentId);
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [child_id]);
    else known.push(child_id);
  }
  return children;
}

/** Hashes of the shared values that runs refer to: tool definitions, instructions, long texts of prompts. */
async function sharedBy(trx: Transaction<Schema>, runs: readonly Doomed[]): Promise<Set<string>> {
  const packs = new Map<number, string[]>();
  const chunks = await trx
    .selectFrom('chunks')
    .select(['trajectory', 'steps', 'bytes'])
    .where(
      'trajectory',
      'in',
      runs.map(({ key }) => key),
    )
    .orderBy('trajectory')
    .orderBy('number')
    .execute();
  const chunksOf = Map.groupBy(chunks, ({ trajectory }) => trajectory);
  const hashes = new Set<string>();
  for (const { key, pack, line, steps } of runs) {
    let lines = packs.get(pack);
    if (lines === undefined) {
      const { bytes } = await trx.selectFrom('packs').select('bytes').where('key', '=', pack).executeTakeFirstOrThrow();
      lines = unpackBytes(bytes).toString('utf8').split('\n');
      packs.set(pack, lines);
    }
    const head = JSON.parse(lines[line] ?? '{}') as Partial<StoredHead>;
    for (const hash of [head.tools, head.instructions]) if (hash !== undefined) hashes.add(hash);
    const packed = lines[line + 1] ?? '';
    const own = chunksOf.get(key) ?? (packed === '' ? [] : [{ steps, bytes: Buffer.from(packed) }]);
    for (const hash of sharedTextsOf(own.flatMap((chunk) => decodeChunk(chunk).steps))) hashes.add(hash);
  }
  return hashes;
}

/** Deletes those shared values that no run refers to any more. */
async function forgetShared(trx: Transaction<Schema>, hashes: Set<string>): Promise<void> {
  let last = 0;
  while (hashes.size > 0) {
    const runs = await trx
      .selectFrom('trajectories')
      .select(['key', 'id', 'pack', 'line', 'steps'])
      .where('key', '>', last)
      .orderBy('key')
      .limit(AT_ONCE)
      .execute();
    if (runs.length === 0) break;
    for (const hash of await sharedBy(trx, runs)) hashes.delete(hash);
    last = runs.at(-1)!.key;
  }
  for (const some of pieces([...hashes])) {
    const keys = some.map((hash) => Buffer.from(hash, 'hex'));
    await trx.deleteFrom('blobs').where('hash', 'in', keys).execute();
  }
}

/** Of behaviors that lost evidence, deletes those that have none left and that no person stands for. */
async function forgetBehaviors(trx: Transaction<Schema>, ids: readonly string[]): Promise<number> {
  let deleted = 0;
  for (const some of pieces(ids)) {
    const supported = await trx
      .selectFrom('provenance')
      .select('behavior')
      .distinct()
      .where('behavior', 'in', some)
      .execute();
    const kept = new Set(supported.map(({ behavior }) => behavior));
    const gone = some.filter((id) => !kept.has(id));
    if (gone.length === 0) continue;
    const bereft = await trx
      .selectFrom('behaviors')
      .select(['id', 'body'])
      .where('id', 'in', gone)
      .where('status', '!=', 'active')
      .where('pinned', '=', 0)
      .execute();
    const doomed = bereft.filter(({ body }) => !isApproved(unpackJson(body) as MinedBehavior)).map(({ id }) => id);
    if (doomed.length === 0) continue;
    const { numDeletedRows } = await trx.deleteFrom('behaviors').where('id', 'in', doomed).executeTakeFirst();
    deleted += Number(numDeletedRows);
  }
  return deleted;
}

/** On trial or stale, in words that somebody approved: they come back as they are. */
function isApproved(behavior: MinedBehavior): boolean {
  return behavior.status !== 'archived' && approvalOf(behavior) === 'holds';
}

function* pieces<T>(list: readonly T[]): Generator<T[]> {
  for (let i = 0; i < list.length; i += AT_ONCE) yield list.slice(i, i + AT_ONCE);
}
