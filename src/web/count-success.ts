import { clusterTally } from '../core/cluster-tally.ts';
import type { SuccessCount } from './report-data.ts';

/** A run's outcome, and its task where the source names one. */
export interface RunOutcome {
  /** Runs of equal `task` are trials of one task. */
  readonly task?: string | undefined;
  readonly success: boolean | undefined;
}

/**
 * How many of the runs with a known outcome succeeded. The interval is between tasks: five trials of one task mostly end
 * alike, and say less about other tasks than trials of five do. A run without a task is a task of its own.
 */
export function countSuccess(runs: readonly RunOutcome[]): SuccessCount {
  const tally = clusterTally();
  let successes = 0;
  let of = 0;
  for (const { task, success } of runs) {
    if (success === undefined) continue;
    tally.add(task, success ? 1 : 0, 1);
    if (success) successes++;
    of++;
  }
  const { n: tasks, interval } = tally.share();
  return { successes, of, tasks, interval };
}
