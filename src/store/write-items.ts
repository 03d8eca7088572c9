import type { Transaction } from 'kysely';
import type { Label, OutcomeRecord } from '../trajectory/trajectory.ts';
import { isRedactionOf } from '../trajectory/redact/is-redaction-of.ts';
import type { PutCounts } from '../trajectory/trajectory-store.ts';
import type { EncodedBatch, EncodedChunk, EncodedRun } from './encoded-batch.ts';
import { SKIP_KNOWN, type Engine } from './engine.ts';
import { compareRuns } from './compare-runs.ts';
import { keyText } from './key-text.ts';
import { KNOWN_COLUMNS, knownRun, type KnownRun } from './known-run.ts';
import { labelRows, REPLACE_LABELS } from './label-rows.ts';
import { packJson, unpackJson } from './pack-json.ts';
import type { PackPlace } from './line-packer.ts';
import type { Schema } from './schema.ts';
import { PackWriter } from './pack-writer.ts';
import { isToldBy, recogniseRun } from './recognise-run.ts';
import { runColumns } from './run-columns.ts';
import { haveEqualBytes, saysMore } from './says-more.ts';
import { plainId, storedKey, suffixed } from './stored-key.ts';
import { wholeSteps } from './whole-steps.ts';
import { writeOutcomes } from './write-outcomes.ts';
import { actionKeys, addFormat, requireShared, writeBlobs, type WriterMemory } from './writer-memory.ts';

// Ids looked up in one statement, always as many so that it is prepared once.
const LOOKUP_SIZE = 50;

/**
 * Writes a batch of encoded items in the given transaction, one item after the other as far as anyone can tell:
 *
 * - a run with a known id and the same content, or an older state of it: a duplicate (outcomes it adds are kept)
 * - one that continues a known run: its new steps are appended, revision + 1
 * - one with a known id and other content: a run of its own under `<id>~<first hex digits of its content hash>`
 * - one that another format has told before (`recogniseRun`): a duplicate, whose id becomes an alias
 */
export async function writeItems(
  trx: Transaction<Schema>,
  batch: EncodedBatch,
  { engine, memory }: { readonly engine: Engine; readonly memory: WriterMemory },
): Promise<PutCounts> {
  const actions = await actionKeys(trx, batch.actions, engine, memory);
  const packs = await PackWriter.open(trx, engine, batch.packs);
  const writer = new ItemWriter({ trx, engine, actions, memory, packs });
  await writeBlobs(trx, batch.blobs, engine, memory);
  await requireShared(trx, batch.shared, memory);
  const runs = batch.items.flatMap((item) => ('run' in item ? [item.run] : []));
  await writer.lookUp(runs.map(({ id }) => keyText(id)));
  await writer.lookUpSaid(runs);
  const labels: Label[] = [];
  for (const item of batch.items) {
    if ('run' in item) await writer.run(item.run);
    else if ('label' in item)
      labels.push({
        ...item.label,
        trajectoryId: memory.renamed.get(item.label.trajectoryId) ?? item.label.trajectoryId,
      });
    else await writer.link(item.link.childId, item.link);
  }
  await writer.flush();
  await packs.flush();
  await engine.insert(trx, 'labels', labelRows(labels), REPLACE_LABELS);
  return writer.counts;
}

/** What a batch is written with. */
interface WriteContext {
  readonly trx: Transaction<Schema>;
  readonly engine: Engine;
  readonly actions: readonly number[];
  readonly memory: WriterMemory;
  readonly packs: PackWriter;
}

class ItemWriter {
  readonly counts = { imported: 0, continued: 0, duplicates: 0, steps: 0, tokens: 0 };
  readonly #trx: Transaction<Schema>;
  readonly #engine: Engine;
  readonly #actions: readonly number[];
  readonly #memory: WriterMemory;
  readonly #packs: PackWriter;
  readonly #known = new Map<string, KnownRun[]>();
  readonly #aliases = new Map<string, KnownRun>();
  readonly #said = new Set<number>();
  /** Runs of the batch that copy one of another format: its key by id. */
  readonly #copies = new Map<string, number>();
  readonly #links = new Map<string, Schema['links']>();
  #pending = new Map<string, { readonly run: EncodedRun; readonly suffix: string | null }>();
  readonly #pendingSuffixed = new Set<string>();

  constructor({ trx, engine, actions, memory, packs }: WriteContext) {
    this.#trx = trx;
    this.#engine = engine;
    this.#actions = actions;
    this.#memory = memory;
    this.#packs = packs;
  }

