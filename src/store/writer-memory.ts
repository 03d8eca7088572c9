import type { Transaction } from 'kysely';
import { sha256 } from '../core/content-key.ts';
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
}

const REMEMBERED = 50_000;
const LOOKUP_SIZE = 500;

/** A memory of nothing. */
export function writerMemory(): WriterMemory {
  return { actions: new Map(), blobs: new Set(), renamed: new Map() };
}

/** Forgets what may have been rolled back. Names of runs stay: they hold whatever became of the last batch. */
export function forget(memory: WriterMemory): void {
  memory.actions.clear();
  memory.blobs.clear();
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
