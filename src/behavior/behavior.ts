import type { Matcher } from './codebook.ts';
import type { Span } from './event.ts';

/** What sort of knowledge a behavior is; DESIGN.md describes each. */
export const BEHAVIOR_KINDS = ['strategy', 'workflow', 'repair', 'fact', 'preference', 'warning'] as const;
/** One of {@link BEHAVIOR_KINDS}. */
export type BehaviorKind = (typeof BEHAVIOR_KINDS)[number];

/** Where a behavior stands in its life. Only `active` and pinned ones are served. */
export const BEHAVIOR_STATUSES = ['candidate', 'shadow', 'active', 'stale', 'archived'] as const;
/** One of {@link BEHAVIOR_STATUSES}. */
export type BehaviorStatus = (typeof BEHAVIOR_STATUSES)[number];

/** Where a behavior applies; an absent field means everywhere. */
export interface Scope {
  readonly tasks?: readonly string[];
  readonly tools?: readonly string[];
  readonly projects?: readonly string[];
  readonly models?: readonly string[];
}

/** A behavior's earlier self or sources. */
export interface Parent {
  readonly id: string;
  readonly how: 'merged' | 'fixed' | 'derived' | 'split';
}

/** A named, instructable pattern. */
export interface Behavior {
  readonly id: string;
  /** `behavior_snake_case` */
  readonly name: string;
  /** One imperative sentence. */
  readonly instruction: string;
  readonly when?: string;
  readonly whenNot?: string;
  readonly kind: BehaviorKind;
  readonly polarity: 'do' | 'avoid';
  readonly scope: Scope;
  readonly status: BehaviorStatus;
  readonly pinned?: boolean;
  readonly version: number;
  /** First 12 hex digits of SHA-256 over name, instruction, when, whenNot, kind, polarity and scope: what an approval binds to. */
  readonly hash: string;
  readonly parents: readonly Parent[];
  /** What stating it costs, in tokens (estimate). */
  readonly tokens: number;
  /** How to see it in a run; makes it detectable, countable, "applied". */
  readonly matcher?: Matcher;
  /** The same behavior as a temporal rule. */
  readonly rule?: string;
}

/** One piece of evidence for a behavior; `at.quote` is verbatim in the step it names. */
export interface Exemplar {
  readonly trajectoryId: string;
  /** The steps of the whole occurrence. */
  readonly steps: readonly number[];
  readonly quote: string;
  readonly at: Omit<Span, 'quote'>;
}

/** How a behavior came into the handbook otherwise than by mining. */
export const BEHAVIOR_ORIGINS = ['merged', 'split', 'derived', 'imported', 'proposed'] as const;
/** One of {@link BEHAVIOR_ORIGINS}. */
export type BehaviorOrigin = (typeof BEHAVIOR_ORIGINS)[number];

/** What in a behavior's words could make an agent do harm; see `suspicionsOf`. */
export interface Suspicion {
  readonly code: SuspicionCode;
  /** In plain words, for the person who decides. */
  readonly reason: string;
  /** Where it shows, as it stands in the words; what cannot be seen is spelt out (`U+200B`). */
  readonly quote: string;
}

/** What words can be suspected of. */
export const SUSPICION_CODES = [
  'sends-secrets',
  'reads-secrets',
  'contacts-somebody',
  'moves-money',
  'disables-check',
  'runs-fetched-code',
  'gains-power',
  'destroys',
  'deceives',
  'conceals',
  'obeys-others',
  'promotes',
  'hidden-text',
  'look-alike',
] as const;
/** One of {@link SUSPICION_CODES}. */
export type SuspicionCode = (typeof SUSPICION_CODES)[number];

