import type { Kysely } from 'kysely';
import { unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

/** Finds shared values (system prompts, tool definitions) by hash. */
export type SharedValues = (hashes: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;

// Packed bytes of values kept in memory, so that the policy that opens every run of a source is read once.
const REMEMBERED_BYTES = 4_000_000;
const NONE: ReadonlyMap<string, unknown> = new Map();
const LOOKUP_SIZE = 500;

/** A {@link SharedValues} that remembers what it found last. */
export function sharedValues(db: Kysely<Schema>): SharedValues {
  let remembered = new Map<string, unknown>();
  let bytesRemembered = 0;
  return async (hashes) => {
    if (hashes.length === 0) return NONE;
    const missing = [...new Set(hashes)].filter((hash) => !remembered.has(hash));
    if (missing.length === 0) return remembered;
    const found = new Map<string, unknown>();
    for (const hash of hashes) if (remembered.has(hash)) found.set(hash, remembered.get(hash));
    if (bytesRemembered > REMEMBERED_BYTES) {
      remembered = new Map();
      bytesRemembered = 0;
    }
    for (let i = 0; i < missing.length; i += LOOKUP_SIZE) {
      const some = missing.slice(i, i + LOOKUP_SIZE).map((hash) => Buffer.from(hash, 'hex'));
      for (const { hash, bytes } of await db.selectFrom('blobs').selectAll().where('hash', 'in', some).execute()) {
        const value = unpackJson(bytes);
        const name = Buffer.from(hash).toString('hex');
        found.set(name, value);
        remembered.set(name, value);
        bytesRemembered += bytes.length;
      }
    }
    return found;
  };
}
