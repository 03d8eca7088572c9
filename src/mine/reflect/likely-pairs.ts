import MiniSearch from 'minisearch';
import { sentenceTerms } from '../strategy/sentence-terms.ts';
import type { BehaviorWords } from './proposal.ts';

/** Which words a model is to compare: one and those like it, by index. */
export interface Comparison {
  readonly first: number;
  readonly others: readonly number[];
}

// What a behavior is most like, by its words, is all it is compared with: one question for each.
const NEIGHBOURS = 4;

/**
 * Pairs of behaviors that may mean the same: the four most like each by their words (BM25 over stems, words of one meaning
 * taken for one), and those of one name. Each pair once, with the later as the first.
 */
export function likelyPairs(behaviors: readonly BehaviorWords[]): Comparison[] {
  const index = new MiniSearch<{ id: number; words: string }>({
    fields: ['words'],
    tokenize: (text) => sentenceTerms(text),
    processTerm: (term) => term,
  });
  const texts = behaviors.map(({ name, instruction, when = '' }) => {
    return `${name.replace(/^behavior_/, '').replaceAll('_', ' ')} ${instruction} ${when}`;
  });
  index.addAll(texts.map((words, id) => ({ id, words })));
  const others = behaviors.map(() => new Set<number>());
  const join = (a: number, b: number): void => void others[Math.max(a, b)]!.add(Math.min(a, b));
  for (const [id, text] of texts.entries()) {
    index
      .search(text)
      .filter((hit) => hit.id !== id)
      .sort((a, b) => b.score - a.score || (a.id as number) - (b.id as number))
      .slice(0, NEIGHBOURS)
      .forEach((hit) => join(id, hit.id as number));
  }
  const named = Map.groupBy(behaviors.keys(), (id) => behaviors[id]!.name);
  for (const [first, ...rest] of named.values()) for (const id of rest) join(first!, id);
  return others.flatMap((set, first) => (set.size === 0 ? [] : [{ first, others: [...set].sort((a, b) => a - b) }]));
}
