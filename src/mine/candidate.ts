import type { BehaviorKind, Scope } from '../behavior/behavior.ts';
import type { Matcher } from '../behavior/codebook.ts';
import type { Phrase } from './find-occurrences.ts';

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
  /** For repairs. */
  readonly repaired?: { readonly worked: number; readonly tried: number };
  readonly scope: Scope;
  readonly matcher: Matcher;
  /** In order of run, then step. */
  readonly occurrences: readonly Occurrence[];
  /** Sequences of symbols take part in the description of runs. */
  readonly phrase?: Phrase;
}
