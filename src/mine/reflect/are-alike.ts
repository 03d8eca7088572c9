import type { MinedBehavior } from '../../behavior/behavior.ts';
import { tellingTerms } from './telling-terms.ts';

// Two telling words in common, and of the shorter wording so much.
const MIN_TERMS = 2;
const MIN_SHARE = 0.25;
// Or so much of what is quoted for the one stands where the other is quoted from.
const SAME_EVIDENCE = 0.5;

/** Whether two behaviors are alike in their words (stems of what is not said of every task, words of one meaning taken for one) or in where they were seen, whatever a model says. */
export function areAlike(a: MinedBehavior, b: MinedBehavior): boolean {
  const [first, second] = [termsOf(a), termsOf(b)];
  const common = first.intersection(second).size;
  if (common >= MIN_TERMS && common >= MIN_SHARE * Math.min(first.size, second.size)) return true;
  const [here, there] = [placesOf(a), placesOf(b)];
  const smaller = Math.min(here.size, there.size);
  return smaller > 0 && here.intersection(there).size >= SAME_EVIDENCE * smaller;
}

function termsOf({ instruction, when = '' }: MinedBehavior): Set<string> {
  return new Set(tellingTerms(`${instruction} ${when}`));
}

function placesOf({ provenance }: MinedBehavior): Set<string> {
  return new Set(provenance.map(({ trajectoryId, at }) => `${at.step} ${at.part} ${trajectoryId}`));
}
