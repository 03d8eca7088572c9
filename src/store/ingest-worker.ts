import { parentPort, workerData } from 'node:worker_threads';
import type { ImportJob } from '../trajectory/plan-import.ts';
import { encodeJobs, type EncodedPiece } from './encode-jobs.ts';
import { itemEncoder } from './item-encoder.ts';

/** What the main thread tells a worker: read these jobs, or: another piece was taken over. */
export type ToWorker = { readonly jobs: readonly ImportJob[] } | { readonly taken: number };

/** What a worker answers: pieces of its jobs in order, then the end of them. */
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
  const read = async (jobs: readonly ImportJob[]): Promise<void> => {
    for await (const piece of encodeJobs(jobs, { redact, encode })) {
      if (ahead >= credit) await new Promise<void>((resolve) => (wake = resolve));
      ahead++;
      post({ piece }, [...piece.batch.buffers]);
    }
    post({ done: true });
  };
  port.on('message', (message: ToWorker) => {
    if ('jobs' in message) {
      // An error nobody expected: thrown outside the promise, it ends the worker and reaches the main thread.
      read(message.jobs).catch((error: unknown) =>
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
