import { pt, qt } from 'lib-r-math.js';
import type { Interval } from '../../core/rate-interval.ts';

/** Counts of one task on two sides. */
export interface SidedCounts {
  /** Units, and those that count, of the first side. */
  readonly n1: number;
  readonly x1: number;
  readonly n2: number;
  readonly x2: number;
}

/** Two shares, 0–1, and the second less the first. */
export interface ShareDifference {
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  /** 95%; `[-1, 1]` with fewer than two tasks. */
  readonly interval: Interval;
  readonly p: number;
}

/**
 * The difference of two shares `Σ x / Σ n`, where tasks are what was drawn and may be on both sides: the variance of the linearised
 * difference of ratios between tasks, and Student's t.
 *
 * @returns undefined where a side is empty
 * @see Cochran 1977, §6.16
 */
export function shareDifference(tasks: readonly SidedCounts[]): ShareDifference | undefined {
  const sum = (value: (task: SidedCounts) => number): number => tasks.reduce((all, task) => all + value(task), 0);
  const n1 = sum((task) => task.n1);
  const n2 = sum((task) => task.n2);
  if (n1 === 0 || n2 === 0) return undefined;
  const before = sum((task) => task.x1) / n1;
  const after = sum((task) => task.x2) / n2;
  const difference = after - before;
  const used = tasks.filter((task) => task.n1 + task.n2 > 0).length;
  if (used < 2) return { before, after, difference, interval: [-1, 1], p: 1 };
  const squares = sum((task) => ((task.x2 - after * task.n2) / n2 - (task.x1 - before * task.n1) / n1) ** 2);
  const error = Math.sqrt((squares * used) / (used - 1));
  const half = qt(0.975, used - 1) * error;
  return {
    before,
    after,
    difference,
    interval: [Math.max(-1, difference - half), Math.min(1, difference + half)],
    p: error === 0 ? Number(difference === 0) : 2 * pt(-Math.abs(difference) / error, used - 1),
  };
}
