import { availableParallelism } from 'node:os';
import { planImport, type ImportJob } from '../trajectory/plan-import.ts';
import type { ColumnMap } from '../trajectory/formats/table/parse-column-map.ts';
import type { Issue } from '../trajectory/trajectory.ts';
import type { PutCounts } from '../trajectory/trajectory-store.ts';
import { encodeInWorkers } from './encode-in-workers.ts';
import { itemEncoder } from './item-encoder.ts';
import { encodeJobs, groupJobs, type EncodedPiece } from './encode-jobs.ts';
import { mergeBatches } from './merge-batches.ts';
import type { Store } from './store.ts';

/** How far an import has come. `totalBytes` is 0 when unknown (stdin). */
interface IngestProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  /** Runs read so far. */
  readonly trajectories: number;
}

/** What an import did. */
export interface IngestResult extends PutCounts {
  /** Bytes of sources read. */
  readonly bytes: number;
  /** Runs read, per format, whether new or known. */
  readonly formats: Readonly<Record<string, number>>;
  /** Secrets replaced by placeholders, per kind. */
  readonly redactions: Readonly<Record<string, number>>;
  readonly issues: readonly Issue[];
  /** What `since` left out: files by when they were written, runs by when they ended. */
  readonly older: { readonly files: number; readonly runs: number };
}

/** How to import. */
export interface IngestOptions {
  /** Name of a format to insist on; recognised from content when absent. */
  readonly format?: string;
  /** Which column means what, of tables; see `parseColumnMap`. */
  readonly map?: ColumnMap;
  /** Replace secrets and personal data; default true. */
  readonly redact?: boolean;
  /** Only files written and runs that ended since then; milliseconds since 1970. */
  readonly sinceMs?: number;
  /** The paths come from a listing, not from a person: one that is gone or cannot be read is an issue. Default false. */
  readonly listed?: boolean;
  readonly onProgress?: (progress: IngestProgress) => void;
  /** Threads that read; default one per core, at most four. 0 reads in this thread. */
  readonly workers?: number;
}

// Starting threads costs more than reading this much here.
const SMALLEST_FOR_WORKERS = 4 * 2 ** 20;
// Bytes of source whose runs are stored in one transaction.
const TRANSACTION_BYTES = 4 * 2 ** 20;
const TRANSACTION_PIECES = 200;
// Of small runs so many fit into four megabytes that their rows, not their bytes, would fill memory.
const TRANSACTION_RUNS = 1000;
// More threads than this wait for the one that writes.
const MOST_WORKERS = 4;

/**
 * Imports files, folders, globs and stdin (`-`) into a store: worker threads read, parse, redact and compress, this
 * thread writes, one transaction per four megabytes of source, in the order of the sources whatever the number of
 * threads. A process that is killed leaves a store from which the same import goes on: what is there is a duplicate.
 *
 * @throws EthogramError `file-not-found`, `unknown-format` as `planImport`; anything in a file that cannot be read is an
 *   issue in the result
 */
export async function ingest(
  store: Pick<Store, 'putEncoded'>,
  paths: readonly string[],
  {
    format,
    map,
    redact = true,
    sinceMs,
    listed = false,
    onProgress,
    workers = Math.min(MOST_WORKERS, availableParallelism()),
  }: IngestOptions = {},
): Promise<IngestResult> {
  const plan = await planImport(paths, {
    ...(format !== undefined && { format }),
    ...(sinceMs !== undefined && { sinceMs }),
    ...(map !== undefined && { map }),
    listed,
  });
  const threads = plan.bytes < SMALLEST_FOR_WORKERS ? 0 : workers;
  const total = { imported: 0, continued: 0, duplicates: 0, steps: 0, tokens: 0, bytes: 0 };
  const formats: Record<string, number> = {};
  const redactions: Record<string, number> = {};
  const issues: Issue[] = [...plan.issues];
  let trajectories = 0;
  let olderRuns = 0;
  let pending: EncodedPiece[] = [];
  let pendingBytes = 0;
  let pendingRuns = 0;

  const commit = async (): Promise<void> => {
    const counts = await store.putEncoded(mergeBatches(pending.map(({ batch }) => batch)));
    for (const name of ['imported', 'continued', 'duplicates', 'steps', 'tokens'] as const) total[name] += counts[name];
    // Left to the garbage collector, which sees only the small object in front of it, this memory would pile up.
    for (const { batch } of pending) for (const buffer of batch.buffers) buffer.transfer(0);
    pending = [];
    pendingBytes = 0;
    pendingRuns = 0;
  };
  for await (const piece of encodedPieces(plan.jobs, { redact, workers: threads })) {
    pending.push(piece);
    pendingBytes += piece.bytes;
    total.bytes += piece.bytes;
    olderRuns += piece.older;
    issues.push(...piece.issues);
    for (const [kind, n] of Object.entries(piece.redactions)) redactions[kind] = (redactions[kind] ?? 0) + n;
    for (const item of piece.batch.items) {
      if (!('run' in item)) continue;
      formats[item.run.format] = (formats[item.run.format] ?? 0) + 1;
      trajectories++;
      pendingRuns++;
    }
    const full = pendingBytes >= TRANSACTION_BYTES || pendingRuns >= TRANSACTION_RUNS;
    if (full || pending.length >= TRANSACTION_PIECES) await commit();
    onProgress?.({ bytes: total.bytes, totalBytes: plan.bytes, trajectories });
  }
  if (pending.length > 0) await commit();
  return { ...total, formats, redactions, issues, older: { files: plan.olderFiles, runs: olderRuns } };
}

async function* encodedPieces(
  jobs: readonly ImportJob[],
  { redact, workers }: { readonly redact: boolean; readonly workers: number },
): AsyncGenerator<EncodedPiece> {
  // Only this thread can read stdin; what else there is comes before or after it, as it was named.
  const stdin = jobs.findIndex(({ path }) => path === '-');
  if (workers > 0 && stdin < 0) return yield* encodeInWorkers(groupJobs(jobs), { redact, workers });
  if (workers > 0 && jobs.length > 1) {
    yield* encodedPieces(jobs.slice(0, stdin), { redact, workers });
    yield* encodedPieces(jobs.slice(stdin, stdin + 1), { redact, workers: 0 });
    return yield* encodedPieces(jobs.slice(stdin + 1), { redact, workers });
  }
  const encode = itemEncoder();
  for (const group of groupJobs(jobs)) yield* encodeJobs(group, { redact, encode });
}
