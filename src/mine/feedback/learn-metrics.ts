import { sha256 } from '../../core/content-key.ts';
import type { ModelAsker } from '../../core/model-asker.ts';
import type { Aspect } from './aspect.ts';
import { growMetrics } from './grow-metrics.ts';
import type { AspectGroup } from './metric.ts';
import { coverageOf, coverAspects, redundancyOf, type Coverage } from './coverage.ts';

/** What was learned from feedback. */
export interface LearnedMetrics {
  /** The largest first; of aspects of two runs at least. */
  readonly metrics: readonly Required<AspectGroup>[];
  /** Aspects that are in no metric. */
  readonly single: number;
  /** Of aspects of tasks held out, by the metrics learned without them. */
  readonly coverage: Coverage;
  /** Pairs of metrics that share half of their runs or more. */
  readonly redundancy: { readonly share: number; readonly pairs: number };
}

/**
 * Learns metrics from aspects: first without those of some tasks, on which coverage is measured, then with them.
 *
 * @param options.heldOut - share of tasks, 0–1
 * @param options.seed - which tasks those are
 * @returns undefined when questions were left open
 */
export async function learnMetrics(
  asker: ModelAsker,
  aspects: readonly Aspect[],
  { heldOut, seed }: { readonly heldOut: number; readonly seed: number },
): Promise<LearnedMetrics | undefined> {
  const key = (task: string): string => sha256(`${seed}:${task}`);
  const tasks = [...new Set(aspects.map(({ task }) => task))].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const out = new Set(tasks.slice(0, Math.round(heldOut * tasks.length)));
  const alone = (some: readonly Aspect[]): AspectGroup[] => some.map((aspect) => ({ aspects: [aspect] }));
  const apart = new Set<string>();

  const first = await growMetrics(asker, alone(aspects.filter(({ task }) => !out.has(task))), apart);
  if (asker.open.length > 0) return undefined;
  const known = first.filter(isMetric);
  const held = aspects.filter(({ task }) => out.has(task));
  const covered = await coverAspects(asker, held, known);
  if (asker.open.length > 0) return undefined;

  const place = new Map(covered.map(({ aspect, metric }) => [aspect, metric]));
  const joined = known.map((group) => ({ ...group, aspects: [...group.aspects, ...held.filter((aspect) => place.get(aspect) === group)] })); // prettier-ignore
  const open = alone(held.filter((aspect) => place.get(aspect) === undefined));
  const grown = await growMetrics(asker, [...joined, ...first.filter((group) => !isMetric(group)), ...open], apart);
  if (asker.open.length > 0) return undefined;
  const metrics = grown.filter(isMetric).sort((a, b) => b.aspects.length - a.aspects.length);
  return {
    metrics,
    single: aspects.length - metrics.reduce((sum, group) => sum + group.aspects.length, 0),
    coverage: coverageOf(covered),
    redundancy: redundancyOf(metrics),
  };
}

/** One person's remark on one run is no metric, however often they made it. */
function isMetric(group: AspectGroup): group is Required<AspectGroup> {
  return group.metric !== undefined && new Set(group.aspects.map(({ trajectoryId }) => trajectoryId)).size > 1;
}
