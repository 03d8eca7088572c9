import type { MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { BehaviorEdit } from './lifecycle.ts';
import { madeBehavior } from './made-behavior.ts';

/**
 * Makes another behavior out of one, which stays: a candidate with words of its own and the evidence of the one, which is
 * what there is to learn it from.
 *
 * @param behavior - with provenance
 * @param words - at least a new instruction, `when` or `whenNot`
 * @throws EthogramError `bad-argument` when the words are the same
 */
export function deriveBehavior(behavior: MinedBehavior, words: BehaviorEdit): MinedBehavior {
  const { scope, support, provenance } = behavior;
  const derived = madeBehavior({ how: 'derived', parents: [behavior], scope, words, support, provenance });
  if (derived.hash !== behavior.hash) return derived;
  throw new EthogramError('bad-argument', `derive: found the words of ${behavior.id}, expected others`);
}
