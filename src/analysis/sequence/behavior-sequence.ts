import type { Actor } from '../../trajectory/trajectory.ts';

/** What is known of a run besides what happened in it: what analyses stratify, adjust and select by. */
export interface RunFacts {
  readonly id: string;
  /** What trials of one task have in common (`taskKey`), or the run's id where the source names no task. */
  readonly task: string;
  readonly format: string;
  readonly tags: readonly string[];
  /** Undefined when nobody said how it ended. */
  readonly success?: boolean;
  readonly model?: string;
  readonly version?: string;
  readonly project?: string;
  /** Where it was read from: runs of one file are often those of one agent. */
  readonly source?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
  /** Steps of the run. */
  readonly steps: number;
  /** Its tokens (estimate). */
  readonly tokens: number;
}

/**
 * One run as behaviors in order of where they begin: what every analysis of sequences takes. The arrays have one entry per event.
 * Sequences are pooled within runs, never across them.
 */
export interface BehaviorSequence extends RunFacts {
  /** Places in the alphabet of the set. */
  readonly codes: Int32Array;
  /** First step of each event, 0-based, never falling. */
  readonly first: Int32Array;
  /** Last step of each event, inclusive. */
  readonly last: Int32Array;
  /** Seconds since the run began at each event's first step (`runClock`), NaN where not known. Undefined when they were not asked for. */
  readonly seconds?: Float64Array;
  /** Places in {@link SEQUENCE_ACTORS}: who did it. */
  readonly actors: Uint8Array;
  /** Per place in the alphabet, how many units of the run could be examined for it; 0 where it could not be observed at all. Undefined when all could. */
  readonly observed?: Float64Array;
}

/** The actors by which {@link BehaviorSequence} numbers them. */
export const SEQUENCE_ACTORS = ['agent', 'user', 'tool', 'environment', 'system'] as const satisfies readonly Actor[];

/** Runs over one alphabet of behaviors. */
export interface SequenceSet {
  /** Names: `codebook/slug` of codes, symbols of calls, names of labels; sorted by code unit. */
  readonly alphabet: readonly string[];
  /** In order of id; runs in which nothing could be observed are left out, those in which nothing happened are there, empty. */
  readonly sequences: readonly BehaviorSequence[];
}
