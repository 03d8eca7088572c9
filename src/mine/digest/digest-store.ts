import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { PackedFragment } from './packed-fragment.ts';

/** A digest that is ready to be stored. */
export interface NewDigest {
  /** Id of the run. */
  readonly id: string;
  /** The run's revision when it was digested. */
  readonly revision: number;
  readonly digest: PackedFragment;
}

/** What mining needs from a store so that it need not read every run each time. */
export interface DigestStore {
  /** Ids of runs that have no digest of this version at their present revision; in no particular order. */
  undigested(version: number): Promise<string[]>;
  /** Stores or replaces digests, in one transaction; those of runs that are gone are dropped. */
  putDigests(digests: readonly NewDigest[], version: number): Promise<void>;
  /** All runs with a digest of this version, in order of id, copies of other runs included. */
  digests(
    version: number,
  ): AsyncIterable<{ readonly run: Omit<Trajectory, 'steps' | 'extra'>; readonly digest: PackedFragment }>;
}
