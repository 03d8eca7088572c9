import type { Actor } from '../trajectory/trajectory.ts';
import type { Unit } from './event.ts';

/**
 * How a code is recognised without a model. `cues` are regular expressions over text; `sequence` is a pattern over the
 * run's symbols (see `run-symbols.ts`), matched in order with at most `maxGap` symbols between two; `structure` names a
 * detector in `behavior/structure/`, of whose findings only those at calls of `tools` (names, or symbols) count when these are
 * named, and those that `except` lists never;
 * `omission` is something done without what it needs, `call` a call by how it is made; `learned` a model learned from
 * labels, alone or beside a structure: what either finds counts once.
 */
export interface Matcher {
  readonly cues?: readonly Cue[];
  /** Patterns that take back what the cues say when they are found in the same sentence. */
  readonly unless?: readonly Cue[];
  /** Cues count only in a message that can answer one: a user's after the agent has acted, an agent's after the user has spoken. */
  readonly reply?: true;
  readonly sequence?: {
    readonly symbols: readonly string[];
    readonly maxGap: number;
    /** What else must be true of elements; all of them. */
    readonly where?: readonly ElementCondition[];
  };
  readonly structure?: string;
  readonly tools?: readonly string[];
  /** Keys of sentences (`thoughtKey`) that are manners of speaking. */
  readonly except?: readonly string[];
  readonly omission?: OmissionMatcher;
  readonly call?: CallMatcher;
  readonly learned?: LinearModel;
}

/** What must be true of an element of a sequence besides its symbol. */
export interface ElementCondition {
  /** Index in `symbols`. */
  readonly element: number;
  /**
   * Wordings, of which its text (a call's arguments, a failed result, a sentence) holds one: each is pieces that stand in
   * this order; white space counts as one space.
   */
  readonly says?: readonly (readonly string[])[];
  /** Arguments (`a.b` for a field within a field) that a call has with these values as text; `*` for any value. */
  readonly arguments?: Readonly<Record<string, string>>;
  /**
   * It is the last element, a call, and does not fail: it counts when it is answered. A command that checks something may find
   * that something else is wrong than the first element says.
   */
  readonly succeeds?: true;
}

/**
 * Something done without what it needs. `before`: nothing that it needs came before the first attempt; `late`: it came only
 * afterwards; `after`: nothing came after the last attempt, in a run that was not broken off; `after-failure`: it failed, and
 * did not succeed any more; `after-done`: it came after what it needs had been done for the last time, and no user had asked
 * for more. What it needs counts only when it did not fail.
 */
export interface OmissionMatcher {
  /** Symbols (see `run-symbols.ts`), any of which is the act. */
  readonly act: readonly string[];
  /** Symbols, any of which is what the act needs; `tool:*` for any call. */
  readonly needs: readonly string[];
  readonly when: 'before' | 'late' | 'after' | 'after-failure' | 'after-done';
}

/** A call of one of the symbols, whose argument `field` (`a.b` for a field within a field) is `value`. */
export interface CallMatcher {
  readonly symbols: readonly string[];
  readonly field?: string;
  readonly value?: string;
}

/**
 * A detector that was learned from labels: the log odds that a segment shows the code are `bias` plus the sum of its
 * features (`learned/feature-readers.ts`), each times its weight. All of it can be read, and is part of what a codebook's hash is
 * taken of.
 */
export interface LinearModel {
  /** What is decided about as one: a sentence, or a part of a reasoning that its source lists part by part. */
  readonly segment: 'sentence' | 'listed-part';
  /** Probability (0–1) from which a segment shows the code. */
  readonly threshold: number;
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
  /** Families of cues that weights named `cue:FAMILY` are for. */
  readonly cues?: Readonly<Record<string, readonly Cue[]>>;
  /** What it was learned from, and how well it did on runs that it had not seen. */
  readonly trained?: string;
}

/** A pattern that speaks for a code. Case-insensitive, Unicode. */
export interface Cue {
  readonly pattern: string;
  /** ISO 639-1 language the pattern is written for; default `en`. */
  readonly language?: string;
  /** A pattern that the sentence before must hold, in the same text. */
  readonly after?: string;
}

/** An entry of a codebook: a behavior as something to be seen. */
export interface Code {
  readonly slug: string;
  readonly definition: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Empty: only a judge or a person can tell; such a code is not examined without one, and has no rate. */
  readonly match: Matcher;
  /** Sentences of our own that show the code, and near misses that do not. */
  readonly examples: { readonly positive: readonly string[]; readonly nearMiss: readonly string[] };
  readonly unit: Unit;
  readonly kind: 'point' | 'state';
  readonly polarity: 'good' | 'bad' | 'neutral';
  /** Whose steps can show it. */
  readonly actors: readonly Actor[];
  /** How occurrences are counted: every one, or at most one per step or per run. */
  readonly counting: 'each' | 'once-per-step' | 'once-per-run';
  /** Where this code comes from, when that is more than the codebook's `source`. */
  readonly source?: string;
}

/** Codes of which one place can show only one. */
export interface Exclusion {
  /** Slugs in order of precedence: where several are found, the first stands. */
  readonly codes: readonly string[];
  /** How a judge or a person decides which it is. */
  readonly decide: string;
}

/** A versioned file of codes. */
export interface Codebook {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** The paper or document the codes come from. */
  readonly source: string;
  readonly codes: readonly Code[];
  /** Which codes rule each other out. */
  readonly exclusions?: readonly Exclusion[];
  /** First 12 hex digits of SHA-256 over the canonical JSON of everything above. */
  readonly hash: string;
}
