import { extname } from 'node:path';
import type { Codebook } from '../behavior/codebook.ts';
import { detectionTally, type DetectionSummary } from '../behavior/detection-tally.ts';
import { DETECTOR } from '../behavior/run-detector.ts';
import { detectBatch } from './detect-batch.ts';
import type { DetectWorkerStart } from './detect-worker.ts';
import type { Store } from './store.ts';
import { tallyCodings } from './tally-codings.ts';
import { workInThreads, type WorkOnRunsOptions } from './work-in-threads.ts';
import type { CodedRun } from './write-codings.ts';

/**
 * Codes the runs of a store with `codebooks`, in worker threads when there are many, and keeps events and codings batch by
 * batch: what is kept when the process is killed need not be done again, and neither need runs that are as they were when
 * the same codebooks were last used. What a codebook's older version had found is replaced.
 *
 * @returns what was found in all runs of the store, now and before
 */
export async function detectRuns(
  store: Pick<Store, 'uncoded' | 'read' | 'putCodings' | 'events' | 'codings'>,
  codebooks: readonly Codebook[],
  { location, onProgress = () => {}, ...threads }: WorkOnRunsOptions = {},
): Promise<DetectionSummary> {
  const tally = detectionTally(codebooks);
  const keys = codebooks.map(({ name, hash }) => `${name}@${hash}`);
  const runs = await store.uncoded(keys, DETECTOR);
  const fresh = new Set<string>();
  await workInThreads<DetectWorkerStart, readonly CodedRun[]>(runs, {
    ...threads,
    script: new URL(`detect-worker${extname(import.meta.url)}`, import.meta.url),
    start: location === undefined ? undefined : { location, codebooks },
    here: async (ids) => detectBatch(store, ids, codebooks),
    async keep(coded) {
      await store.putCodings(coded);
      for (const [id, own] of Map.groupBy(coded, ({ coding }) => coding.trajectoryId)) {
        fresh.add(id);
        tally.add({ events: own.flatMap(({ events }) => events), codings: own.map(({ coding }) => coding) });
      }
      onProgress({ done: fresh.size, of: runs.length });
    },
  });
  await tallyCodings(store, tally, {
    isWanted: ({ trajectoryId, detector, codebook }) =>
      !fresh.has(trajectoryId) && detector === DETECTOR && keys.includes(codebook),
  });
  return tally.summary();
}
