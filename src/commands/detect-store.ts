import type { Codebook } from '../behavior/codebook.ts';
import { detectRun } from '../behavior/detect-run.ts';
import type { Coding, Event } from '../behavior/event.ts';
import { detectionTally, type DetectionSummary } from '../behavior/detection-tally.ts';
import type { Store } from '../store/store.ts';

const BATCH = 100;

/**
 * Codes every run of a store with `codebooks` and keeps events and codings, a hundred runs per transaction. What the same
 * codebooks had found before in a run is replaced.
 *
 * @param onRun - called after each run with the number of runs done
 */
export async function detectStore(
  store: Store,
  codebooks: readonly Codebook[],
  onRun: (done: number) => void = () => {},
): Promise<DetectionSummary> {
  const tally = detectionTally(codebooks);
  let batch: { coding: Coding; events: Event[] }[] = [];
  let done = 0;
  for await (const trajectory of store.read()) {
    const { events, codings } = detectRun(trajectory, codebooks);
    tally.add({ events, codings });
    for (const coding of codings) {
      const [name, hash] = coding.codebook.split('@');
      const own = events.filter(({ code }) => code.startsWith(`${name}/`) && code.endsWith(`@${hash}`));
      batch.push({ coding, events: own });
    }
    onRun(++done);
    if (done % BATCH === 0) {
      await store.putCodings(batch);
      batch = [];
    }
  }
  await store.putCodings(batch);
  return tally.summary();
}
