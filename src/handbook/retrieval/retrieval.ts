import type { RunSoFar } from './run-so-far.ts';

/** A behavior that would be served, and why. */
export interface RetrievedBehavior {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly instruction: string;
  readonly when?: string;
  readonly whenNot?: string;
  /** How well it fits, 0–1; 0 for what is served by topic alone. Comparable within one retrieval only. */
  readonly score: number;
  /** What stating it costs, in tokens (estimate). */
  readonly tokens: number;
  /** What it was chosen for, in words. */
  readonly why: string;
}

/** A behavior that came near, and what kept it out. */
export interface LeftOut {
  readonly id: string;
  readonly name: string;
  readonly score: number;
  readonly reason: string;
}

/** What retrieval gives. */
export interface Retrieval {
  /** The query as it was used. */
  readonly query: string;
  /** Sum over the behaviors. */
  readonly tokens: number;
  /** Best first; empty when nothing fits well enough. */
  readonly behaviors: readonly RetrievedBehavior[];
  /** Only where it was asked for: the best of those that were not chosen, at most ten. */
  readonly leftOut?: readonly LeftOut[];
}

/** Which behaviors may be served at all. */
export interface ServingScope {
  /** Leave out behaviors whose support without this task falls under two runs of two tasks. */
  readonly task?: string | undefined;
  /** Candidates, shadow and stale ones too; never archived or held ones. Default false: active and pinned only. */
  readonly all?: boolean | undefined;
  /** Where the agent runs: behaviors scoped to other projects, models or tools are left out. */
  readonly project?: string | undefined;
  readonly model?: string | undefined;
  readonly tools?: readonly string[] | undefined;
}

/** How to retrieve. */
export interface RetrieveOptions extends ServingScope {
  /** At most this many; never more than {@link MAX_RETRIEVED}. Default 3. */
  readonly k?: number;
  /** Budget for stating them. Default 400. */
  readonly tokens?: number;
  /** Tags of the task: what was learned from tasks of one of them fills up what its words leave free, in order of merit. */
  readonly topics?: readonly string[];
  /** What the run has come to, for a retrieval in its middle. */
  readonly run?: RunSoFar;
  /** The request's own vector, of the model whose vectors the index was given; without it words decide. */
  readonly vector?: Float32Array;
  /** Say, too, what came near and was left out. */
  readonly explain?: boolean;
}

/** More behaviors than this make agents worse, not better (SkillsBench: 2–3 help three times as much as 4 and more). */
export const MAX_RETRIEVED = 5;
