import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

const AT_ONCE = 200;

/** Writes vectors over older ones of the same model and text. */
export async function writeEmbeddings(
  trx: Transaction<Schema>,
  model: string,
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  for (const [text_hash, numbers] of vectors) {
    const vector = bytesOf(numbers);
    await trx
      .insertInto('embeddings')
      .values({ model, text_hash, vector })
      .onConflict((conflict) => conflict.columns(['model', 'text_hash']).doUpdateSet({ vector }))
      .execute();
  }
}

/** The vectors that are known, by hash of the text. */
export async function readEmbeddings(
  db: Kysely<Schema>,
  model: string,
  textHashes: readonly string[],
): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  for (let i = 0; i < textHashes.length; i += AT_ONCE) {
    const rows = await db
      .selectFrom('embeddings')
      .select(['text_hash', 'vector'])
      .where('model', '=', model)
      .where('text_hash', 'in', textHashes.slice(i, i + AT_ONCE))
      .execute();
    for (const { text_hash, vector } of rows) found.set(text_hash, numbersOf(vector));
  }
  return found;
}

function bytesOf(numbers: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => bytes.writeFloatLE(number, 4 * i));
  return bytes;
}

function numbersOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
