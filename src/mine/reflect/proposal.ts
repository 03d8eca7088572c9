import type { BehaviorKind, Exemplar } from '../../behavior/behavior.ts';

/** The kinds that a model may propose: facts and preferences are counted, not thought of. */
export const PROPOSED_KINDS = ['strategy', 'workflow', 'repair', 'warning'] as const satisfies readonly BehaviorKind[];

/** What a behavior says. */
export interface BehaviorWords {
  /** `behavior_snake_case` */
  readonly name: string;
  /** One imperative sentence. */
  readonly instruction: string;
  readonly when?: string;
  readonly whenNot?: string;
}

/** The words alone of whatever has them. */
export function wordsOf({ name, instruction, when, whenNot }: BehaviorWords): BehaviorWords {
  return { name, instruction, ...(when !== undefined && { when }), ...(whenNot !== undefined && { whenNot }) };
}

/** Instruction and conditions, without the name. */
export function wordsText({ instruction, when = '', whenNot = '' }: BehaviorWords): string {
  return [instruction, when, whenNot].filter((text) => text !== '').join('. ');
}

/** A behavior that a model read out of one run, or of two runs of one task. */
export interface Proposal extends BehaviorWords {
  readonly kind: (typeof PROPOSED_KINDS)[number];
  /** How it was found: the run lacked it, showed it, or it separates a failed from a successful run of the task. */
  readonly how: 'missing' | 'shown' | 'contrast';
  /** What it would have changed, or why it is worth repeating, as the model says it. */
  readonly why: string;
  /** Of what was missing: whether it would have saved the run, or brought it to the same end sooner. */
  readonly effect?: 'saves' | 'shortens';
  /** The runs it speaks for, by id. */
  readonly runs: readonly string[];
  /** As `runHead` tells it: the same for all runs of a task. */
  readonly task: string;
  /** Names of the runs' projects. */
  readonly projects: readonly string[];
  /** Ids of behaviors that were put before the agent in these runs: such a run is no evidence for them. */
  readonly served: readonly string[];
  /** Quotes that were found again, at least one. */
  readonly evidence: readonly Exemplar[];
}

/** Why words of a model are not kept. */
export const REFUSALS = [
  'unsafe',
  'trivial',
  'injected',
  'planted',
  'task-text',
  'own-values',
  'support',
  'conflict',
] as const;
/** One of {@link REFUSALS}. */
export type Refusal = (typeof REFUSALS)[number];
