import type { BehaviorOrigin, Exemplar, MinedBehavior, Parent } from '../behavior/behavior.ts';
import { contentKey } from '../core/content-key.ts';
import { approvalOf, withEdit, type BehaviorEdit } from './lifecycle.ts';

const MAX_LISTED = 20;

/** What a behavior is made of: others, by a person. */
export interface Making {
  readonly how: Extract<BehaviorOrigin, 'merged' | 'split' | 'derived'>;
  /** In order; the words are those of the first, unless they are edited. */
  readonly parents: readonly [MinedBehavior, ...MinedBehavior[]];
  readonly scope: MinedBehavior['scope'];
  readonly words?: BehaviorEdit;
  readonly support: MinedBehavior['support'];
  readonly provenance: readonly Exemplar[];
}

/**
 * A new behavior made of others: a candidate of its own id, unless its words and scope are those that were approved of a parent,
 * for then the approval holds. What was measured of the parents (effect, dates, savings) is not said of it.
 */
export function madeBehavior({ how, parents, scope, words = {}, support, provenance }: Making): MinedBehavior {
  const [first] = parents;
  const { polarity, kind, matcher, pattern, ending } = first;
  const said = withEdit({ ...first, scope }, words);
  const approved = parents.find((parent) => parent.hash === said.hash && approvalOf(parent) === 'holds');
  const of = parents.map(({ id }) => id);
  return {
    id: `b_${contentKey({ how, of, hash: said.hash }, 10)}`,
    name: said.name,
    instruction: said.instruction,
    ...(said.when !== undefined && { when: said.when }),
    ...(said.whenNot !== undefined && { whenNot: said.whenNot }),
    kind,
    polarity,
    scope,
    status: approved?.status ?? 'candidate',
    version: 1,
    hash: said.hash,
    parents: parents.map(({ id, version }): Parent => ({ id: `${id}@${version}`, how })),
    tokens: said.tokens,
    ...(matcher !== undefined && { matcher }),
    ...(pattern !== undefined && { pattern }),
    ...(ending !== undefined && { ending }),
    support,
    tokensPerUse: first.tokensPerUse,
    savedTokens: 0,
    ...(approved?.approval !== undefined && { approval: approved.approval }),
    ...(approved?.heldApproval !== undefined && { heldApproval: approved.heldApproval }),
    origin: { how },
    provenance,
  };
}

/** A list as support keeps it: sorted, and only while it is short. */
export function listed(names: Iterable<string>): readonly string[] | undefined {
  const sorted = [...new Set(names)].sort();
  return sorted.length <= MAX_LISTED ? sorted : undefined;
}
