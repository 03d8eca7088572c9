import type { Kysely } from 'kysely';
import { unpackBytes } from './pack-json.ts';
import type { Schema } from './schema.ts';

/** A line of a pack, and the one after it; both empty when the pack has no such line, or the run it belonged to is gone. */
export type LinesAt = (place: { readonly pack: number; readonly line: number }) => readonly [Buffer, Buffer];

/** Fetches what is missing of some packs, and answers with the lines in them. */
export type PackReader = (db: Kysely<Schema>, packs: readonly number[]) => Promise<LinesAt>;

/** The lines of a pack, cut. */
interface OpenPack {
  readonly bytes: Buffer;
  /** Where each line begins, and where one after the last would. */
  readonly starts: readonly number[];
}

// What is open at once when runs are read in order of id and the packs of each megabyte of source were sorted by id.
const REMEMBERED_BYTES = 8_000_000;
const LOOKUP_SIZE = 50;
const NEWLINE = 10;
const NONE: OpenPack = { bytes: Buffer.alloc(0), starts: [0] };

/**
 * A {@link PackReader} that keeps the packs it used last. They never change but for lines becoming empty.
 *
 * @param rememberedBytes - how much JSON to keep
 */
export function packReader({
  rememberedBytes = REMEMBERED_BYTES,
}: { readonly rememberedBytes?: number } = {}): PackReader {
  const remembered = new Map<number, OpenPack>();
  let size = 0;
  const remember = (key: number, pack: OpenPack): void => {
    // Another reader may have fetched it meanwhile.
    size -= remembered.get(key)?.bytes.length ?? 0;
    remembered.set(key, pack);
    size += pack.bytes.length;
    for (const [oldest, { bytes }] of remembered) {
      if (size <= rememberedBytes || oldest === key) break;
      remembered.delete(oldest);
      size -= bytes.length;
    }
  };
  return async (db, packs) => {
    const open = new Map<number, OpenPack>();
    const missing: number[] = [];
    for (const key of new Set(packs)) {
      const known = remembered.get(key);
      if (known === undefined) {
        missing.push(key);
        continue;
      }
      open.set(key, known);
      remembered.delete(key);
      remembered.set(key, known);
    }
    for (let i = 0; i < missing.length; i += LOOKUP_SIZE) {
      const some = missing.slice(i, i + LOOKUP_SIZE);
      for (const { key, bytes } of await db.selectFrom('packs').selectAll().where('key', 'in', some).execute()) {
        const pack = openPack(bytes);
        open.set(key, pack);
        remember(key, pack);
      }
    }
    return ({ pack, line }) => {
      const found = open.get(pack) ?? NONE;
      return [lineOf(found, line), lineOf(found, line + 1)];
    };
  };
}

function openPack(packed: Uint8Array): OpenPack {
  const bytes = unpackBytes(packed);
  const starts = [0];
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) starts.push(at + 1);
  starts.push(bytes.length + 1);
  return { bytes, starts };
}

function lineOf({ bytes, starts }: OpenPack, line: number): Buffer {
  const start = starts[line];
  const next = starts[line + 1];
  return start === undefined || next === undefined ? NONE.bytes : bytes.subarray(start, next - 1);
}
