import type { Json } from '../../../core/json.ts';
import type { Part, Step } from '../../trajectory.ts';

/** Which step of {@link reasoningSteps} holds the reasoning when a question comes before it. */
export const REASONING_STEP = 1;

/**
 * A question and its solution as two steps: the user's, one text part per piece of the question, and the agent's.
 *
 * @param question - pieces of the question (the question itself, its options), in order; empty ones are left out
 * @param reasoning - the listed reasoning steps; entry *i* is part *i* of the agent's step, even when it is empty
 * @param answer - what the source has besides them, as text parts after the reasoning
 */
export function reasoningSteps(
  question: readonly string[],
  reasoning: readonly Json[],
  answer: readonly string[],
): Step[] {
  const asked = textParts(question);
  const solved: Part[] = [
    ...reasoning.map((entry): Part => ({
      kind: 'reasoning',
      text: typeof entry === 'string' ? entry : JSON.stringify(entry),
      visibility: 'raw',
    })),
    ...textParts(answer),
  ];
  const steps: Step[] = [{ index: 0, actor: 'user', parts: asked }];
  steps.push({ index: REASONING_STEP, actor: 'agent', parts: solved });
  return steps;
}

/** Texts as parts, empty ones left out. */
export function textParts(texts: readonly string[]): Part[] {
  return texts.filter((text) => text !== '').map((text): Part => ({ kind: 'text', text }));
}
