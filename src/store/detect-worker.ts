import type { Codebook } from '../behavior/codebook.ts';
import { detectBatch } from './detect-batch.ts';
import { openStore } from './open-store.ts';
import { answerBatches } from './work-in-threads.ts';
import type { CodedRun } from './write-codings.ts';

/** What a worker that codes runs is started with. */
export interface DetectWorkerStart {
  /** Of the store. */
  readonly location: string;
  readonly codebooks: readonly Codebook[];
}

answerBatches<CodedRun[]>((start) => {
  const { location, codebooks } = start as DetectWorkerStart;
  const opened = openStore(location, { readonly: true });
  return async (ids) => detectBatch(await opened, ids, codebooks);
});
