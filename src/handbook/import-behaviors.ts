import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { importedId } from './foreign/foreign-behavior.ts';

/** What comes of taking behaviors in. */
export interface Imported {
  /** What is new, or changed, in order. */
  readonly changed: readonly MinedBehavior[];
  /** How many were there already, in the same words. */
  readonly known: number;
}

/**
 * Behaviors from elsewhere as candidates of a handbook: nothing they say of themselves is believed. Each gets an id by its words, so
 * that none takes the place of one that is there or will be mined; status, pin, approvals, effects and rules stay behind, and of the evidence
 * only that counts which was found again in runs that are here. Where they come from is kept, their id there as a parent.
 *
 * @param stored - the handbook as it is
 * @param found - of a behavior's evidence that which is in runs that are here, and what support it is
 * @param how - brought by a person, or proposed by a program
 */
export function importBehaviors(
  stored: readonly MinedBehavior[],
  incoming: readonly MinedBehavior[],
  {
    found = () => ({ provenance: [], support: { trajectories: 0, of: 0, tasks: 0 } }),
    how = 'imported',
    from,
  }: {
    readonly found?: (behavior: MinedBehavior) => Pick<MinedBehavior, 'support'> & { readonly provenance: readonly Exemplar[] };
    readonly how?: 'imported' | 'proposed';
    readonly from?: string;
  } = {},
): Imported {
  const hashes = new Set(stored.map(({ hash }) => hash));
  const changed: MinedBehavior[] = [];
  let known = 0;
  for (const behavior of incoming) {
    if (behavior.status === 'archived') continue;
    if (hashes.has(behavior.hash)) {
      known++;
      continue;
    }
    hashes.add(behavior.hash);
    changed.push(asCandidate(behavior, { ...found(behavior), how, from }));
  }
  return { changed, known };
} // prettier-ignore

/**
 * Behaviors as they are, over those of the same id: what a handbook's own export brings back. That somebody approved words that are held
 * is believed only of approvals that were given here: a file can say anything.
 *
 * @param stored - the lines of what is there, by id
 * @param options.isApprovedHere - whether the history has that approval of those words
 */
export function restoreBehaviors(
  stored: ReadonlyMap<string, string>,
  incoming: readonly MinedBehavior[],
  {
    lineOf,
    isApprovedHere,
  }: {
    readonly lineOf: (behavior: MinedBehavior) => string;
    readonly isApprovedHere: (behavior: MinedBehavior) => boolean;
  },
): Imported {
  const believed = incoming.map((behavior) => {
    if (behavior.heldApproval === undefined || isApprovedHere(behavior)) return behavior;
    const { heldApproval: _, ...rest } = behavior;
    return rest;
  });
  const changed = believed.filter((behavior) => stored.get(behavior.id) !== lineOf(behavior));
  return { changed, known: incoming.length - changed.length };
}

function asCandidate(
  behavior: MinedBehavior,
  { how, from, support, provenance }: Pick<MinedBehavior, 'support' | 'provenance'> & { readonly how: 'imported' | 'proposed'; readonly from: string | undefined },
): MinedBehavior {
  const { id, name, instruction, when, whenNot, kind, polarity, scope, hash, tokens, matcher, pattern, parents, version } = behavior;
  const ownId = importedId(hash);
  const place = from ?? behavior.origin?.from;
  const claim = behavior.support.trajectories > 0 ? `said to be seen in ${behavior.support.trajectories} of ${behavior.support.of} runs there` : undefined;
  const said = [place, claim].filter((part) => part !== undefined).join('; ');
  return {
    id: ownId,
    name,
    instruction,
    kind,
    polarity,
    scope,
    hash,
    tokens,
    ...(when !== undefined && { when }),
    ...(whenNot !== undefined && { whenNot }),
    status: 'candidate',
    version: 1,
    parents: id === ownId ? parents : [...parents, { id: `${id}@${version}`, how: 'derived' }],
    ...(matcher !== undefined && { matcher }),
    ...(pattern !== undefined && { pattern }),
    support,
    tokensPerUse: 0,
    savedTokens: 0,
    origin: { how, ...(said !== '' && { from: said }) },
    provenance,
  };
} // prettier-ignore
