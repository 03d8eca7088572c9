import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { threadEnvironment } from './thread-environment.ts';

/** A run that something is to be made of, as far as dividing the work needs it. */
export interface RunToDo {
  /** Fit for filters. */
  readonly id: string;
  readonly tokens: number;
}

// Below this, in tokens, starting threads takes longer than the work.
const SMALLEST_FOR_WORKERS = 1_000_000;
// Runs of a batch are read, sent and stored together: enough to keep a thread busy, few enough to lose little.
const BATCH_TOKENS = 400_000;
const BATCH_RUNS = 200;
const MOST_WORKERS = 4;

interface ThreadOptions {
  readonly workers?: number | undefined;
  /** In tokens; fewer are worked through in this thread. */
  readonly smallestForWorkers?: number | undefined;
}

/** What whoever wants a store's runs worked through may say. */
export interface WorkOnRunsOptions extends ThreadOptions {
  /** Where the store is, so that threads can open it; without it this thread does the work. */
  readonly location?: string;
  /** Told how many of the runs that have to be worked on are done. */
  readonly onProgress?: (progress: { readonly done: number; readonly of: number }) => void;
}

/** How to work through runs; see {@link workInThreads}. */
export interface ThreadedWork<Start, Answer> extends ThreadOptions {
  /** The module of the worker, which calls {@link answerBatches}. */
  readonly script: URL;
  /** What each worker is started with; undefined (the store cannot be opened again): this thread does the work. */
  readonly start: Start | undefined;
  /** The work on one batch in this thread. */
  readonly here: (ids: readonly string[]) => Promise<Answer>;
  /** Stores what came of a batch. */
  readonly keep: (answer: Answer) => Promise<void>;
}

/**
 * Works through runs batch by batch, in worker threads when there are many: each gets its next batch when what came of its
 * last is stored, so that little is lost when the process is killed.
 */
export async function workInThreads<Start, Answer>(
  runs: readonly RunToDo[],
  {
    script,
    start,
    here,
    keep,
    workers = Math.min(MOST_WORKERS, availableParallelism()),
    smallestForWorkers = SMALLEST_FOR_WORKERS,
  }: ThreadedWork<Start, Answer>,
): Promise<void> {
  const batches = batchesOf(runs);
  const tokens = runs.reduce((sum, run) => sum + run.tokens, 0);
  if (start === undefined || workers === 0 || tokens < smallestForWorkers) {
    for (const ids of batches) await keep(await here(ids));
    return;
  }
  const waiting = batches.values();
  const threads = Array.from(
    { length: Math.min(workers, batches.length) },
    () => new Worker(script, { workerData: start, env: threadEnvironment(), execArgv: [] }),
  );
  try {
    await Promise.all(
      threads.map(async (worker) => {
        for (const ids of waiting) await keep(await ask<Answer>(worker, ids));
      }),
    );
  } finally {
    await Promise.all(threads.map((worker) => worker.terminate()));
  }
}

/**
 * What the module of a worker does: answers each batch of run ids that {@link workInThreads} sends. Does nothing in the main
 * thread.
 *
 * @param prepare - called once with what the worker was started with
 */
export function answerBatches<Answer>(prepare: (start: unknown) => (ids: readonly string[]) => Promise<Answer>): void {
  const port = parentPort;
  if (port === null) return;
  const work = prepare(workerData);
  port.on('message', (ids: readonly string[]) => {
    work(ids).then(
      (answer) => port.postMessage(answer),
      // An error nobody expected: thrown outside the promise, it ends the worker and reaches the main thread.
      (error: unknown) =>
        setImmediate(() => {
          throw error;
        }),
    );
  });
}

function batchesOf(runs: readonly RunToDo[]): string[][] {
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

async function ask<Answer>(worker: Worker, ids: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer: Answer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.postMessage(ids);
  });
}
