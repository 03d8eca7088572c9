import { z } from 'zod';
import type { Json } from '../../core/json.ts';
import type { NoteStore } from '../../core/note-store.ts';
import { PROPOSED_KINDS } from './proposal.ts';

const words = {
  name: z.string(),
  instruction: z.string(),
  when: z.string().nullable(),
  whenNot: z.string().nullable(),
  kind: z.enum(PROPOSED_KINDS),
};
const passage = { step: z.number().int(), quote: z.string() };

/** What a model says when it looks back at a run. Every field is required: strict servers take no others. */
export const reflectionSchema = z.object({
  correctness: z.object({
    reason: z.string(),
    verdict: z.enum(['correct', 'incorrect', 'unclear']),
    mistakes: z.array(
      z.object({ ...passage, sort: z.enum(['answer', 'calculation', 'logic', 'action', 'other']), explanation: z.string() }),
    ),
  }),
  missing: z.array(z.object({ ...passage, why: z.string(), effect: z.enum(['saves', 'shortens']), ...words })),
  shown: z.array(z.object({ ...passage, why: z.string(), ...words })),
}); // prettier-ignore

/** See {@link reflectionSchema}. */
export type ReflectionAnswer = z.infer<typeof reflectionSchema>;

/** A reflection as it is kept: the answer, by whom, and what of the run it was about. */
export interface Reflection {
  /** `provider:name`. */
  readonly model: string;
  /** Of the prompt and the shape it was asked with; another one asks again. */
  readonly prompt: string;
  /** The run's revision. */
  readonly revision: number;
  readonly promptHash: string;
  readonly costUsd?: number;
  readonly answer: ReflectionAnswer;
}

const KIND = 'reflection';

/** Keeps a reflection; one by the same model about the same run is replaced. */
export async function keepReflection(store: NoteStore, trajectoryId: string, reflection: Reflection): Promise<void> {
  await store.putNotes(KIND, [{ trajectoryId, name: reflection.model, value: reflection as unknown as Json }]);
}

/** All reflections that were kept, in order of run id, then model. */
export async function* keptReflections(
  store: NoteStore,
): AsyncGenerator<{ readonly trajectoryId: string; readonly reflection: Reflection }> {
  for await (const { trajectoryId, value } of store.notes(KIND)) {
    yield { trajectoryId, reflection: value as unknown as Reflection };
  }
}
