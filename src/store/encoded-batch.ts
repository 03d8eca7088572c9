import type { Label, SubAgentLink } from '../trajectory/trajectory.ts';

/** A piece of a run: consecutive steps, packed. A run's chunks in order are its steps. */
export interface EncodedChunk {
  readonly steps: number;
  readonly bytes: Uint8Array;
}

/** A run made ready for storing: what is queried as plain values, everything else packed (see `pack-json.ts`). */
export interface EncodedRun {
  /** The id the source gave; the store may add a suffix when another run has it. */
  readonly id: string;
  /** 64 hex digits. */
  readonly contentHash: string;
  readonly revision: number;
  readonly format: string;
  readonly project: string | undefined;
  readonly parentId: string | undefined;
  readonly taskId: string | undefined;
  readonly model: string | undefined;
  /** Milliseconds since 1970; undefined when the source names no time that can be read. */
  readonly startedAt: number | undefined;
  readonly success: boolean | undefined;
  readonly steps: number;
  /** Estimated tokens of all texts. */
  readonly tokens: number;
  /** Index into the batch's `packs`. */
  readonly pack: number;
  /** 0-based line of that pack: a `StoredHead`. The line after it holds the steps, or nothing when there are chunks. */
  readonly line: number;
  /** Packed outcome records. */
  readonly outcomes: Uint8Array;
  /** As `messageFingerprint` gives it. */
  readonly messages: number;
  /** Whether secrets were replaced. */
  readonly redacted: boolean;
  /** None for a small run, whose steps lie in its pack. */
  readonly chunks: readonly EncodedChunk[];
  /** Four numbers per tool call: step, part, index into the batch's `actions`, 1 for a failed call else 0. */
  readonly calls: readonly number[];
}

/** What tool calls have in common: each distinct one is stored once. */
export interface EncodedAction {
  readonly name: string;
  readonly symbol: string;
  /** Field names, sorted, as packed JSON text. */
  readonly fields: string;
}

/** A large value that many runs share (a system prompt, tool definitions), stored once under its hash. */
export interface EncodedBlob {
  /** First 32 hex digits of SHA-256 of its JSON. */
  readonly hash: string;
  /** The packed value. */
  readonly bytes: Uint8Array;
}

/** One item, in the order of the source. */
export type EncodedItem = { readonly run: EncodedRun } | { readonly label: Label } | { readonly link: SubAgentLink };

/** Items that are stored in one transaction. Plain data: it may be posted between threads. */
export interface EncodedBatch {
  readonly items: readonly EncodedItem[];
  readonly actions: readonly EncodedAction[];
  readonly blobs: readonly EncodedBlob[];
  /** Hashes of all shared values that the items refer to, in `blobs` or sent before. */
  readonly shared: readonly string[];
  /** Many small texts compressed as one (see `line-packer.ts`). */
  readonly packs: readonly Uint8Array[];
  /** The memory of all bytes above: what to hand over, or to give back. */
  readonly buffers: readonly ArrayBuffer[];
}
