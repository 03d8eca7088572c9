import type { Event } from '../behavior/event.ts';

/** An event as it lies in its row: spans as one flat list, a third of the size of objects where spans are many. */
export type EventRecord = [Omit<Event, 'spans' | 'steps'>, readonly [number, number], (string | number)[]];

/** An event made ready to be packed. */
export function eventRecord({ spans, steps, ...rest }: Event): EventRecord {
  return [rest, steps, spans.flatMap(({ step, part, start, end, quote }) => [step, part, start, end, quote])];
}

/** The event that {@link eventRecord} was given. */
export function eventOf([rest, steps, flat]: EventRecord): Event {
  const spans = Array.from({ length: flat.length / 5 }, (_, i) => {
    const [step, part, start, end, quote] = flat.slice(5 * i, 5 * i + 5) as [number, number, number, number, string];
    return { step, part, start, end, quote };
  });
  return { ...rest, steps, spans };
}
