import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DIGEST_VERSION } from '../mine/digest/packed-fragment.ts';
import { digestOf } from './digest-of.ts';
import type { DigestWorkerStart, FromDigestWorker, ToDigestWorker } from './digest-worker.ts';
import type { NewDigest, UndigestedRun } from './read-digests.ts';
import type { Store } from './store.ts';
import { threadEnvironment } from './thread-environment.ts';

// Below this, in tokens, starting threads takes longer than digesting.
const SMALLEST_FOR_WORKERS = 1_000_000;
// Runs of a batch are read, sent and stored together: enough to keep a thread busy, few enough to lose little.
const BATCH_TOKENS = 400_000;
const BATCH_RUNS = 200;
const MOST_WORKERS = 4;

/**
 * Digests the runs of a store that have no digest yet, in worker threads, and stores the digests batch by batch: what is
 * stored when the process is killed need not be done again.
 *
 * @param options.location - where the store is, so that threads can open it; without it this thread does the work
 * @param options.onProgress - told how many of the runs are done
 * @returns how many were digested
 */
export async function digestRuns(
  store: Pick<Store, 'undigested' | 'putDigests' | 'read'>,
  {
    location,
    workers = Math.min(MOST_WORKERS, availableParallelism()),
    smallestForWorkers = SMALLEST_FOR_WORKERS,
    onProgress = () => {},
  }: {
    readonly location?: string;
    readonly workers?: number;
    /** In tokens; fewer are digested in this thread. */
    readonly smallestForWorkers?: number;
    readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
  } = {},
): Promise<number> {
  const runs = await store.undigested(DIGEST_VERSION);
  const batches = batchesOf(runs);
  let done = 0;
  const keep = async (digests: readonly NewDigest[]): Promise<void> => {
    await store.putDigests(digests, DIGEST_VERSION);
    done += digests.length;
    onProgress({ done, of: runs.length });
  };
  const tokens = runs.reduce((sum, run) => sum + run.tokens, 0);
  if (location === undefined || workers === 0 || tokens < smallestForWorkers) {
    for (const ids of batches) {
      const digests: NewDigest[] = [];
      for await (const trajectory of store.read({ ids })) digests.push(digestOf(trajectory));
      await keep(digests);
    }
  } else await inWorkers(batches, { location, workers, keep });
  return done;
}

function batchesOf(runs: readonly UndigestedRun[]): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let tokens = 0;
  for (const run of runs) {
    batch.push(run.id);
    tokens += run.tokens;
    if (batch.length < BATCH_RUNS && tokens < BATCH_TOKENS) continue;
    batches.push(batch);
    batch = [];
    tokens = 0;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Each thread gets its next batch when its last one is stored. */
async function inWorkers(
  batches: readonly (readonly string[])[],
  {
    location,
    workers,
    keep,
  }: {
    readonly location: string;
    readonly workers: number;
    readonly keep: (digests: readonly NewDigest[]) => Promise<void>;
  },
): Promise<void> {
  const waiting = batches.values();
  const threads = Array.from({ length: Math.min(workers, batches.length) }, () => startWorker(location));
  try {
    await Promise.all(
      threads.map(async (worker) => {
        for (const ids of waiting) await keep((await ask(worker, ids)).digests);
      }),
    );
  } finally {
    await Promise.all(threads.map((worker) => worker.terminate()));
  }
}

async function ask(worker: Worker, ids: readonly string[]): Promise<FromDigestWorker> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer: FromDigestWorker) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.postMessage({ ids } satisfies ToDigestWorker);
  });
}

function startWorker(location: string): Worker {
  const workerData: DigestWorkerStart = { location };
  return new Worker(new URL(`digest-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData,
    env: threadEnvironment(),
    execArgv: [],
  });
}
