import { z } from 'zod';
import { quoteFinder } from '../../behavior/judge/quote-finder.ts';
import { characterEdge } from '../../core/character-edge.ts';
import type { ModelRequest } from '../../core/model.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { findInRun } from '../reflect/find-in-run.ts';
import { listMaterial } from '../reflect/list-material.ts';
import { writeRun } from '../reflect/write-run.ts';
import { saidBy, type Said } from '../told-behaviors.ts';
import { ASPECT_PROMPT } from './aspect-prompt.ts';
import { feedbackOf } from './feedback-of.ts';

const MAX_FEEDBACK = 8000;
const MAX_BEHAVIOR = 300;

/** Something that an agent did in a run and that a person praised or blamed. */
export interface Aspect extends Said {
  readonly trajectoryId: string;
  /** What the agent did, or did not do, as a model put it. */
  readonly behavior: string;
  /** The person's words, verbatim. */
  readonly feedback: string;
  readonly sign: 'good' | 'bad';
}

const aspectsSchema = z.object({
  aspects: z.array(
    z.object({ feedback: z.string(), step: z.number().int(), quote: z.string(), behavior: z.string(), sign: z.enum(['good', 'bad']) }),
  ),
}); // prettier-ignore

/** What a model reads out of what was said about a run. */
export type AspectsAnswer = z.infer<typeof aspectsSchema>;

/** The question that has a model take the feedback on a run apart. */
export function aspectsRequest(run: Trajectory): ModelRequest<AspectsAnswer> {
  const { tag, text } = writeRun(run);
  const said = feedbackOf(run).join('\n\n');
  const feedback = listMaterial([{ heading: 'the feedback', text: said.slice(0, characterEdge(said, MAX_FEEDBACK)) }]);
  return {
    purpose: 'feedback',
    subjects: [run.id],
    instructions: ASPECT_PROMPT,
    messages: [
      {
        role: 'user',
        text: `The tag of the feedback is ${feedback.tag}, that of the run ${tag}.\n\n${feedback.text}\n\n${text}`,
      },
    ],
    shape: { name: 'aspects', schema: aspectsSchema },
  };
}

/**
 * Reads aspects off an answer: those whose words of the feedback and whose passage of the run are both found again.
 *
 * @returns also how many were not
 */
export function readAspects(
  run: Trajectory,
  { aspects }: AspectsAnswer,
): { readonly aspects: readonly Aspect[]; readonly unsupported: number } {
  const said = quoteFinder(feedbackOf(run).map((text, part) => ({ step: 0, part, text })));
  const found = new Map<string, Aspect>();
  let unsupported = 0;
  for (const { sign, ...one } of aspects) {
    const behavior = one.behavior.replace(/\s+/g, ' ').trim();
    const feedback = said.find(one.feedback, 0)?.map(({ quote }) => quote).join(' … ');
    const evidence = findInRun(run, one);
    if (feedback === undefined || evidence === undefined || behavior === '' || behavior.length > MAX_BEHAVIOR) unsupported++;
    else found.set(`${sign} ${behavior}`, { ...saidBy(run, [evidence]), trajectoryId: run.id, behavior, feedback, sign });
  }
  return { aspects: [...found.values()], unsupported };
} // prettier-ignore
