import { sql, type Kysely, type Transaction } from 'kysely';
import { EthogramError } from '../core/ethogram-error.ts';
import type { OutcomeRecord, Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { claimModelCall, modelCallOwner, prolongModelClaims, releaseModelCall } from './claim-model-call.ts';
import { gatherWrites } from './gather-writes.ts';
import { itemEncoder } from './item-encoder.ts';
import { readDigests, readUndigested, writeDigests } from './read-digests.ts';
import type { Engine } from './engine.ts';
import { findHeads, type HeadSource } from './find-heads.ts';
import { forgetRuns } from './forget-runs.ts';
import { keyText } from './key-text.ts';
import { readLabels } from './label-rows.ts';
import { MIGRATIONS } from './migrate.ts';
import { unpackJson } from './pack-json.ts';
import { packReader } from './pack-reader.ts';
import { behaviorReader } from './behavior-reader.ts';
import { readCalls } from './read-calls.ts';
import { readEventMarks } from './read-event-marks.ts';
import { readCodings, readEvents } from './read-events.ts';
import { readUncoded } from './read-uncoded.ts';
import { readSteps } from './read-steps.ts';
import type { Schema } from './schema.ts';
import { sharedValues } from './shared-values.ts';
import type { Store, StoreInfo } from './store.ts';
import { runHeadOf, summaryOf } from './stored-head.ts';
import { readHandbookStamp } from './read-handbook-stamp.ts';
import { writeBehaviors } from './write-behaviors.ts';
import { writeCodings } from './write-codings.ts';
import { readModelAnswer, readModelCalls, writeModelCall } from './write-model-call.ts';
import { readDecisions, readNotes, writeDecisions, writeNotes } from './write-notes.ts';
import { readEmbeddings, writeEmbeddings } from './write-embeddings.ts';
import { readReceipts, writeReceipts } from './write-receipts.ts';
import { writeItems } from './write-items.ts';
import { writeOutcomes } from './write-outcomes.ts';
import { forget, refreshMemory, writerMemory } from './writer-memory.ts';

/** A {@link Store} on a database whose layout is up to date. */
export function sqlStore(engine: Engine): Store {
  const memory = writerMemory();
  const shared = sharedValues(engine.db);
  const packs = packReader();
  let encode = itemEncoder();
  let closed = false;

  const reader = (): Kysely<Schema> => {
    if (closed) throw new EthogramError('store-closed', `${engine.location}: the store was used after it was closed`);
    return engine.db;
  };
  const writeNow = async <T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> => {
    try {
      reader();
      return await engine.transaction(work);
    } catch (error) {
      forget(memory);
      encode = itemEncoder();
      throw storeError(error, engine);
    }
  };
  // One write at a time: what is remembered between writes must not run ahead of what is committed.
  let turn: Promise<unknown> = Promise.resolve();
  const write = <T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> => {
    const written = turn.then(() => writeNow(work));
    turn = written.catch(() => {});
    return written;
  };
  const writeSmall = gatherWrites(write);
  async function* reading<T>(rows: (db: Kysely<Schema>, heads: HeadSource) => AsyncIterable<T>): AsyncGenerator<T> {
    try {
      const db = reader();
      yield* rows(db, { db, packs });
    } catch (error) {
      throw storeError(error, engine);
    }
  }
  const one = async <T>(answer: (db: Kysely<Schema>) => Promise<T>): Promise<T> => {
    try {
      return await answer(reader());
    } catch (error) {
      throw storeError(error, engine);
    }
  };
  async function* read(filter: TrajectoryFilter = {}): AsyncGenerator<Trajectory> {
    const again = (id: string): AsyncIterable<Trajectory> => read({ ids: [id] });
    yield* reading((db, heads) => readSteps(db, findHeads(heads, filter), { shared, again }));
  }

  return {
    put: async (items) =>
      write(async (trx) => {
        if (await refreshMemory(trx, memory)) encode = itemEncoder();
        return writeItems(trx, encode(items), { engine, memory });
      }),
    putEncoded: async (batch) =>
      write(async (trx) => {
        await refreshMemory(trx, memory);
        return writeItems(trx, batch, { engine, memory });
      }),
    async *list(filter = {}) {
      for await (const row of reading((_, heads) => findHeads(heads, filter))) yield summaryOf(row);
    },
    async *heads(filter = {}) {
      for await (const row of reading((_, heads) => findHeads(heads, filter))) yield runHeadOf(row);
    },
    read,
    async get(id) {
      for await (const trajectory of read({ ids: [id] })) return trajectory;
      const told = await one((db) => idOfAlias(db, id));
      if (told === undefined) return undefined;
      for await (const trajectory of read({ ids: [told] })) return trajectory;
      return undefined;
    },
    labels: (filter = {}) => reading((db) => readLabels(db, filter)),
    addOutcome: async (trajectoryId, ...outcomes) => write((trx) => addOutcomes(trx, trajectoryId, outcomes)),
    async forget(ids) {
      const counts = await write((trx) => forgetRuns(trx, ids, engine));
      forget(memory);
      encode = itemEncoder();
      if (counts.trajectories > 0) await one(async () => engine.erase());
      return counts;
    },
    calls: (filter = {}) => reading((_, heads) => readCalls(heads, filter)),
    putCodings: async (batch) => write((trx) => writeCodings(trx, batch, engine)),
    uncoded: async (codebooks, detector) => one((db) => readUncoded(db, codebooks, detector)),
    events: (filter = {}) => reading((db) => readEvents(db, filter)),
    eventMarks: (filter = {}) => reading((db) => readEventMarks(db, filter)),
    codings: (filter = {}) => reading((db) => readCodings(db, filter)),
    putBehaviors: async (behaviors, change) => write((trx) => writeBehaviors(trx, behaviors, change, engine)),
    updateBehaviors: async (work) =>
      write(async (trx) => {
        const { changed, change, result } = await work(behaviorReader((query) => query(trx)));
        await writeBehaviors(trx, changed, change, engine);
        return result;
      }),
    ...behaviorReader(one),
    handbookStamp: async () => one((db) => readHandbookStamp(db)),
    undigested: async (version) => one((db) => readUndigested(db, version)),
    putDigests: async (digests, version) => write((trx) => writeDigests(trx, digests, { version, engine })),
    digests: (version) => reading((_, heads) => readDigests(heads, version)),
    modelAnswer: async (promptHash) => one((db) => readModelAnswer(db, promptHash)),
    putModelCall: async (call, answered) => writeSmall((trx) => writeModelCall(trx, call, answered, engine)),
    claimModelCall: async (promptHash, claim) => writeSmall((trx) => claimModelCall(trx, promptHash, claim)),
    modelCallOwner: async (promptHash, nowMs) => one((db) => modelCallOwner(db, promptHash, nowMs)),
    prolongModelClaims: async (claim) => writeSmall((trx) => prolongModelClaims(trx, claim)),
    releaseModelCall: async (promptHash, owner) => writeSmall((trx) => releaseModelCall(trx, promptHash, owner)),
    modelCalls: () => reading((db) => readModelCalls(db)),
    putNotes: async (kind, notes) => write((trx) => writeNotes(trx, kind, notes)),
    notes: (kind, filter = {}) => reading((db) => readNotes(db, kind, filter)),
    putDecisions: async (kind, decisions) => write((trx) => writeDecisions(trx, kind, decisions)),
    decisions: async (kind, names) => one((db) => readDecisions(db, kind, names)),
    putReceipts: async (receipts) => write((trx) => writeReceipts(trx, receipts)),
    receipts: (filter = {}) => reading((db) => readReceipts(db, filter)),
    putEmbeddings: async (model, vectors) => write((trx) => writeEmbeddings(trx, model, vectors)),
    embeddings: async (model, textHashes) => one((db) => readEmbeddings(db, model, textHashes)),
    info: async () => one((db) => storeInfo(db, engine)),
    async close() {
      if (closed) return;
      closed = true;
      await engine.db.destroy();
      await engine.close();
    },
  };
}

/** What the database says is wrong, as an error of ours. */
function storeError(error: unknown, { location }: Engine): EthogramError {
  if (error instanceof EthogramError) return error;
  return new EthogramError('store-unavailable', `${location}: ${(error as Error).message}`, {
    hint: 'is the place writable, is there room, is the server running?',
    cause: error,
  });
}

/** The id of the run that another format told under this one. Keys of long ids find nothing. */
async function idOfAlias(db: Kysely<Schema>, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('aliases as a')
    .innerJoin('trajectories as t', 't.key', 'a.trajectory')
    .select('t.id')
    .where('a.id', '=', keyText(id))
    .executeTakeFirst();
  return row?.id;
}

async function addOutcomes(
  trx: Transaction<Schema>,
  trajectoryId: string,
  outcomes: readonly OutcomeRecord[],
): Promise<void> {
  const find = async (id: string): Promise<{ key: number; outcomes: Uint8Array } | undefined> =>
    trx.selectFrom('trajectories').select(['key', 'outcomes']).where('id', '=', id).executeTakeFirst();
  const told = async (): Promise<string> => (await idOfAlias(trx, trajectoryId)) ?? '';
  const row = (await find(keyText(trajectoryId))) ?? (await find(await told()));
  if (row === undefined) {
    throw new EthogramError('not-found', `${trajectoryId}: found no such trajectory, expected one in the store`, {
      hint: 'ethogram show lists them',
    });
  }
  const stored = unpackJson(row.outcomes) as OutcomeRecord[];
  const texts = new Set(stored.map((outcome) => JSON.stringify(outcome)));
  const added = outcomes.filter((outcome) => !texts.has(JSON.stringify(outcome)));
  if (added.length > 0) await writeOutcomes(trx, row.key, [...stored, ...added]);
}

async function storeInfo(db: Kysely<Schema>, engine: Engine): Promise<StoreInfo> {
  const { rows } = await sql<
    Record<'trajectories' | 'steps' | 'tokens' | 'calls' | 'labels' | 'codings' | 'events' | 'behaviors', string>
  >`
    select count(*) as trajectories, coalesce(sum(steps), 0) as steps, coalesce(sum(tokens), 0) as tokens,
      (select count(*) from calls) as calls, (select count(*) from labels) as labels,
      (select count(*) from codings) as codings, (select count(*) from events) as events,
      (select count(*) from behaviors) as behaviors
    from trajectories`.execute(db);
  const counts = rows[0]!;
  return {
    engine: engine.name,
    version: MIGRATIONS.length,
    location: engine.location,
    bytes: await engine.bytes(),
    trajectories: Number(counts.trajectories),
    steps: Number(counts.steps),
    tokens: Number(counts.tokens),
    calls: Number(counts.calls),
    labels: Number(counts.labels),
    codings: Number(counts.codings),
    events: Number(counts.events),
    behaviors: Number(counts.behaviors),
  };
}
