import type { ModelToolCall, ModelUsage } from './model.ts';

/** What a provider answered, before it is read for anything: what is paid for, and kept so that it is not paid for again. */
export interface RawAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ModelToolCall[];
  readonly finish: 'stop' | 'length' | 'tool-calls' | 'other';
  /** Whether the provider or its filter declined to answer. */
  readonly refused: boolean;
  readonly usage: ModelUsage;
  readonly latencyMs: number;
}

/** One call over the network, answered or not: a line of the audit. */
export interface ModelCallRecord {
  /** ISO 8601, when it was sent. */
  readonly at: string;
  readonly purpose: string;
  /** `provider:name`. */
  readonly model: string;
  readonly promptHash: string;
  /** `answered`, or what went wrong: `http-429`, `timed-out`, `unreachable`, `cut-off`, `unreadable`, `too-long`. */
  readonly status: string;
  /** 0-based: how often this question had been sent before. */
  readonly attempt: number;
  readonly latencyMs: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** US dollars; undefined when no price is known. */
  readonly costUsd?: number;
}

/** Who takes a question, and until when without a further sign of life. Milliseconds since 1970. */
export interface ModelClaim {
  readonly owner: string;
  readonly nowMs: number;
  readonly untilMs: number;
  /** Also a question that has an answer. */
  readonly again: boolean;
}

/** Where answers and the audit of calls are kept. */
export interface ModelCallStore {
  /** The stored answer of a question; undefined when it was never answered. */
  modelAnswer(promptHash: string): Promise<RawAnswer | undefined>;
  /**
   * Writes a call and, when it was answered, its answer, in one transaction; `subjects` are the runs it tells of, and the
   * claim of `owner` ends with it.
   */
  putModelCall(
    call: ModelCallRecord,
    answered?: { readonly answer: RawAnswer; readonly subjects: readonly string[]; readonly owner?: string },
  ): Promise<void>;
  /** Takes a question for an owner, in this process or another; false when another has it, or it is answered. */
  claimModelCall(promptHash: string, claim: ModelClaim): Promise<boolean>;
  /** Who has a question out; undefined when nobody has. */
  modelCallOwner(promptHash: string, nowMs: number): Promise<string | undefined>;
  /** A sign of life: all that an owner has out stays its own. */
  prolongModelClaims(claim: Omit<ModelClaim, 'again'>): Promise<void>;
  /** Gives a question free that was not answered. */
  releaseModelCall(promptHash: string, owner: string): Promise<void>;
  /** Every call, oldest first. */
  modelCalls(): AsyncIterable<ModelCallRecord>;
}