  async lookUp(ids: readonly string[]): Promise<void> {
    const distinct = [...new Set(ids)];
    await this.#lookUpAliases(distinct);
    for (let i = 0; i < distinct.length; i += LOOKUP_SIZE) {
      const some = Array.from({ length: LOOKUP_SIZE }, (_, j) => distinct[Math.min(i + j, distinct.length - 1)]!);
      const rows = await this.#trx
        .selectFrom('trajectories as t')
        .select(KNOWN_COLUMNS)
        .where((where) => where.or([where('t.id', 'in', some), where('t.origin', 'in', some)]))
        .orderBy('t.key')
        .execute();
      for (const { origin, ...row } of rows) this.#remember(origin, knownRun(row));
    }
  }

  /** Most new runs say what none did. */
  async lookUpSaid(runs: readonly EncodedRun[]): Promise<void> {
    const numbers = [...new Set(runs.map(({ messages }) => messages))];
    for (let i = 0; i < numbers.length; i += LOOKUP_SIZE) {
      const some = Array.from({ length: LOOKUP_SIZE }, (_, j) => numbers[Math.min(i + j, numbers.length - 1)]!);
      const rows = this.#trx.selectFrom('trajectories').select('messages').distinct().where('messages', 'in', some);
      for (const { messages } of await rows.execute()) this.#said.add(messages);
    }
  }

  /** Ids under which another format told a stored run stand for that run. */
  async #lookUpAliases(ids: readonly string[]): Promise<void> {
    if (this.#memory.formats.size < 2) return;
    for (let i = 0; i < ids.length; i += LOOKUP_SIZE) {
      const rows = await this.#trx
        .selectFrom('aliases as a')
        .innerJoin('trajectories as t', 't.key', 'a.trajectory')
        .select([...KNOWN_COLUMNS, 'a.id as alias'])
        .where('a.id', 'in', ids.slice(i, i + LOOKUP_SIZE))
        .execute();
      for (const { alias, origin: _, ...row } of rows) this.#aliases.set(alias, knownRun(row));
    }
  }

