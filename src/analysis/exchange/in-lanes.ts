import type { ExchangeEvent } from './exchange-event.ts';

/** Name of the modifier that tells states apart that overlap. */
export const OVERLAP = 'overlap';

/**
 * Tells states of one behavior and subject apart that overlap: programs that know only that a state starts and stops could not say
 * which stop is whose. Each after the first gets the modifier `overlap=2`, `overlap=3` … of the first lane that is free.
 *
 * @param events - in order of start
 */
export function inLanes(events: readonly ExchangeEvent[]): ExchangeEvent[] {
  const lanes = new Map<string, number[]>();
  return events.map((event) => {
    if (event.kind === 'point') return event;
    const key = JSON.stringify([event.subject, event.behavior, event.modifiers]);
    const ends = lanes.get(key) ?? [];
    if (ends.length === 0) lanes.set(key, ends);
    const free = ends.findIndex((end) => end <= event.start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = event.stop;
    if (lane === 0) return event;
    const mark = `${OVERLAP}=${lane + 1}`;
    return { ...event, modifiers: event.modifiers === '' ? mark : `${event.modifiers}|${mark}` };
  });
}

/** The moments of a run's events: a point, or the start and the stop of a state. */
export interface Moment {
  readonly time: number;
  readonly edge: 'POINT' | 'START' | 'STOP';
  readonly event: ExchangeEvent;
}

/** Moments in order of time; what stops does so before what starts at the same time. */
export function momentsOf(events: readonly ExchangeEvent[]): Moment[] {
  const moments: (Moment & { readonly rank: number })[] = [];
  for (const event of inLanes(events)) {
    if (event.kind === 'point') moments.push({ time: event.start, edge: 'POINT', event, rank: 1 });
    else {
      moments.push({ time: event.start, edge: 'START', event, rank: 1 });
      // What lasts no time stops where it has just started.
      moments.push({ time: event.stop, edge: 'STOP', event, rank: event.stop > event.start ? 0 : 1 });
    }
  }
  return moments.sort((a, b) => a.time - b.time || a.rank - b.rank);
}
