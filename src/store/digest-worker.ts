import { parentPort, workerData } from 'node:worker_threads';
import type { NewDigest } from './read-digests.ts';
import { digestOf } from './digest-of.ts';
import { openStore } from './open-store.ts';

/** What a worker is started with: the location of a store. */
export interface DigestWorkerStart {
  readonly location: string;
}

/** What the main thread tells a worker: digest these runs. */
export type ToDigestWorker = { readonly ids: readonly string[] };

/** What a worker answers: the digests of one batch. */
export interface FromDigestWorker {
  readonly digests: readonly NewDigest[];
}

const port = parentPort;
if (port !== null) {
  const { location } = workerData as DigestWorkerStart;
  const opened = openStore(location, { readonly: true });
  const work = async ({ ids }: ToDigestWorker): Promise<void> => {
    const store = await opened;
    const digests: NewDigest[] = [];
    for await (const trajectory of store.read({ ids })) digests.push(digestOf(trajectory));
    port.postMessage({ digests } satisfies FromDigestWorker);
  };
  port.on('message', (message: ToDigestWorker) => {
    // An error nobody expected: thrown outside the promise, it ends the worker and reaches the main thread.
    work(message).catch((error: unknown) =>
      setImmediate(() => {
        throw error;
      }),
    );
  });
}
