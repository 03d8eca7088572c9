import type { Interval } from '../../core/rate-interval.ts';

/** One pair of behaviors in a set of runs. */
export interface TransitionRow {
  readonly from: string;
  readonly to: string;
  readonly observed: number;
  /** Times that something came after `from`. */
  readonly n: number;
  /** Expected count from the pooled table; see `independenceTable`. */
  readonly expected: number;
  readonly z: number;
  readonly yuleQ: number;
  /** Expected count when each run's moments come in any order. */
  readonly chance: number;
  /** `observed / chance`, and its 95% interval between tasks; null where it cannot be said. */
  readonly ratio: number | null;
  readonly interval: Interval | null;
  /** Mean of the runs' own Yule's Q, weighted as by Mantel and Haenszel. */
  readonly runYuleQ: number;
  /** Runs in which the pair could have come. */
  readonly runs: number;
  /** Runs in which it came more often than by chance. */
  readonly runsAbove: number;
  readonly p: number;
  readonly q: number;
  /** Whether it holds from task to task, of those in which it could come, of so many in all: p of the ratio between tasks, or `p` if that is larger. */
  readonly between: { readonly tasks: number; readonly of: number; readonly p: number; readonly q: number };
}
