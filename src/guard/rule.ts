import type { Formula } from './formula.ts';

/** What a rule does when it is broken while an agent runs, mildest first. */
export const POSTURES = ['log', 'warn', 'ask', 'retry', 'block', 'stop'] as const;
/** One of {@link POSTURES}. */
export type Posture = (typeof POSTURES)[number];

/** A temporal constraint on runs. */
export interface Rule {
  /** Lower-case words joined by hyphens. */
  readonly id: string;
  /** As written; `parsed` is what it means. */
  readonly formula: string;
  readonly parsed: Formula;
  readonly posture: Posture;
  /** One sentence for people; what a violation is explained with. */
  readonly description?: string;
}

/** Whether breaking a rule of this posture makes `rules check` say no: `block` and above. */
export function isBlocking(posture: Posture): boolean {
  return POSTURES.indexOf(posture) >= POSTURES.indexOf('block');
}
