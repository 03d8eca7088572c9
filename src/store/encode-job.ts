import type { ImportJob } from '../trajectory/plan-import.ts';
import { runImportJob } from '../trajectory/run-import-job.ts';
import type { Issue } from '../trajectory/trajectory.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { ItemEncoder } from './item-encoder.ts';

/** A piece of a file, read and made ready for storing: about a megabyte of source. Plain data. */
export interface EncodedPiece {
  readonly batch: EncodedBatch;
  /** Bytes of the source that were read for it. */
  readonly bytes: number;
  readonly issues: readonly Issue[];
  /** Secrets replaced, per kind. */
  readonly redactions: Readonly<Record<string, number>>;
}

/** Reads one job of an import plan and makes it ready for storing. A file that has gone is an issue. */
export async function* encodeJob(
  job: ImportJob,
  { redact, encode }: { readonly redact: boolean; readonly encode: ItemEncoder },
): AsyncGenerator<EncodedPiece> {
  try {
    for await (const { items, bytes, redactions } of runImportJob(job, { redact })) {
      const issues = items.flatMap((item) => ('issue' in item ? [item.issue] : []));
      yield { batch: encode(items), bytes, issues, redactions };
    }
  } catch (error) {
    if (!(error instanceof EthogramError) || error.code !== 'file-not-found') throw error;
    const issue = { file: job.path, code: error.code, message: error.message };
    yield { batch: { items: [], actions: [], blobs: [], buffers: [] }, bytes: 0, issues: [issue], redactions: {} };
  }
}