  // Under its source's id, and under the store's, by which an export of the store names it.
  #remember(origin: string | null, known: KnownRun): void {
    for (const id of origin === null ? [known.id] : [known.id, origin]) {
      const others = this.#known.get(id);
      if (others === undefined) this.#known.set(id, [known]);
      else if (!others.some(({ key }) => key === known.key)) others.push(known);
    }
  }

  async run(run: EncodedRun): Promise<void> {
    const id = keyText(run.id);
    if (this.#pending.has(id) || this.#pendingSuffixed.has(id)) await this.flush();
    const candidates = this.#known.get(id) ?? [];
    const same = candidates.find(({ contentHash }) => contentHash === run.contentHash);
    if (same !== undefined)
      return (await this.#saysMore(same, run)) ? this.#continue(same, run, 0) : this.#duplicate(same, run);
    for (const known of candidates) {
      const stored = await this.#chunksOf(known);
      const { relation, sharedChunks } = compareRuns(stored, await this.#chunksOfNew(run));
      if (relation === 'older') return this.#duplicate(known, run);
      if (relation === 'grew') return this.#continue(known, run, run.chunks.length === 0 ? 0 : sharedChunks);
      if (await this.#isRedactedOtherwise(known, run)) {
        return run.steps < known.steps ? this.#duplicate(known, run) : this.#continue(known, run, 0);
      }
    }
    if (candidates.length === 0 && (await this.#isToldAgain(run, id))) return;
    const suffix = candidates.length === 0 ? null : await this.#freeSuffix(run);
    if (typeof suffix === 'object' && suffix !== null) return this.#duplicate(suffix, run);
    if (suffix !== null) this.#pendingSuffixed.add(storedKey(run.id, suffix));
    this.#nameLabels(run.id, suffixed(run.id, suffix));
    this.counts.imported++;
    this.counts.steps += run.steps;
    this.counts.tokens += run.tokens;
    this.#packs.keep(this.#packs.placeOf(run));
    this.#pending.set(id, { run, suffix });
  }

  /**
   * What tells a run from others of its id: eight digits, unless another run with the same id and the same eight digits
   * came first. Or the run itself, when it was read from an export of another store and so has that id and no origin.
   */
  async #freeSuffix({ id, contentHash }: EncodedRun): Promise<string | KnownRun> {
    for (let length = 8; ; length += 8) {
      const suffix = contentHash.slice(0, length);
      const stored = storedKey(id, suffix);
      if (!this.#known.has(stored)) await this.lookUp([stored]);
      const taken = this.#known.get(stored)?.find((known) => known.id === stored);
      if (taken === undefined) return suffix;
      if (taken.contentHash === contentHash) return taken;
    }
  }

  /** Whether a run with the steps of a known one brings facts about it that came later: an end, a summary. */
  async #saysMore(known: KnownRun, run: EncodedRun): Promise<boolean> {
    const [stored, storedSteps] = await this.#packs.linesAt(known);
    const [next, nextSteps] = await this.#packs.linesAt(this.#packs.placeOf(run));
    const chunks = run.chunks.length === 0 ? [] : await this.#chunksOf(known);
    const isEqual = stored === next && storedSteps === nextSteps && haveEqualBytes(chunks, run.chunks);
    return (
      !isEqual &&
      saysMore({ head: stored, steps: storedSteps, chunks }, { head: next, steps: nextSteps, chunks: run.chunks })
    );
  }

  /** Whether this is the run, imported once with its secrets and once without: then the later import counts. */
  async #isRedactedOtherwise(known: KnownRun, run: EncodedRun): Promise<boolean> {
    const { source } = (await this.#packs.headAt(known)).run;
    if ((source.redaction !== 'off') === run.redacted) return false;
    const stored = await wholeSteps(this.#trx, await this.#chunksOf(known));
    const next = await wholeSteps(this.#trx, await this.#chunksOfNew(run));
    return run.redacted ? isRedactionOf(next, stored) : isRedactionOf(stored, next);
  }

  /** Whether another format told this run before: then its id is an alias, and nothing else of it is stored. */
  async #isToldAgain(run: EncodedRun, id: string): Promise<boolean> {
    if (!this.#memory.formats.has(run.format)) await addFormat(this.#trx, run.format, this.#memory);
    if (this.#memory.formats.size < 2) return false;
    const chunksOf = async (key: number | undefined): Promise<readonly EncodedChunk[]> =>
      key === undefined ? this.#chunksOfNew(run) : this.#chunksOf(await this.#knownOf(key));
    let told = this.#aliases.get(id);
    if (told === undefined || !(await isToldBy(this.#trx, told.key, run, chunksOf))) {
      // Those that wait may be what it tells again.
      if (this.#mayWait(run)) await this.flush();
      if (!this.#said.has(run.messages)) return false;
      const recognised = await recogniseRun(this.#trx, run, { formats: this.#memory.formats, chunksOf });
      if (recognised === undefined) return false;
      if (recognised.relation === 'copy') {
        this.#copies.set(id, recognised.key);
        return false;
      }
      told = await this.#knownOf(recognised.key);
      this.#aliases.set(id, told);
      const alias = { id, trajectory: told.key, format: keyText(run.format) };
      await this.#engine.insert(this.#trx, 'aliases', [alias], SKIP_KNOWN);
    }
    await this.#duplicate(told, run);
    return true;
  }

  #mayWait({ messages, format }: EncodedRun): boolean {
    return this.#pending.values().some(({ run }) => run.messages === messages && run.format !== format);
  }

  async #knownOf(key: number): Promise<KnownRun> {
    const row = await this.#trx
      .selectFrom('trajectories as t')
      .select(KNOWN_COLUMNS)
      .where('t.key', '=', key)
      .executeTakeFirstOrThrow();
    return knownRun(row);
  }

  async link(
    childId: string,
    { parentId, callId }: { readonly parentId: string; readonly callId: string },
  ): Promise<void> {
    const child = keyText(childId);
    if (!this.#links.has(child)) this.#links.set(child, { child_id: child, body: packJson({ parentId, callId }) });
  }

  /** Inserts the new runs that wait. Links, which may come before or after their child, are first come, first kept. */
  async flush(): Promise<void> {
    const waiting = [...this.#pending.values()];
    this.#pending = new Map();
    this.#pendingSuffixed.clear();
    await this.#engine.insert(this.#trx, 'links', [...this.#links.values()], SKIP_KNOWN);
    this.#links.clear();
    if (waiting.length === 0) return;
    const first = await this.#insertRuns(waiting);
    const chunks: Schema['chunks'][] = [];
    const calls: Schema['calls'][] = [];
    for (const [i, { run, suffix }] of waiting.entries()) {
      this.#said.add(run.messages);
      const key = first + i;
      for (const [number, { steps, bytes }] of run.chunks.entries())
        chunks.push({ trajectory: key, number, steps, bytes });
      this.#pushCalls(calls, key, run);
      const { contentHash, revision, steps, tokens, outcomes } = run;
      this.#remember(suffix === null ? null : keyText(run.id), {
        key,
        id: storedKey(run.id, suffix),
        suffix,
        revision,
        contentHash,
        steps,
        tokens,
        outcomes,
        ...this.#packs.placeOf(run),
      });
    }
    await this.#engine.insert(this.#trx, 'chunks', chunks);
    await this.#engine.insert(this.#trx, 'calls', calls);
    const copies = waiting.flatMap(({ run }, i) => {
      const original = this.#copies.get(keyText(run.id));
      return original === undefined ? [] : [{ trajectory: first + i, original }];
    });
    await this.#engine.insert(this.#trx, 'copies', copies);
  }

  /** Numbers and inserts runs. Writers take turns, so no one else takes the same numbers. */
  async #insertRuns(runs: readonly { readonly run: EncodedRun; readonly suffix: string | null }[]): Promise<number> {
    const { last } = await this.#trx
      .selectFrom('trajectories')
      .select(({ fn }) => fn.max('key').as('last'))
      .executeTakeFirstOrThrow();
    const first = (last ?? 0) + 1;
    const rows = runs.map(({ run, suffix }, i) => ({
      key: first + i,
      id: storedKey(run.id, suffix),
      origin: suffix === null ? null : keyText(run.id),
      suffix,
      revision: run.revision,
      ...runColumns(run),
      ...this.#packs.placeOf(run),
      success: run.success === undefined ? null : Number(run.success),
      outcomes: run.outcomes,
      messages: run.messages,
    }));
    await this.#engine.insert(this.#trx, 'trajectories', rows);
    return first;
  }

  async #duplicate(known: KnownRun, run: EncodedRun): Promise<void> {
    this.counts.duplicates++;
    this.#packs.release(this.#packs.placeOf(run));
    this.#nameLabels(run.id, plainId(run.id, known));
    await this.#addOutcomes(known, run, false);
  }

  async #continue(known: KnownRun, run: EncodedRun, sharedChunks: number): Promise<void> {
    const key = known.key;
    const revision = known.revision + 1;
    const place = this.#packs.placeOf(run);
    this.#packs.keep(place);
    this.#packs.release(known);
    this.counts.continued++;
    this.#said.add(run.messages);
    this.counts.steps += Math.max(0, run.steps - known.steps);
    this.counts.tokens += Math.max(0, run.tokens - known.tokens);
    this.#nameLabels(run.id, plainId(run.id, known));
    await this.#trx.deleteFrom('chunks').where('trajectory', '=', key).where('number', '>=', sharedChunks).execute();
    const chunks = run.chunks
      .map(({ steps, bytes }, number) => ({ trajectory: key, number, steps, bytes }))
      .slice(sharedChunks);
    await this.#engine.insert(this.#trx, 'chunks', chunks);
    await this.#trx.deleteFrom('calls').where('trajectory', '=', key).execute();
    const calls: Schema['calls'][] = [];
    this.#pushCalls(calls, key, run);
    await this.#engine.insert(this.#trx, 'calls', calls);
    await this.#trx
      .updateTable('trajectories')
      .set({ ...runColumns(run), ...place, messages: run.messages, revision })
      .where('key', '=', key)
      .execute();
    Object.assign(known, { revision, contentHash: run.contentHash, steps: run.steps, tokens: run.tokens, ...place });
    await this.#addOutcomes(known, run, true);
  }

  async #addOutcomes(known: KnownRun, run: EncodedRun, grew: boolean): Promise<void> {
    if (Buffer.compare(known.outcomes, run.outcomes) === 0) return;
    const stored = unpackJson(known.outcomes) as OutcomeRecord[];
    const given = unpackJson(run.outcomes) as OutcomeRecord[];
    // What was derived from an earlier state of the run is not true of this one.
    const kept = grew ? stored.filter(({ by }) => by !== 'derived') : stored;
    const texts = new Set(kept.map((outcome) => JSON.stringify(outcome)));
    const added = given.filter((outcome) => !texts.has(JSON.stringify(outcome)));
    if (added.length === 0 && kept.length === stored.length) return;
    known.outcomes = await writeOutcomes(this.#trx, known.key, [...kept, ...added]);
  }

  /** Labels name the id that their source gives; they belong to the run of that id that came last. */
  #nameLabels(sourceId: string, id: string): void {
    if (id === sourceId) this.#memory.renamed.delete(sourceId);
    else this.#memory.renamed.set(sourceId, id);
  }

  async #chunksOf({ key, steps, ...place }: KnownRun): Promise<readonly EncodedChunk[]> {
    const chunks = await this.#trx
      .selectFrom('chunks')
      .select(['steps', 'bytes'])
      .where('trajectory', '=', key)
      .orderBy('number')
      .execute();
    return chunks.length > 0 ? chunks : [await this.#packedSteps(place, steps)];
  }

  async #chunksOfNew(run: EncodedRun): Promise<readonly EncodedChunk[]> {
    return run.chunks.length > 0 ? run.chunks : [await this.#packedSteps(this.#packs.placeOf(run), run.steps)];
  }

  async #packedSteps(place: PackPlace, steps: number): Promise<EncodedChunk> {
    return { steps, bytes: await this.#packs.stepsAt(place) };
  }

  #pushCalls(rows: Schema['calls'][], trajectory: number, { calls }: EncodedRun): void {
    for (let i = 0; i + 3 < calls.length; i += 4) {
      rows.push({
        trajectory,
        step: calls[i]!,
        part: calls[i + 1]!,
        action: this.#actions[calls[i + 2]!]!,
        error: calls[i + 3]!,
      });
    }
  }
}
