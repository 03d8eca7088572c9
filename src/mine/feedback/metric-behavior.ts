import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Refusal } from '../reflect/proposal.ts';
import { tidyWords } from '../reflect/tidy-words.ts';
import { toldBehavior } from '../told-behavior.ts';
import { behaviorId } from '../wording/behavior-hash.ts';
import type { AspectGroup } from './metric.ts';

/**
 * The behavior that does well by a metric, or why there is none: what people prefer, with the passages that they spoke of.
 *
 * @param options.of - how many runs something was said of
 */
export function metricBehavior(
  { aspects, metric }: Required<AspectGroup>,
  runs: ReadonlyMap<string, Trajectory>,
  { of, foundBy }: { readonly of: number; readonly foundBy: string },
): MinedBehavior | Refusal {
  const kind = 'preference';
  const words = tidyWords(metric);
  const provenance = aspects.map(({ evidence }) => evidence);
  return toldBehavior({ id: behaviorId({ kind, name: words.name }), kind, foundBy, words, of, provenance }, runs);
}
