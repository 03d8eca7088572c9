import type { NewDigest } from './read-digests.ts';
import { digestOf } from './digest-of.ts';
import { openStore } from './open-store.ts';
import { answerBatches } from './work-in-threads.ts';

/** What a worker that digests runs is started with: the location of a store. */
export interface DigestWorkerStart {
  readonly location: string;
}

answerBatches<NewDigest[]>((start) => {
  const { location } = start as DigestWorkerStart;
  const opened = openStore(location, { readonly: true });
  return async (ids) => {
    const store = await opened;
    const digests: NewDigest[] = [];
    for await (const trajectory of store.read({ ids })) digests.push(digestOf(trajectory));
    return digests;
  };
});
