import type { ReadablePart, ReadableStep } from './readable-parts.ts';

/** Parts of reasoning in a step from which it is a list: one or two are what a model thought before and after it acted. */
export const MIN_LISTED = 3;

/**
 * The parts of a reasoning that is listed part by part, as sources do that number their steps; none of a reasoning in
 * running text, where a sentence that goes over something again is mostly an honest check.
 */
export function listedParts({ parts }: ReadableStep): readonly ReadablePart[] {
  const reasoning = parts.filter(({ kind }) => kind === 'reasoning');
  return reasoning.length < MIN_LISTED ? [] : reasoning;
}
