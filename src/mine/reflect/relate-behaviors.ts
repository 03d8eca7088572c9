import MiniSearch from 'minisearch';
import { z } from 'zod';
import type { ModelRequest } from '../../core/model.ts';
import { sentenceTerms } from '../strategy/sentence-terms.ts';
import { stateBehavior } from '../wording/state-behavior.ts';
import { listMaterial } from './list-material.ts';
import type { BehaviorWords } from './proposal.ts';
import { RELATE_PROMPT } from './relate-prompt.ts';

/** How one behavior relates to another. */
export const RELATIONS = ['same', 'broader', 'narrower', 'conflicting', 'different'] as const;
/** One of {@link RELATIONS}. */
export type Relation = (typeof RELATIONS)[number];

const relationsSchema = z.object({
  relations: z.array(z.object({ number: z.number().int(), reason: z.string(), relation: z.enum(RELATIONS) })),
});

/** What a model says of one behavior and several others. */
export type RelationsAnswer = z.infer<typeof relationsSchema>;

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

/** The question how a behavior relates to others. `subjects`: the runs that its words are from. */
export function relateRequest(
  first: BehaviorWords,
  others: readonly BehaviorWords[],
  subjects: readonly string[],
): ModelRequest<RelationsAnswer> {
  const { tag, text } = listMaterial([
    { heading: 'the first', text: stateBehavior(first) },
    ...others.map((words, i) => ({ heading: `number ${i + 1}`, text: stateBehavior(words) })),
  ]);
  return {
    purpose: 'merge',
    subjects,
    instructions: RELATE_PROMPT,
    messages: [{ role: 'user', text: `The tag is ${tag}.\n\n${text}` }],
    shape: { name: 'relations', schema: relationsSchema },
  };
}

/** The relations that an answer tells, by place in the list asked about; undefined where it tells none, or two. */
export function relationsOf({ relations }: RelationsAnswer, asked: number): (Relation | undefined)[] {
  return Array.from({ length: asked }, (_, i) => {
    const found = new Set(relations.filter(({ number }) => number === i + 1).map(({ relation }) => relation));
    return found.size === 1 ? [...found][0] : undefined;
  });
}
