import type { Json } from './json.ts';

/** Something said about a run beside coding it: a reflection, an answer to a probe. */
export interface Note {
  readonly trajectoryId: string;
  /** Tells the notes of one kind about one run apart; compared by code units. */
  readonly name: string;
  readonly value: Json;
}

/** Something decided once that holds for all runs, under a name. Quotes no run. */
export interface Decision {
  readonly name: string;
  readonly value: Json;
}

/** Where notes and decisions are kept, each kind (`reflection`, `probe`, `kept-apart`…) by itself. */
export interface NoteStore {
  /** Writes notes over those of the same run and name, in one transaction; those of runs that are gone are dropped. */
  putNotes(kind: string, notes: readonly Note[]): Promise<void>;
  /** In order of run id, then name. They go with their run. */
  notes(kind: string, filter?: { readonly trajectoryId?: string }): AsyncIterable<Note>;
  /** Writes decisions over those of the same name, in one transaction. */
  putDecisions(kind: string, decisions: readonly Decision[]): Promise<void>;
  /** All of a kind, or those of these names; in order of name. */
  decisions(kind: string, names?: readonly string[]): Promise<Decision[]>;
}
