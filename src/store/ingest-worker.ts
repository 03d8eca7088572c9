import { parentPort, workerData } from 'node:worker_threads';
import type { ImportJob } from '../trajectory/plan-import.ts';
import { encodeJob, type EncodedPiece } from './encode-job.ts';
import { itemEncoder } from './item-encoder.ts';

/** What the main thread tells a worker: read this job, or: another piece was taken over. */
export type ToWorker = { readonly job: ImportJob } | { readonly taken: number };

/** What a worker answers: pieces of its job in order, then the end of it. */
export type FromWorker = { readonly piece: EncodedPiece } | { readonly done: true };

/** What a worker is started with. `credit` is how many pieces it may be ahead of the main thread. */
export interface WorkerStart {
  readonly redact: boolean;
  readonly credit: number;
}

const port = parentPort;
if (port !== null) {
  const { redact, credit } = workerData as WorkerStart;
  const encode = itemEncoder();
  let ahead = 0;
  let wake: (() => void) | undefined;
  const post = (message: FromWorker, buffers: ArrayBuffer[] = []): void => port.postMessage(message, buffers);
  const read = async (job: ImportJob): Promise<void> => {
    for await (const piece of encodeJob(job, { redact, encode })) {
      if (ahead >= credit) await new Promise<void>((resolve) => (wake = resolve));
      ahead++;
      post({ piece }, [...piece.batch.buffers]);
    }
    post({ done: true });
  };
  port.on('message', (message: ToWorker) => {
    if ('job' in message) {
      // An error nobody expected: thrown outside the promise, it ends the worker and reaches the main thread.
      read(message.job).catch((error: unknown) =>
        setImmediate(() => {
          throw error;
        }),
      );
    } else {
      ahead -= message.taken;
      wake?.();
    }
  });
}
