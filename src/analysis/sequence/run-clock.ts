import type { Step } from '../../trajectory/trajectory.ts';

/**
 * Seconds from the first own step of a run that has a time to each step: its `at`, which most sources write when a step is complete.
 *
 * @param steps - of one run, in order
 * @returns one entry per step; NaN for steps copied from another run and for those without a time; never negative
 */
export function runClock(steps: readonly Pick<Step, 'at' | 'copied'>[]): Float64Array {
  const clock = new Float64Array(steps.length).fill(Number.NaN);
  let began: number | undefined;
  for (const [index, { at, copied }] of steps.entries()) {
    if (at === undefined || copied === true) continue;
    const time = Date.parse(at);
    if (Number.isNaN(time)) continue;
    began ??= time;
    clock[index] = Math.max(0, time - began) / 1000;
  }
  return clock;
}
