import type { MinedBehavior } from '../behavior/behavior.ts';
import { handbookIndex } from './handbook-index.ts';
import type { Retrieval, RetrieveOptions } from './retrieval/retrieval.ts';

/**
 * Finds the behaviors that fit one request: {@link handbookIndex} for a single question. Who asks more than once keeps the
 * index.
 *
 * @param query - the request as it came; it is cleaned first
 */
export function retrieveBehaviors(
  query: string,
  behaviors: readonly MinedBehavior[],
  options: RetrieveOptions = {},
): Retrieval {
  return handbookIndex(behaviors).retrieve(query, options);
}
