import type { BehaviorKind, MinedBehavior, Scope } from '../behavior/behavior.ts';
import type { Matcher } from '../behavior/codebook.ts';
import type { Phrase } from './phrase.ts';

/** One place where a candidate was seen. */
export interface Occurrence {
  /** Index of the run's fragment. */
  readonly run: number;
  /** Indexes of its steps, ascending. */
  readonly steps: readonly number[];
  /** Where the telling words stand. */
  readonly at: { readonly step: number; readonly part: number; readonly start: number; readonly end: number };
  /** What it cost, in tokens. */
  readonly tokens: number;
}

/** A behavior in the making: what a miner of one kind found, not yet chosen, checked or given evidence. */
export interface Candidate {
  readonly kind: BehaviorKind;
  readonly polarity: 'do' | 'avoid';
  readonly name: string;
  readonly instruction: string;
  readonly when?: string;
  readonly whenNot?: string;
  /** Its shape for people, with variables: `find_user(email=⟨a⟩) → cancel(id=⟨b⟩)`. */
  readonly pattern?: string;
  /** How a workflow ends: `then report what was done`. */
  readonly ending?: string;
  /** Which parts of a workflow are used for several kinds of task, and which for one only; as symbols. */
  readonly parts?: NonNullable<MinedBehavior['parts']>;
  /** For repairs. */
  readonly repaired?: NonNullable<MinedBehavior['repaired']>;
  /** For facts. */
  readonly fact?: NonNullable<MinedBehavior['fact']>;
  /** For preferences. */
  readonly followed?: NonNullable<MinedBehavior['followed']>;
  readonly scope: Scope;
  /** Absent when it is seen by something that does not happen; then there is a `rule`. */
  readonly matcher?: Matcher;
  /** The same behavior as a temporal rule. */
  readonly rule?: string;
  /** In order of run, then step. */
  readonly occurrences: readonly Occurrence[];
  /** The difference it was chosen by, with the q of what was tested beside it; tested on the same terms as others when absent. */
  readonly outcome?: NonNullable<MinedBehavior['outcome']>;
  /** Sequences of symbols take part in the description of runs. */
  readonly phrase?: Phrase;
}
