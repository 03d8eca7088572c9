import type { ImportItem, Trajectory } from './trajectory.ts';

/** Leaves out runs that ended before a time, with their labels and links; runs of unknown time stay. */
export type OlderFilter = (items: readonly ImportItem[]) => {
  readonly items: readonly ImportItem[];
  /** Runs left out. */
  readonly older: number;
};

/**
 * An {@link OlderFilter} for the items of one source.
 *
 * @param sinceMs - milliseconds since 1970; absent: everything stays
 */
export function dropOlder(sinceMs: number | undefined): OlderFilter {
  if (sinceMs === undefined) return (items) => ({ items, older: 0 });
  const dropped = new Set<string>();
  return (items) => {
    let older = 0;
    const kept = items.filter((item) => {
      if ('label' in item) return !dropped.has(item.label.trajectoryId);
      if ('link' in item) return !dropped.has(item.link.childId);
      if (!('trajectory' in item) || endMs(item.trajectory) >= sinceMs) return true;
      dropped.add(item.trajectory.id);
      older++;
      return false;
    });
    return { items: kept, older };
  };
}

function endMs({ startedAt, endedAt, steps }: Trajectory): number {
  for (const time of [endedAt, steps.at(-1)?.at, startedAt]) {
    const ms = time === undefined ? Number.NaN : Date.parse(time);
    if (!Number.isNaN(ms)) return ms;
  }
  return Number.POSITIVE_INFINITY;
}
