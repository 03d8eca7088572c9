import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { clusterTally } from '../../core/cluster-tally.ts';
import { addCount } from '../../core/add-count.ts';
import type { Interval } from '../../core/rate-interval.ts';

/** A stated next action and the one that came. */
export interface PredictedAction {
  readonly run: string;
  readonly stated: string;
  /** 0–100. */
  readonly confidence: number;
  readonly actual: string;
}

/** How well agents say what they do next. Rates are 0–1, intervals know that places of one run are alike. */
export interface PredictionSummary {
  readonly n: number;
  readonly runs: number;
  readonly accuracy: number;
  readonly interval: Interval;
  /** Always saying the action that was most frequent at these very places: the best that can be done without looking. */
  readonly baseline: { readonly action: string; readonly accuracy: number };
  readonly difference: { readonly value: number; readonly interval?: Interval };
  /** Mean squared difference of stated confidence and being right. */
  readonly brier: number;
}

/** Compares stated with actual actions; undefined when there are none. Case and a prefix such as `functions.` do not matter. */
export function comparePredictions(predictions: readonly PredictedAction[]): PredictionSummary | undefined {
  if (predictions.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { actual } of predictions) addCount(counts, actual);
  const [action] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]!;
  const tally = clusterTally();
  const byRun = Map.groupBy(predictions, ({ run }) => run);
  for (const [run, own] of byRun) tally.add(run, own.filter(isSame).length, own.length);
  const { share, interval } = tally.share();
  const difference = (sample: readonly (readonly PredictedAction[])[]): number => {
    const all = sample.flat();
    return mean(all.map((one) => Number(isSame(one)) - Number(one.actual === action)));
  };
  const clusters = [...byRun.values()];
  const [within] = bootstrapIntervals(clusters, (sample) => [difference(sample)]);
  return {
    n: predictions.length,
    runs: byRun.size,
    accuracy: share,
    interval,
    baseline: { action, accuracy: counts.get(action)! / predictions.length },
    difference: { value: difference(clusters), ...(within !== undefined && { interval: within }) },
    brier: mean(predictions.map((one) => (Math.min(1, Math.max(0, one.confidence / 100)) - Number(isSame(one))) ** 2)),
  };
}

/** Whether the stated action is the one that came. */
export function isSame({ stated, actual }: Pick<PredictedAction, 'stated' | 'actual'>): boolean {
  return plain(stated) === plain(actual);
}

function plain(action: string): string {
  return action.trim().toLowerCase().replace(/^(?:functions?|tools?)[.:/]/, '').replace(/\(.*\)$/s, '');
} // prettier-ignore

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
