import type { ImportItem, Label, Outcome, OutcomeRecord, Source, Task, Trajectory } from './trajectory.ts';

/** A trajectory as a list shows it: everything but the steps. */
export interface TrajectorySummary {
  readonly id: string;
  readonly format: string;
  readonly source: Source;
  readonly task: Task;
  readonly agent: { readonly name?: string; readonly model?: string; readonly version?: string };
  readonly project?: string;
  readonly parentId?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly outcome: Outcome;
  readonly steps: number;
  readonly tokens: number;
  readonly revision: number;
}

/** Which trajectories to look at. All given fields must hold. */
export interface TrajectoryFilter {
  readonly ids?: readonly string[];
  readonly format?: string;
  readonly outcome?: 'success' | 'failure';
  readonly project?: string;
  /** ISO 8601: runs that started at this time or later. */
  readonly since?: string;
  readonly limit?: number;
}

/** What became of a batch that was put. */
export interface PutCounts {
  readonly imported: number;
  /** Known runs that had grown. */
  readonly continued: number;
  readonly duplicates: number;
  /** Steps that are new in the store. */
  readonly steps: number;
  /** Tokens of those steps. */
  readonly tokens: number;
}

/** What was deleted. `quotes` are pieces of behaviors' evidence, `behaviors` those that lost all of it. */
export interface ForgetCounts {
  readonly trajectories: number;
  readonly steps: number;
  readonly labels: number;
  readonly events: number;
  readonly quotes: number;
  readonly behaviors: number;
}

/** What reading and writing trajectories needs from a store. Order of lists: by id. */
export interface TrajectoryStore {
  /**
   * Stores what an importer yielded, in one transaction. A run that is known is a duplicate, one that grew is continued
   * (revision + 1), one with a known id and other content gets an id of its own. Issues are ignored.
   */
  put(items: readonly ImportItem[]): Promise<PutCounts>;
  list(filter?: TrajectoryFilter): AsyncIterable<TrajectorySummary>;
  /** The whole trajectories, steps included, one at a time. */
  read(filter?: TrajectoryFilter): AsyncIterable<Trajectory>;
  /** Also finds a run by the id under which another format told it. @returns undefined when there is none of that id */
  get(id: string): Promise<Trajectory | undefined>;
  labels(filter?: { readonly trajectoryId?: string; readonly name?: string }): AsyncIterable<Label>;
  /**
   * Adds outcomes to a run, found as by `get`, in one transaction; those it has to the letter are not added again.
   *
   * @throws EthogramError `not-found`
   */
  addOutcome(trajectoryId: string, ...outcomes: readonly OutcomeRecord[]): Promise<void>;
  /** Deletes runs with their sub-agents and all that was made of them; ids that are not there are left alone. */
  forget(ids: readonly string[]): Promise<ForgetCounts>;
}
