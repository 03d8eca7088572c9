import { addToShare, clusteredShare, NO_SHARE, type ClusteredShare } from '../../core/clustered-share.ts';
import { jaccard } from '../../core/jaccard.ts';
import type { ModelAsker } from '../../core/model-asker.ts';
import type { Aspect } from './aspect.ts';
import { coverRequest, type AspectGroup } from './metric.ts';

// Of more metrics than can be read through those of most aspects are: coverage may then come out too low, never too high.
const MAX_METRICS = 60;
// Two metrics that share at least half of their runs tell a reader of runs one thing twice.
const SAME_RUNS = 0.5;

/** How much of what people say the metrics cover: a share of aspects of tasks that were not learned from; `n` runs. */
export interface Coverage extends ClusteredShare {
  readonly aspects: number;
}

/** Aspects, and the metric that covers each, or undefined. */
export type Covered = readonly { readonly aspect: Aspect; readonly metric: AspectGroup | undefined }[];

/** Has a model tell which metric covers each aspect. A question without an answer leaves its aspect out. */
export async function coverAspects(
  asker: ModelAsker,
  aspects: readonly Aspect[],
  metrics: readonly AspectGroup[],
): Promise<Covered> {
  if (metrics.length === 0) return aspects.map((aspect) => ({ aspect, metric: undefined }));
  const shown = metrics.toSorted((a, b) => b.aspects.length - a.aspects.length).slice(0, MAX_METRICS);
  const answers = await asker.ask('measuring coverage', aspects, (aspect) => coverRequest(aspect, shown));
  return aspects.flatMap((aspect, i) => {
    const answer = answers[i];
    return answer === undefined ? [] : [{ aspect, metric: shown[(answer.metric ?? 0) - 1] }];
  });
}

/** The share of aspects that some metric covers, with an interval between runs. */
export function coverageOf(covered: Covered): Coverage {
  let sums = NO_SHARE;
  for (const own of Map.groupBy(covered, ({ aspect }) => aspect.trajectoryId).values()) {
    sums = addToShare(sums, own.filter(({ metric }) => metric !== undefined).length, own.length);
  }
  return { ...clusteredShare(sums), aspects: covered.length };
}

/** How many pairs of metrics share half of their runs or more, of how many. */
export function redundancyOf(metrics: readonly AspectGroup[]): { readonly share: number; readonly pairs: number } {
  const runs = metrics.map(({ aspects }) => new Set(aspects.map(({ trajectoryId }) => trajectoryId)));
  const shared = runs.flatMap((a, i) => runs.slice(0, i).map((b) => jaccard(a, b)));
  const meeting = shared.filter((share) => share >= SAME_RUNS).length;
  return { share: shared.length === 0 ? 0 : meeting / shared.length, pairs: shared.length };
}
