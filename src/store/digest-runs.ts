import { extname } from 'node:path';
import { DIGEST_VERSION } from '../mine/digest/packed-fragment.ts';
import { digestOf } from './digest-of.ts';
import type { DigestWorkerStart } from './digest-worker.ts';
import type { NewDigest } from './read-digests.ts';
import type { Store } from './store.ts';
import { workInThreads, type WorkOnRunsOptions } from './work-in-threads.ts';

/**
 * Digests the runs of a store that have no digest yet, in worker threads, and stores the digests batch by batch: what is
 * stored when the process is killed need not be done again.
 *
 * @returns how many were digested
 */
export async function digestRuns(
  store: Pick<Store, 'undigested' | 'putDigests' | 'read'>,
  { location, onProgress = () => {}, ...threads }: WorkOnRunsOptions = {},
): Promise<number> {
  const runs = await store.undigested(DIGEST_VERSION);
  let done = 0;
  await workInThreads<DigestWorkerStart, readonly NewDigest[]>(runs, {
    ...threads,
    script: new URL(`digest-worker${extname(import.meta.url)}`, import.meta.url),
    start: location === undefined ? undefined : { location },
    async here(ids) {
      const digests: NewDigest[] = [];
      for await (const trajectory of store.read({ ids })) digests.push(digestOf(trajectory));
      return digests;
    },
    async keep(digests) {
      await store.putDigests(digests, DIGEST_VERSION);
      done += digests.length;
      onProgress({ done, of: runs.length });
    },
  });
  return done;
}
