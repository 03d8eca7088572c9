import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ImportJob } from '../trajectory/plan-import.ts';
import type { EncodedPiece } from './encode-jobs.ts';
import type { FromWorker, ToWorker, WorkerStart } from './ingest-worker.ts';
import { threadEnvironment } from './thread-environment.ts';

// Pieces a worker may be ahead: a whole range of a large file, so that no worker waits for another to finish its own.
const CREDIT = 8;
// What is read lives for a megabyte of source: a small nursery holds it, and a large one only adds to the process.
const YOUNG_GENERATION_MB = 12;
// Enough for the longest record that is read. Below 2 GB the engine lets its heap double between collections rather than
// grow fourfold: importing a gigabyte takes 60 MB less memory, and a twentieth more time.
const OLD_GENERATION_MB = 2000;

/** Jobs that are being read, or were, and what has come of them that nobody took yet. */
interface Lane {
  readonly worker: Worker;
  readonly pieces: EncodedPiece[];
  done: boolean;
}

/**
 * Reads groups of jobs in worker threads, several at a time, and yields their pieces in the order given, whatever order they
 * become ready in. Workers wait when what they made is not taken.
 */
export async function* encodeInWorkers(
  groups: readonly (readonly ImportJob[])[],
  { redact, workers }: { readonly redact: boolean; readonly workers: number },
): AsyncGenerator<EncodedPiece> {
  const waiting = groups.entries();
  const lanes = new Map<number, Lane>();
  let failure: Error | undefined;
  let wake = (): void => {};
  const assign = (worker: Worker): Lane | undefined => {
    const next = waiting.next();
    if (next.done) return undefined;
    const [index, jobs] = next.value;
    const lane = { worker, pieces: [], done: false };
    lanes.set(index, lane);
    tell(worker, { jobs });
    return lane;
  };
  const threads = Array.from({ length: Math.min(workers, groups.length) }, () => startWorker(redact));
  for (const worker of threads) {
    let lane = assign(worker);
    worker.on('message', (message: FromWorker) => {
      if ('piece' in message) lane!.pieces.push(message.piece);
      else {
        lane!.done = true;
        lane = assign(worker);
      }
      wake();
    });
    worker.on('error', (error: Error) => {
      failure = error;
      wake();
    });
  }
  try {
    for (let index = 0; index < groups.length; index++) {
      // Groups are assigned in order as others end, and all before this one have ended.
      const lane = lanes.get(index)!;
      while (!lane.done || lane.pieces.length > 0) {
        if (failure !== undefined) throw failure;
        const piece = lane.pieces.shift();
        if (piece === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else {
          tell(lane.worker, { taken: 1 });
          yield piece;
        }
      }
      lanes.delete(index);
    }
  } finally {
    await Promise.all(threads.map((worker) => worker.terminate()));
  }
}

function startWorker(redact: boolean): Worker {
  const workerData: WorkerStart = { redact, credit: CREDIT };
  // `.ts` in a checkout, `.js` in the published package.
  return new Worker(new URL(`ingest-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData,
    env: threadEnvironment(),
    // Flags of the main thread (`--input-type`, `--test`) are not for it.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB, maxOldGenerationSizeMb: OLD_GENERATION_MB },
  });
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
