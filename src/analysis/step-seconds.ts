import type { Step } from '../trajectory/trajectory.ts';

/**
 * Wall-clock seconds of each step: from its start to its end where the source has both, else from the previous timed
 * step to it (most sources log a step when it is complete). The first timed step of a source without end times has
 * no known duration.
 *
 * @param steps - of one run, in order
 * @returns one entry per step, indexed by `step.index`; undefined where the time is not known; never negative
 */
export function stepSeconds(steps: readonly Step[]): (number | undefined)[] {
  const seconds: (number | undefined)[] = [];
  let previous: number | undefined;
  for (const step of steps) {
    const start = milliseconds(step.at);
    const end = milliseconds(step.endedAt);
    if (start !== undefined && end !== undefined) seconds[step.index] = Math.max(0, end - start) / 1000;
    else if (start !== undefined && previous !== undefined) seconds[step.index] = Math.max(0, start - previous) / 1000;
    else seconds[step.index] = undefined;
    previous = end ?? start ?? previous;
  }
  return seconds;
}

function milliseconds(time: string | undefined): number | undefined {
  const value = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(value) ? undefined : value;
}
