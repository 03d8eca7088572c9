import type { EventStore } from '../behavior/event.ts';
import type { EmbeddingStore } from '../core/embedding-store.ts';
import type { ModelCallStore } from '../core/model-call-store.ts';
import type { NoteStore } from '../core/note-store.ts';
import type { BehaviorStore } from '../handbook/behavior-store.ts';
import type { ReceiptStore } from '../handbook/receipt.ts';
import type { ImportItem } from '../trajectory/trajectory.ts';
import type { PutCounts, TrajectoryFilter, TrajectoryStore } from '../trajectory/trajectory-store.ts';
import type { DigestedRun, NewDigest } from './read-digests.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { RunHead } from './stored-head.ts';
import type { RunToDo } from './work-in-threads.ts';

/** What a store is and holds. `bytes` is what it takes on disk, indexes included. */
export interface StoreInfo {
  readonly engine: 'sqlite' | 'postgres';
  /** Number of the last migration. */
  readonly version: number;
  /** Path of the file, or the server's address without the password. */
  readonly location: string;
  readonly bytes: number;
  readonly trajectories: number;
  readonly steps: number;
  readonly tokens: number;
  readonly calls: number;
  readonly labels: number;
  readonly codings: number;
  readonly events: number;
  readonly behaviors: number;
}

/** One tool call, as the store keeps it beside the run so that calls can be grouped without reading runs. */
export interface StoredCall {
  readonly trajectoryId: string;
  readonly step: number;
  readonly part: number;
  /** The tool's name. */
  readonly name: string;
  /** As `callSymbol` gives it: `tool:Bash(git commit)`. */
  readonly symbol: string;
  /** Names of the top-level argument fields, sorted; empty when the arguments are not a JSON object. */
  readonly fields: readonly string[];
  /** Whether its result reports a failure (`failedResult`); false when there is no result. */
  readonly error: boolean;
}

/** Which calls to look at. All given fields must hold. */
export interface CallFilter {
  readonly trajectoryId?: string;
  readonly name?: string;
}

/** Everything Ethogram keeps, on SQLite or PostgreSQL. Made by `openStore`. */
export interface Store
  extends TrajectoryStore, EventStore, BehaviorStore, ModelCallStore, NoteStore, ReceiptStore, EmbeddingStore {
  /** As `put`, with items that an `itemEncoder` has made ready, perhaps in another thread. One transaction. */
  putEncoded(batch: EncodedBatch): Promise<PutCounts>;
  put(items: readonly ImportItem[]): Promise<PutCounts>;
  /** As `list`, with all that is known of a run without reading its steps. */
  heads(filter?: TrajectoryFilter): AsyncIterable<RunHead>;
  /**
   * Runs that the detector (`name@version`) has not examined, at their present revision, with all of the codebooks
   * (`name@hash`), in order of arrival; their ids are fit for filters.
   */
  uncoded(codebooks: readonly string[], detector: string): Promise<RunToDo[]>;
  /** In order of trajectory id, step, part. */
  calls(filter?: CallFilter): AsyncIterable<StoredCall>;
  /** Runs without a digest of this version at their present revision, in order of arrival; their ids are fit for filters. */
  undigested(version: number): Promise<RunToDo[]>;
  /** Stores or replaces digests, in one transaction; those of runs that are gone are dropped. */
  putDigests(digests: readonly NewDigest[], version: number): Promise<void>;
  /** All runs with a digest of this version, in order of id, copies of other runs included. */
  digests(version: number): AsyncIterable<DigestedRun>;
  /** A text that changes whenever behaviors or their evidence do, in whatever process: cheap to read again and again. */
  handbookStamp(): Promise<string>;
  info(): Promise<StoreInfo>;
  /** Every other method throws `store-closed` afterwards. Closing twice is allowed. */
  close(): Promise<void>;
}
