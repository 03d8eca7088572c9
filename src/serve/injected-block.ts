import type { RetrievedBehavior } from '../handbook/retrieval/retrieval.ts';
import { stateBehavior } from '../mine/wording/state-behavior.ts';
import { wrapInjected } from '../trajectory/split-injected.ts';

const HEADING = 'What worked in earlier runs of such tasks. Use what fits, leave the rest.';

/**
 * The text that is put into a prompt: behaviors, one per line, between the markers that importers recognise.
 *
 * @returns `''` without behaviors
 */
export function injectedBlock(behaviors: readonly RetrievedBehavior[]): string {
  if (behaviors.length === 0) return '';
  const lines = behaviors.map((behavior) => `- ${stateBehavior(behavior).replace(/\s*\n\s*/g, ' ')}`);
  return wrapInjected(
    [HEADING, ...lines].join('\n'),
    behaviors.map(({ id }) => id),
  );
}
