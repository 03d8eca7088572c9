import type { MinedBehavior, Scope } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { retireBehavior, type BehaviorEdit } from './lifecycle.ts';
import { madeBehavior } from './made-behavior.ts';
import { mergeEvidence } from './merge-evidence.ts';

/**
 * Makes one behavior of several that come to the same: it applies wherever one of them does, has the evidence of all, the words
 * of the first or those of the edit, and names them as parents. They are retired, with what they have: undoing it brings
 * them back.
 *
 * @param behaviors - two or more, with provenance
 * @returns the new one first, then the retired ones in order
 * @throws EthogramError `bad-argument` when they are not of one polarity, fewer than two, or archived
 */
export function mergeIntoOne(behaviors: readonly MinedBehavior[], words: BehaviorEdit = {}): MinedBehavior[] {
  const [first, second, ...rest] = behaviors;
  if (first === undefined || second === undefined) {
    throw new EthogramError(
      'bad-argument',
      `merge: found ${plural(behaviors.length, 'behavior')}, expected at least two`,
    );
  }
  for (const { id, status, polarity } of behaviors) {
    if (status === 'archived') {
      throw new EthogramError('bad-argument', `${id}: found status archived, expected a behavior that is in use`, {
        hint: `ethogram handbook undo ${id}`,
      });
    }
    if (polarity !== first.polarity) {
      throw new EthogramError(
        'bad-argument',
        `merge: found ${first.id} to ${first.polarity} and ${id} to ${polarity}, expected all to do or all to avoid`,
      );
    }
  }
  const one = madeBehavior({
    how: 'merged',
    parents: [first, second, ...rest],
    scope: unitedScope(behaviors.map(({ scope }) => scope)),
    words,
    ...mergeEvidence(behaviors),
  });
  return [
    behaviors.some(({ pinned }) => pinned === true) && one.status === 'active' ? { ...one, pinned: true } : one,
    ...behaviors.map((behavior) => retireBehavior(behavior)),
  ];
}

const PLACES = ['tasks', 'tools', 'projects', 'models'] as const satisfies readonly (keyof Scope)[];

/** Where one of several applies: what one of them leaves open is open. */
function unitedScope(scopes: readonly Scope[]): Scope {
  return Object.fromEntries(
    PLACES.flatMap((place) => {
      const lists = scopes.map((scope) => scope[place]);
      return lists.some((list) => list === undefined) ? [] : [[place, [...new Set(lists.flatMap((list) => list!))]]];
    }),
  );
}
