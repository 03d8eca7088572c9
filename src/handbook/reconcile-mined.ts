import { isDeepStrictEqual } from 'node:util';
import type { BehaviorKind, Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { moveBehavior } from './lifecycle.ts';
import { mergeEvidence } from './merge-evidence.ts';
import { refreshBehavior } from './refresh-behavior.ts';

// Two behaviors whose evidence agrees this much are one, whatever became of their words.
const SAME_EVIDENCE = 0.5;

/** What becomes of a handbook when its runs are mined again. */
export interface Reconciled {
  /** What was mined, in order, under the ids by which it is known. */
  readonly behaviors: readonly MinedBehavior[];
  /** What has changed: new, brought up to date, or gone stale. */
  readonly changed: readonly MinedBehavior[];
}

/**
 * Brings a handbook up to date with what was mined: a behavior that is known, by its id, or else by its kind and name or by
 * the same evidence, keeps its id and what people did to it (see `refreshBehavior`). Candidates that nobody touched and
 * that are not found any more go stale; they come back when they are.
 *
 * @param stored - the whole handbook, with provenance
 * @param mined - all of `kinds` that was found
 */
export function reconcileMined(
  stored: readonly MinedBehavior[],
  mined: readonly MinedBehavior[],
  { kinds }: { readonly kinds: readonly BehaviorKind[] },
): Reconciled {
  const minedIds = new Set(mined.map(({ id }) => id));
  const waiting = new Map(
    stored.filter(({ id, origin }) => !minedIds.has(id) && isMined(origin)).map((behavior) => [behavior.id, behavior]),
  );
  const byId = new Map(stored.map((behavior) => [behavior.id, behavior]));
  const behaviors = mined.map((found) => {
    const known = byId.get(found.id) ?? earlierSelf([...waiting.values()], found);
    if (known === undefined) return found;
    waiting.delete(known.id);
    return refreshBehavior(known, { ...found, id: known.id });
  });
  const gone = [...waiting.values()]
    .filter(({ kind, foundBy, origin }) => kinds.includes(kind) && foundBy === undefined && origin === undefined)
    .filter(({ status, pinned }) => status === 'candidate' && pinned !== true)
    .map((behavior) => moveBehavior(behavior, 'lose'));
  const now = new Map([...byId, ...behaviors.map((behavior) => [behavior.id, behavior] as const)]);
  const merged = stored.filter(({ origin }) => origin?.how === 'merged').map((behavior) => joined(behavior, now));
  const changed = [...behaviors, ...merged].filter((behavior) => !isDeepStrictEqual(behavior, byId.get(behavior.id)));
  return { behaviors, changed: [...changed, ...gone] };
}

/** A behavior that people merged of others, with the evidence that these have now. */
function joined(behavior: MinedBehavior, now: ReadonlyMap<string, MinedBehavior>): MinedBehavior {
  const parents = behavior.parents.flatMap(({ id, how }) =>
    how === 'merged' ? (now.get(id.replace(/@.*$/, '')) ?? []) : [],
  );
  return parents.length === 0 ? behavior : { ...behavior, ...mergeEvidence(parents) };
}

/** Whether mining can find it under another id: what people made of others is found in these. */
function isMined(origin: MinedBehavior['origin']): boolean {
  return origin === undefined || origin.how === 'imported' || origin.how === 'proposed';
}

function earlierSelf(stored: readonly MinedBehavior[], found: MinedBehavior): MinedBehavior | undefined {
  const alike = stored.filter(({ kind, polarity }) => kind === found.kind && polarity === found.polarity);
  return (
    alike.find(({ name }) => name === found.name) ??
    alike
      .map((behavior) => ({ behavior, share: sharedEvidence(behavior.provenance, found.provenance) }))
      .filter(({ share }) => share >= SAME_EVIDENCE)
      .sort((a, b) => b.share - a.share || (a.behavior.id < b.behavior.id ? -1 : 1))[0]?.behavior
  );
}

/** Of the places that the smaller of two lists of evidence names, the share that both do. */
function sharedEvidence(a: readonly Exemplar[], b: readonly Exemplar[]): number {
  const places = (list: readonly Exemplar[]): Set<string> =>
    new Set(list.map(({ trajectoryId, at }) => `${at.step} ${at.part} ${trajectoryId}`));
  const [first, second] = [places(a), places(b)];
  const smaller = Math.min(first.size, second.size);
  return smaller === 0 ? 0 : first.intersection(second).size / smaller;
}
