import { sha256 } from '../../core/content-key.ts';
import type { Decision } from '../../core/note-store.ts';
import { stateBehavior } from '../wording/state-behavior.ts';
import type { BehaviorWords } from './proposal.ts';
import { RELATIONS, type Relation } from './relate-request.ts';

/** Relations between wordings that are known: asked once, whoever asks. Wordings are held as hashes: nothing is quoted. */
export interface KnownRelations {
  get(first: BehaviorWords, second: BehaviorWords): Relation | undefined;
  set(first: BehaviorWords, second: BehaviorWords, relation: Relation): void;
  /** How a wording relates to others, by their {@link wordsKey}. */
  around(words: BehaviorWords): ReadonlyMap<string, Relation>;
}

/** Kind of the decisions in which a store keeps them. */
export const RELATION_KIND = 'relation';

/** What stands for a wording: 16 hex digits of the hash of its statement. */
export function wordsKey(words: BehaviorWords): string {
  let key = KEYS.get(words);
  if (key === undefined) KEYS.set(words, (key = sha256(stateBehavior(words), 16)));
  return key;
}

// Groups are compared member by member, over and over.
const KEYS = new WeakMap<BehaviorWords, string>();

/**
 * Relations that a store kept, and those that are learned.
 *
 * @param onLearned - told each that is new, as it is to be kept
 */
export function knownRelations(
  kept: readonly Decision[],
  onLearned: (decision: Decision) => void = () => {},
): KnownRelations {
  const relations = new Map<string, Map<string, Relation>>();
  const put = (from: string, to: string, relation: Relation): void => {
    const known = relations.get(from);
    if (known === undefined) relations.set(from, new Map([[to, relation]]));
    else known.set(to, relation);
  };
  const learn = (from: string, to: string, relation: Relation): void => {
    put(from, to, relation);
    put(to, from, TURNED[relation]);
  };
  for (const { name, value } of kept) {
    const [from, to] = name.split(' ');
    if (to !== undefined && RELATIONS.includes(value as Relation)) learn(from!, to, value as Relation);
  }
  return {
    get: (first, second) => relations.get(wordsKey(first))?.get(wordsKey(second)),
    set(first, second, relation) {
      const [from, to] = [wordsKey(first), wordsKey(second)];
      learn(from, to, relation);
      onLearned(from < to ? { name: `${from} ${to}`, value: relation } : { name: `${to} ${from}`, value: TURNED[relation] });
    },
    around: (words) => relations.get(wordsKey(words)) ?? new Map(),
  };
} // prettier-ignore

const TURNED: Readonly<Record<Relation, Relation>> = {
  same: 'same',
  broader: 'narrower',
  narrower: 'broader',
  conflicting: 'conflicting',
  different: 'different',
};
