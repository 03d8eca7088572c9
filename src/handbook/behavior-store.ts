import type { BehaviorStatus, Exemplar, MinedBehavior } from '../behavior/behavior.ts';

/** What is done to behaviors, when (ISO 8601) and, where that is known, by whom. */
export interface BehaviorChange {
  /** `mined`, `approved`, `retired`, `pinned`, `edited`… */
  readonly action: string;
  readonly at: string;
  readonly by?: string;
}

/** One past state of a behavior, newest last in a history. */
export interface BehaviorRevision extends BehaviorChange {
  readonly version: number;
  readonly behavior: MinedBehavior;
}

/** Reads a handbook. Behaviors come without provenance unless asked; order: by name, then id. */
export interface BehaviorReader {
  behaviors(filter?: {
    readonly status?: readonly BehaviorStatus[];
    readonly pinned?: boolean;
  }): Promise<MinedBehavior[]>;
  behavior(id: string): Promise<MinedBehavior | undefined>;
  provenance(id: string): Promise<Exemplar[]>;
  history(id: string): Promise<BehaviorRevision[]>;
  /** The histories of all behaviors, by id. */
  histories(): Promise<Map<string, BehaviorRevision[]>>;
}

/** What a piece of work on the handbook comes to: what is to be written (nothing: no change), and what it gives back. */
export interface BehaviorUpdate<T> {
  readonly changed: readonly MinedBehavior[];
  readonly change: BehaviorChange;
  readonly result: T;
}

/** What the handbook needs from a store. */
export interface BehaviorStore extends BehaviorReader {
  /**
   * Inserts or replaces behaviors by id, each with a history entry, in one transaction. One without provenance keeps the
   * evidence that is stored.
   */
  putBehaviors(behaviors: readonly MinedBehavior[], change: BehaviorChange): Promise<void>;
  /**
   * As `putBehaviors`, of behaviors as `work` reads and changes them: nobody else writes meanwhile, in this process or
   * another, so that no change is lost. What `work` throws leaves everything as it was.
   */
  updateBehaviors<T>(work: (handbook: BehaviorReader) => Promise<BehaviorUpdate<T>>): Promise<T>;
}
