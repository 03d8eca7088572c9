import type { DetectionTally } from '../behavior/detection-tally.ts';
import type { Coding, Event, EventStore } from '../behavior/event.ts';

/**
 * Adds what is stored of runs to a tally: of each run the wanted codings, and the events of the detectors that made them.
 * One run at a time is in memory.
 */
export async function tallyCodings(
  store: Pick<EventStore, 'events' | 'codings'>,
  tally: DetectionTally,
  { isWanted }: { readonly isWanted: (coding: Coding) => boolean },
): Promise<void> {
  const events = store.events()[Symbol.asyncIterator]();
  let next = await events.next();
  let run: string | undefined;
  let codings: Coding[] = [];
  const finish = async (): Promise<void> => {
    const detectors = new Set(codings.map(({ detector }) => detector));
    const found: Event[] = [];
    // Both come in the same order of runs, and a run without a coding has no events.
    for (; next.done !== true && next.value.trajectoryId === run; next = await events.next())
      if (detectors.has(next.value.detector)) found.push(next.value);
    if (codings.length > 0) tally.add({ events: found, codings });
    codings = [];
  };
  for await (const coding of store.codings()) {
    if (coding.trajectoryId !== run) await finish();
    run = coding.trajectoryId;
    if (isWanted(coding)) codings.push(coding);
  }
  await finish();
  await events.return?.(undefined);
}
