import type { Interval } from '../../core/rate-interval.ts';

/** What is compared; q is over all of one kind. */
export const MEASURE_KINDS = ['outcome', 'behavior', 'transition', 'rule'] as const;
/** One of {@link MEASURE_KINDS}. */
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** One measure in two cohorts. */
export interface ComparedMeasure {
  /** `success`, `tokens`, `steps`; `codebook/slug` (share of runs that show it), `codebook/slug per 1000 tokens`; `a -> b` (share of a's followed by b); `rule:ID`. */
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly unit: 'share' | 'per run' | 'per 1000 tokens';
  readonly a: number;
  readonly b: number;
  /** `b − a`. */
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
  /** False discovery rate within the kind. */
  readonly q: number;
  /** Runs of each that count. */
  readonly runs: readonly [number, number];
  /** Tasks with runs in both. */
  readonly sharedTasks: number;
  readonly paired: boolean;
}

/** A rule, and the ids of the runs that break it. */
export interface RunMark {
  readonly name: string;
  readonly broken: ReadonlySet<string>;
}
