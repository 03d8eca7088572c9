import { z } from 'zod';
import type { ModelRequest } from '../../core/model.ts';
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
