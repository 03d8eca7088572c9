import { retrievalScores } from '../../src/analysis/agreement/retrieval-scores.ts';
import { bootstrapIntervals } from '../../src/core/bootstrap-intervals.ts';
import type { EvaluationRow } from './evaluation-section.ts';

/** What was found in one run, against what was to be found there. */
export interface RunCounts {
  /** Found and to be found. */
  readonly matched: number;
  readonly reference: number;
  readonly found: number;
  /** Units that could show it: what finding it everywhere would find. */
  readonly units: number;
}

/** F1 over runs with its bootstrap interval, beside finding it everywhere. */
export function f1Row(
  what: string,
  runs: readonly RunCounts[],
  options: { readonly baseline?: EvaluationRow['baseline']; readonly published?: string } = {},
): EvaluationRow {
  const total = (rows: readonly RunCounts[], field: keyof RunCounts): number =>
    rows.reduce((sum, row) => sum + row[field], 0);
  const scores = (rows: readonly RunCounts[]): ReturnType<typeof retrievalScores> =>
    retrievalScores(total(rows, 'matched'), total(rows, 'reference'), total(rows, 'found'));
  const { precision = 0, recall = 0, f1 = 0 } = scores(runs);
  const [interval = [0, 1] as const] = bootstrapIntervals(runs, (sample) => [scores(sample).f1]);
  const [reference, units] = [total(runs, 'reference'), total(runs, 'units')];
  const everywhere = units === 0 ? 0 : (2 * reference) / (reference + units);
  return {
    what,
    n: units,
    score: `F1 ${f1.toFixed(3)} (precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)})`,
    interval,
    baseline: options.baseline ?? { name: 'always present', score: everywhere },
    ...(options.published !== undefined && { published: options.published }),
  };
}
