import type { Transaction } from 'kysely';
import { packJsonText, unpackBytes } from './pack-json.ts';
import type { PackPlace } from './line-packer.ts';
import type { Engine } from './engine.ts';
import type { Schema } from './schema.ts';
import type { StoredHead } from './stored-head.ts';

// Runs of a batch lie in its packs, and known ones in those of the store, in another order than they come.
const MOST_UNPACKED = 256;

/**
 * The packs of a batch on their way into the store. A line in the store belongs to a run, or is empty: what a batch brings
 * of runs that are known already is left out, and the lines of a state that a run has outgrown are emptied. So whoever
 * deletes a run has only to `release` its lines, and nothing of its text is left. Rows of packs are never deleted, even when
 * nothing is left in them: a number that was used again could be taken for the pack that a reader remembers.
 */
export class PackWriter {
  readonly #trx: Transaction<Schema>;
  readonly #engine: Engine;
  readonly #fresh: readonly Uint8Array[];
  readonly #first: number;
  /** Lines of the batch's packs at which a run begins that is kept, by key of the pack. */
  readonly #kept = new Map<number, Set<number>>();
  /** Lines to be empty, by key of the pack. */
  readonly #released = new Map<number, Set<number>>();
  readonly #unpacked = new Map<number, readonly string[]>();

  private constructor(trx: Transaction<Schema>, engine: Engine, fresh: readonly Uint8Array[], first: number) {
    this.#trx = trx;
    this.#engine = engine;
    this.#fresh = fresh;
    this.#first = first;
  }

  /** Numbers the packs of a batch. Writers take turns, so no one else takes the same numbers. */
  static async open(trx: Transaction<Schema>, engine: Engine, packs: readonly Uint8Array[]): Promise<PackWriter> {
    const { last } = await trx
      .selectFrom('packs')
      .select(({ fn }) => fn.max('key').as('last'))
      .executeTakeFirstOrThrow();
    return new PackWriter(trx, engine, packs, (last ?? 0) + 1);
  }

  /** The place in the store of what has this place in the batch. */
  placeOf({ pack, line }: PackPlace): PackPlace {
    return { pack: this.#first + pack, line };
  }

  /** Keeps the lines of a run of the batch. */
  keep({ pack, line }: PackPlace): void {
    add(this.#kept, pack, line);
  }

  /** Empties the lines of a run, whether stored before or of the batch. */
  release({ pack, line }: PackPlace): void {
    this.#kept.get(pack)?.delete(line);
    add(this.#released, pack, line);
  }

  /** The steps of a run, packed; empty when they lie in chunks. */
  async stepsAt({ pack, line }: PackPlace): Promise<Uint8Array> {
    return Buffer.from(await this.#lineAt(pack, line + 1));
  }

  /** What is stored of a run besides its steps. */
  async headAt({ pack, line }: PackPlace): Promise<StoredHead> {
    return JSON.parse(await this.#lineAt(pack, line)) as StoredHead;
  }

  /** The two lines of a run as they are written: equal for equal runs. */
  async linesAt({ pack, line }: PackPlace): Promise<readonly [head: string, steps: string]> {
    return [await this.#lineAt(pack, line), await this.#lineAt(pack, line + 1)];
  }

  async #lineAt(pack: number, line: number): Promise<string> {
    const lines = this.#unpacked.get(pack) ?? linesOf(this.#fresh[pack - this.#first] ?? (await this.#stored(pack)));
    if (!this.#unpacked.has(pack) && this.#unpacked.size >= MOST_UNPACKED) this.#unpacked.clear();
    this.#unpacked.set(pack, lines);
    return lines[line] ?? '';
  }

  /** Writes what is kept and empties what is released. To be called once, before the transaction ends. */
  async flush(): Promise<void> {
    const rows: Schema['packs'][] = [];
    for (const [i, bytes] of this.#fresh.entries()) {
      const key = this.#first + i;
      const kept = this.#kept.get(key)?.size ?? 0;
      if (kept > 0) rows.push({ key, bytes: withoutLines(bytes, this.#released.get(key)) });
      this.#released.delete(key);
    }
    await this.#engine.insert(this.#trx, 'packs', rows);
    for (const [key, lines] of this.#released) {
      const bytes = withoutLines(await this.#stored(key), lines);
      await this.#trx.updateTable('packs').set({ bytes }).where('key', '=', key).execute();
    }
  }

  async #stored(key: number): Promise<Uint8Array> {
    const query = this.#trx.selectFrom('packs').select('bytes').where('key', '=', key);
    return (await query.executeTakeFirstOrThrow()).bytes;
  }
}

function add(places: Map<number, Set<number>>, pack: number, line: number): void {
  const lines = places.get(pack);
  if (lines === undefined) places.set(pack, new Set([line]));
  else lines.add(line);
}

function linesOf(packed: Uint8Array): string[] {
  return unpackBytes(packed).toString('utf8').split('\n');
}

// A run has two lines. The others stay where they were.
function withoutLines(packed: Uint8Array, released: ReadonlySet<number> | undefined): Uint8Array {
  if (released === undefined) return packed;
  const lines = linesOf(packed).map((text, i) => (released.has(i - (i % 2)) ? '' : text));
  return packJsonText(lines.join('\n'));
}
