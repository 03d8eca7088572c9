import type { Trajectory } from '../../trajectory/trajectory.ts';

/**
 * What people said about a run, in words: its outcomes by people that are texts of more than one word, and its feedback
 * parts, where Ethogram or a checker did not write them. Distinct, in order.
 */
export function feedbackOf({ outcomes, steps }: Pick<Trajectory, 'outcomes' | 'steps'>): string[] {
  const said = outcomes.flatMap(({ value, by }) => (by === 'human' && typeof value === 'string' ? [value] : []));
  const heard = steps.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'feedback' ? [part.text] : [])));
  return [...new Set([...said, ...heard].map((text) => text.trim()))].filter((text) => /\S\s+\S|[\u2e80-\uffff]{4}/.test(text));
} // prettier-ignore
