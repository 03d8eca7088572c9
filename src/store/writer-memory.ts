import type { Transaction } from 'kysely';
import { sha256 } from '../core/content-key.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { EncodedAction, EncodedBlob } from './encoded-batch.ts';
import { SKIP_KNOWN, type Engine } from './engine.ts';
import { keyText } from './key-text.ts';
import { packJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

/** What a store remembers between writes to spare itself look-ups. Forget it when a transaction failed. */
export interface WriterMemory {
  /** Key of each action by its hash. */
  readonly actions: Map<string, number>;
  /** Hashes of blobs that are stored. */
  readonly blobs: Set<string>;
  /** Ids of sources whose last run was stored under another id, and that id. */
  readonly renamed: Map<string, string>;
  /** Formats that runs in the store were read from, or more. */
  readonly formats: Set<string>;
  /** How often runs were forgotten in this store, by any process; see {@link refreshMemory}. */
  forgettings?: string;
}

const REMEMBERED = 50_000;
const LOOKUP_SIZE = 500;

/** A memory of nothing. */
export function writerMemory(): WriterMemory {
  return { actions: new Map(), blobs: new Set(), renamed: new Map(), formats: new Set() };
}

/** Forgets what may have been rolled back. Names of runs stay: they hold whatever became of the last batch. */
export function forget(memory: WriterMemory): void {
  memory.actions.clear();
  memory.blobs.clear();
  memory.formats.clear();
}

/** Stores the blobs that are not there yet. */
export async function writeBlobs(
  trx: Transaction<Schema>,
  blobs: readonly EncodedBlob[],
  engine: Engine,
  memory: WriterMemory,
): Promise<void> {
  const fresh = blobs.filter(({ hash }) => !memory.blobs.has(hash));
  if (memory.blobs.size > REMEMBERED) memory.blobs.clear();
  for (const { hash } of fresh) memory.blobs.add(hash);
  const rows = fresh.map(({ hash, bytes }) => ({ hash: Buffer.from(hash, 'hex'), bytes }));
  await engine.insert(trx, 'blobs', rows, SKIP_KNOWN);
}

/** The key of each action, in order; those that are not there yet are stored. */
export async function actionKeys(
  trx: Transaction<Schema>,
  actions: readonly EncodedAction[],
  engine: Engine,
  memory: WriterMemory,
): Promise<number[]> {
  const hashes = actions.map(({ name, symbol, fields }) => sha256(JSON.stringify([name, symbol, fields]), 32));
  const fresh = hashes.flatMap((hash, i) => (memory.actions.has(hash) ? [] : [{ hash, action: actions[i]! }]));
  if (fresh.length > 0) {
    if (memory.actions.size > REMEMBERED) memory.actions.clear();
    const wanted = memory.actions.size === 0 ? hashes.map((hash, i) => ({ hash, action: actions[i]! })) : fresh;
    const rows = wanted.map(({ hash, action: { name, symbol, fields } }) => ({
      hash: Buffer.from(hash, 'hex'),
      name: keyText(name),
      body: packJson({ name, symbol, fields: JSON.parse(fields) as string[] }),
    }));
    await engine.insert(trx, 'actions', rows, SKIP_KNOWN);
    for (let i = 0; i < wanted.length; i += LOOKUP_SIZE) {
      const some = wanted.slice(i, i + LOOKUP_SIZE).map(({ hash }) => Buffer.from(hash, 'hex'));
      const stored = await trx.selectFrom('actions').select(['key', 'hash']).where('hash', 'in', some).execute();
      for (const { key, hash } of stored) memory.actions.set(Buffer.from(hash).toString('hex'), key);
    }
  }
  return hashes.map((hash) => memory.actions.get(hash)!);
}

const FORMATS = 'formats';
const FORGETTINGS = 'forgettings';

/**
 * To be called first in a transaction that writes runs: what others changed in the store is taken note of.
 *
 * @returns whether runs were forgotten, so that what an encoder sent before may be gone
 */
export async function refreshMemory(trx: Transaction<Schema>, memory: WriterMemory): Promise<boolean> {
  const rows = await trx.selectFrom('meta').selectAll().where('name', 'in', [FORMATS, FORGETTINGS]).execute();
  const { [FORMATS]: formats = '[]', [FORGETTINGS]: forgettings = '0' } = Object.fromEntries(
    rows.map(({ name, value }) => [name, value]),
  );
  const forgotten = memory.forgettings !== undefined && memory.forgettings !== forgettings;
  if (forgotten) forget(memory);
  memory.forgettings = forgettings;
  for (const format of JSON.parse(formats) as string[]) memory.formats.add(format);
  return forgotten;
}

/** Notes that runs of a format come into the store. */
export async function addFormat(trx: Transaction<Schema>, format: string, memory: WriterMemory): Promise<void> {
  memory.formats.add(format);
  await putMeta(trx, FORMATS, JSON.stringify([...memory.formats].sort()));
}

/** Notes that runs were deleted, and with them shared values and actions that others may remember as stored. */
export async function noteForgetting(trx: Transaction<Schema>): Promise<void> {
  const row = await trx.selectFrom('meta').select('value').where('name', '=', FORGETTINGS).executeTakeFirst();
  await putMeta(trx, FORGETTINGS, String(Number(row?.value ?? 0) + 1));
}

async function putMeta(trx: Transaction<Schema>, name: string, value: string): Promise<void> {
  await trx
    .insertInto('meta')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/**
 * Makes sure that all shared values of a batch are stored: an encoder leaves out those that it sent before.
 *
 * @throws EthogramError `store-unavailable` when some were forgotten since
 */
export async function requireShared(
  trx: Transaction<Schema>,
  hashes: readonly string[],
  memory: WriterMemory,
): Promise<void> {
  const unsure = hashes.filter((hash) => !memory.blobs.has(hash));
  for (let i = 0; i < unsure.length; i += LOOKUP_SIZE) {
    const some = unsure.slice(i, i + LOOKUP_SIZE);
    const keys = some.map((hash) => Buffer.from(hash, 'hex'));
    const { stored } = await trx
      .selectFrom('blobs')
      .select(({ fn }) => fn.countAll().as('stored'))
      .where('hash', 'in', keys)
      .executeTakeFirstOrThrow();
    if (Number(stored) < some.length) {
      throw new EthogramError('store-unavailable', 'found runs forgotten meanwhile that shared texts with these', {
        hint: 'import again: what is there is not read twice',
      });
    }
    for (const hash of some) memory.blobs.add(hash);
  }
}
