import type { JsonPacker } from './json-packer.ts';

/** Where a run's lines begin: index of the pack among those of the batch, and 0-based line in it. */
export interface PackPlace {
  readonly pack: number;
  readonly line: number;
}

/** Collects the lines of the runs of a batch, and packs them; see {@link linePacker}. */
export interface LinePacker {
  /** A run's lines: its head, and its steps unless they have chunks of their own (`''`). Neither holds a newline. */
  add(id: string, head: string, steps: string): void;
  /** The packs of what was added since the last call, and the place of each run, in the order in which they were added. */
  take(): { readonly packs: readonly Uint8Array[]; readonly places: readonly PackPlace[] };
}

// Bytes of JSON at which a pack is closed. A third less takes 7% more room; more is read no faster and hardly smaller.
const PACK_BYTES = 49_152;
const SCRATCH_BYTES = 2 ** 20;
// UTF-8 of one UTF-16 unit.
const MOST_BYTES_PER_UNIT = 3;
const NEWLINE = 10;

/**
 * Lays the heads of runs, and the steps of small ones, side by side and compresses them together: calling the compressor
 * for each costs more than what it does, and what runs have in common is most of a small one.
 *
 *     pack:  head of a ⏎ steps of a ⏎ head of b ⏎ (empty: b has chunks) ⏎ head of c ⏎ …
 *
 * Runs are packed in order of id, since that is the order in which they are read. Until then they lie in memory of the
 * packer's own, which the garbage collector need not look at.
 */
export function linePacker({ packUtf8 }: Pick<JsonPacker, 'packUtf8'>): LinePacker {
  let written = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  let sorted = Buffer.allocUnsafeSlow(2 * PACK_BYTES);
  let runs: { readonly id: string; readonly start: number; readonly end: number }[] = [];
  let end = 0;
  const write = (line: string): void => {
    written = withRoom(written, end, line.length * MOST_BYTES_PER_UNIT + 1);
    end += written.write(line, end);
    written[end++] = NEWLINE;
  };
  return {
    add(id, head, steps) {
      const start = end;
      write(head);
      write(steps);
      runs.push({ id, start, end });
    },
    take() {
      const packs: Uint8Array[] = [];
      const places: PackPlace[] = [];
      let [line, size] = [0, 0];
      const close = (): void => {
        // Without the newline after the last line.
        packs.push(packUtf8(sorted.subarray(0, size - 1)));
        [line, size] = [0, 0];
      };
      const order = runs.map((_, i) => i).sort((a, b) => (runs[a]!.id < runs[b]!.id ? -1 : 1));
      for (const i of order) {
        const run = runs[i]!;
        places[i] = { pack: packs.length, line };
        sorted = withRoom(sorted, size, run.end - run.start);
        size += written.copy(sorted, size, run.start, run.end);
        line += 2;
        if (size >= PACK_BYTES) close();
      }
      if (size > 0) close();
      runs = [];
      end = 0;
      return { packs, places };
    },
  };
}

function withRoom(buffer: Buffer<ArrayBuffer>, used: number, wanted: number): Buffer<ArrayBuffer> {
  if (buffer.length - used >= wanted) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, used + wanted));
  buffer.copy(larger, 0, 0, used);
  return larger;
}
