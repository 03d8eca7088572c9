import { bootstrapIntervals } from '../../src/core/bootstrap-intervals.ts';
import type { EvaluationRow } from './evaluation-section.ts';

/**
 * How many of the runs were told right, with its bootstrap interval.
 *
 * @param name - of the score, e.g. `exact`
 */
export function shareRow(
  what: string,
  right: readonly boolean[],
  options: { readonly name: string; readonly baseline: EvaluationRow['baseline']; readonly published?: string },
): EvaluationRow {
  const share = (sample: readonly boolean[]): number => sample.filter(Boolean).length / sample.length;
  const [interval = [0, 1] as const] = bootstrapIntervals(right, (sample) => [share(sample)]);
  return {
    what,
    n: right.length,
    score: `${options.name} ${share(right).toFixed(3)}`,
    interval,
    baseline: options.baseline,
    ...(options.published !== undefined && { published: options.published }),
  };
}
