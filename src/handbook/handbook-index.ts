import type { MinedBehavior } from '../behavior/behavior.ts';
import { cleanQuery } from './clean-query.ts';
import { isInScope, isServable } from './may-be-served.ts';
import { behaviorPool, type BehaviorPool, type HandbookIndexOptions } from './retrieval/behavior-pool.ts';
import { chooseRanked } from './retrieval/choose-ranked.ts';
import { finishSteps, type Steps } from './retrieval/map-in-steps.ts';
import { rankPool } from './retrieval/rank-pool.ts';
import type { Retrieval, RetrieveOptions, ServingScope } from './retrieval/retrieval.ts';

/** A handbook made ready to be asked, as it was when it was given; another is made when it changes. */
export interface HandbookIndex {
  /** How many behaviors may be served to somebody. */
  readonly size: number;
  /**
   * Finds the behaviors that fit a request: little is served, few, within a token budget, in scope, none that says what
   * another says, and nothing below a floor; with nothing that fits the list is empty.
   *
   * @param query - the request as it came; it is cleaned first
   */
  retrieve(query: string, options?: RetrieveOptions): Retrieval;
}

// Agents of one program ask with the same project, model and tools.
const MOST_SCOPES = 32;

/**
 * Makes a handbook ready to be asked: an inverted index of words and a table of vectors, in memory. Asking opens nothing and
 * waits for nothing.
 */
export function handbookIndex(behaviors: readonly MinedBehavior[], options: HandbookIndexOptions = {}): HandbookIndex {
  return finishSteps(handbookIndexInSteps(behaviors, options));
}

/** The same, with rests. */
export function* handbookIndexInSteps(
  behaviors: readonly MinedBehavior[],
  options: HandbookIndexOptions = {},
): Steps<HandbookIndex> {
  const poolOf = (all: boolean): Steps<BehaviorPool> =>
    behaviorPool(
      behaviors.filter((behavior) => isServable(behavior, all)),
      options,
    );
  const served = yield* poolOf(false);
  let everything: BehaviorPool | undefined;
  const masks = new Map<string, Uint8Array>();

  const maskOf = (pool: BehaviorPool, { all, project, model, tools }: ServingScope): Uint8Array => {
    const key = JSON.stringify([all === true, project, model, tools]);
    let mask = masks.get(key);
    if (mask === undefined) {
      mask = Uint8Array.from(pool.behaviors, (behavior) => Number(isInScope(behavior, { project, model, tools })));
      if (masks.size >= MOST_SCOPES) masks.clear();
      masks.set(key, mask);
    }
    return mask;
  };

  return {
    size: served.behaviors.length,
    retrieve(query, asked = {}) {
      const pool = asked.all === true ? (everything ??= finishSteps(poolOf(true))) : served;
      const cleaned = cleanQuery(query);
      const scoped = { ...asked, mask: maskOf(pool, asked) };
      return { query: cleaned, ...chooseRanked(pool, rankPool(pool, cleaned, scoped), scoped) };
    },
  };
}
