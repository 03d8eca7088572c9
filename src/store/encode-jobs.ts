import type { ImportJob } from '../trajectory/plan-import.ts';
import { runImportJob } from '../trajectory/run-import-job.ts';
import type { ImportItem, Issue } from '../trajectory/trajectory.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { ItemEncoder } from './item-encoder.ts';

/** A piece of a file or some small files, read and made ready for storing: about a megabyte of source. Plain data. */
export interface EncodedPiece {
  readonly batch: EncodedBatch;
  /** Bytes of the source that were read for it. */
  readonly bytes: number;
  readonly issues: readonly Issue[];
  /** Secrets replaced, per kind. */
  readonly redactions: Readonly<Record<string, number>>;
  /** Runs left out because they ended before the time asked for. */
  readonly older: number;
}

// Bytes of source that are encoded together, unless a file is read in larger pieces.
const PIECE_BYTES = 2 ** 19;

/** Jobs in order, as groups of about a piece: small files take less room, and less time, together. */
export function groupJobs(jobs: readonly ImportJob[]): ImportJob[][] {
  const groups: ImportJob[][] = [];
  let bytes = PIECE_BYTES;
  for (const job of jobs) {
    // What has no size is a pipe, which may take its time.
    if (bytes + job.bytes > PIECE_BYTES || job.bytes === 0) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(job);
    bytes += job.bytes === 0 ? PIECE_BYTES : job.bytes;
  }
  return groups;
}

/** Reads jobs of an import plan, one after the other, and makes them ready for storing. A file that has gone is an issue. */
export async function* encodeJobs(
  jobs: readonly ImportJob[],
  { redact, encode }: { readonly redact: boolean; readonly encode: ItemEncoder },
): AsyncGenerator<EncodedPiece> {
  let items: ImportItem[] = [];
  let bytes = 0;
  // What is packed takes its room unpacked.
  let unpackedBytes = 0;
  let redactions: Record<string, number> = {};
  let older = 0;
  const piece = (): EncodedPiece => {
    const issues = items.flatMap((item) => ('issue' in item ? [item.issue] : []));
    const made = { batch: encode(items), bytes, issues, redactions, older };
    [items, bytes, unpackedBytes, redactions, older] = [[], 0, 0, {}, 0];
    return made;
  };
  for (const job of jobs) {
    try {
      for await (const read of runImportJob(job, { redact })) {
        items = items.length === 0 ? [...read.items] : items.concat(read.items);
        bytes += read.bytes;
        unpackedBytes += read.unpackedBytes;
        older += read.older;
        for (const [kind, n] of Object.entries(read.redactions)) redactions[kind] = (redactions[kind] ?? 0) + n;
        if (unpackedBytes >= PIECE_BYTES) yield piece();
      }
    } catch (error) {
      if (!(error instanceof EthogramError) || error.code !== 'file-not-found') throw error;
      items.push({ issue: { file: job.path, code: error.code, message: error.message } });
    }
  }
  if (bytes > 0 || items.length > 0 || older > 0) yield piece();
}
