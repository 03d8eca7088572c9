import type { BehaviorStatus, Exemplar, MinedBehavior } from '../behavior/behavior.ts';

/** One past state of a behavior, newest last in a history. */
export interface BehaviorRevision {
  readonly version: number;
  /** What was done: `mined`, `approved`, `retired`, `pinned`, `edited`… */
  readonly action: string;
  /** ISO 8601. */
  readonly at: string;
  readonly behavior: MinedBehavior;
}

/** What the handbook needs from a store. Behaviors come without provenance unless asked; order: by name, then id. */
export interface BehaviorStore {
  /** Inserts or replaces behaviors by id, each with a history entry, in one transaction. */
  putBehaviors(
    behaviors: readonly MinedBehavior[],
    change: { readonly action: string; readonly at: string },
  ): Promise<void>;
  behaviors(filter?: {
    readonly status?: readonly BehaviorStatus[];
    readonly pinned?: boolean;
  }): Promise<MinedBehavior[]>;
  behavior(id: string): Promise<MinedBehavior | undefined>;
  provenance(id: string): Promise<Exemplar[]>;
  history(id: string): Promise<BehaviorRevision[]>;
}