/** A behavior with what mining knows of it. */
export interface MinedBehavior extends Behavior {
  /** Why its words are held: never empty. The store sets it whenever the behavior is written; see `isHeld`. */
  readonly held?: readonly Suspicion[];
  /** Of its quoted occurrences (`of`) those in which the agent carried out what a tool's answer told it to, where that is a good part; and one such order. */
  readonly obeyed?: { readonly exemplars: number; readonly of: number; readonly quote: string };
  /** Who read the reasons and approved the words nevertheless: holds for the words with this hash only. ISO 8601. */
  readonly heldApproval?: { readonly hash: string; readonly by: string; readonly at: string };
  /** Who approved which words: it holds while `hash` is the behavior's. ISO 8601. */
  readonly approval?: { readonly hash: string; readonly by: string; readonly at: string };
  /** How it came into the handbook when mining did not count it, and where it comes from, in words. */
  readonly origin?: { readonly how: BehaviorOrigin; readonly from?: string };
  /** When it was last seen, where that is so long ago that it went stale: seen later, it comes back. ISO 8601. */
  readonly unseenSince?: string;
  readonly support: {
    readonly trajectories: number;
    readonly of: number;
    readonly tasks: number;
    /** The tasks themselves, sorted, when there are at most 20; for leaving one task out. */
    readonly taskIds?: readonly string[];
    /** Names of the projects that its runs are of, sorted, when there are at most 20; `[]` when runs have none. */
    readonly projects?: readonly string[];
    /** Runs that were forgotten since they were counted, at least: the counts here are then at most what is left, until mining counts anew. */
    readonly forgotten?: number;
  };
  /** Its shape for people, with variables: `find_user(email=⟨a⟩) → cancel(id=⟨b⟩)`. */
  readonly pattern?: string;
  /** How a workflow ends, as a clause: `then report what was done`. */
  readonly ending?: string;
  /** The tools and moves of a workflow, as symbols: those used for several kinds of task, and those of one kind, by kind. */
  readonly parts?: { readonly common: readonly string[]; readonly own: Readonly<Record<string, readonly string[]>> };
  /** For repairs: after how many failures this was tried, and how often it worked; with the 95% interval of that rate. */
  readonly repaired?: {
    readonly worked: number;
    readonly tried: number;
    readonly interval?: readonly [number, number];
  };
  /** For facts: the answer as it is stated (absent when it is only said where it stands), and when it was seen; ISO 8601. */
  readonly fact?: {
    readonly answer?: string;
    /** The first run in which the answer was what it is now. */
    readonly since?: string;
    /** The same, when it had been another before. */
    readonly changedAt?: string;
    readonly lastSeen?: string;
  };
  /** For preferences: in how many of the runs that went on after an objection (`of`) it was not needed again (`kept`). */
  readonly followed?: { readonly kept: number; readonly of: number };
  /** Success rate of runs with it minus without it (−1…1), with 95% interval and Benjamini–Hochberg q, where outcomes are known. */
  readonly outcome?: {
    readonly difference: number;
    readonly interval: readonly [number, number];
    readonly q: number;
    readonly n: number;
  };
  /** Place in the order of merit when it was last mined, 0 the best. */
  readonly rank?: number;
  /** When it was first and last seen, ISO 8601, where runs tell their time. */
  readonly seen?: { readonly first: string; readonly last: string };
  /** Runs that show it of the runs of each period, in order of time, where mining went by periods. */
  readonly periods?: readonly { readonly from: string; readonly trajectories: number; readonly of: number }[];
  /** Tokens one occurrence costs, on average. */
  readonly tokensPerUse: number;
  /** Tokens its occurrences cost, minus what stating it once per run costs. */
  readonly savedTokens: number;
  /** The model that read it out of reflections, feedback or demonstrations (`provider:name`); `support` counts their runs. */
  readonly foundBy?: string;
  /** Its words are a model's, instead of those whose hash is `of`; they hold until mining words it otherwise. */
  readonly worded?: { readonly by: string; readonly of: string };
  /** In how many of the runs that a model reflected on (`of`), of how many tasks, it was said to be missing or worth repeating. */
  readonly reflected?: { readonly trajectories: number; readonly tasks: number; readonly of: number };
  readonly provenance: readonly Exemplar[];
}
