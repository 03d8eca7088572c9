import type { z } from 'zod';
import type { JsonObject } from './json.ts';

/** A tool that a model may call. `parameters` is the JSON Schema of its arguments, an object. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

/** A call that a model made. `argumentsText` is verbatim, JSON or not. */
export interface ModelToolCall {
  readonly callId: string;
  readonly name: string;
  readonly argumentsText: string;
}

/** One message of a conversation with a model. A `tool` message answers calls of the assistant message before it. */
export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ModelToolCall[] }
  | {
      readonly role: 'tool';
      readonly results: readonly {
        readonly callId: string;
        readonly name: string;
        readonly text: string;
        readonly isError?: boolean;
      }[];
    };

/** The shape that an answer must have: shown to the model as JSON Schema, and the answer is held against it. */
export interface AnswerShape<T> {
  /** Letters, digits, `_` and `-` only: providers send it along. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

/** One question to a model. Everything but `purpose` and `subjects` decides which stored answer is used again. */
export interface ModelRequest<T = unknown> {
  /** What the call is for, in the audit: `judge`, `solve`, `reflect`… */
  readonly purpose: string;
  /** Ids of the runs it tells of: their answers are forgotten with them. Not sent. */
  readonly subjects?: readonly string[];
  readonly instructions?: string;
  readonly messages: readonly ModelMessage[];
  readonly tools?: readonly ModelTool[];
  readonly shape?: AnswerShape<T>;
  readonly temperature?: number;
  /** Default: 4,096. */
  readonly maxOutputTokens?: number;
  /** Which of several draws of the same question, 0-based; default 0. Draws are stored apart. */
  readonly sample?: number;
}

/** Tokens of one call, as the provider counts them; estimated when it does not. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** Reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** What a model answered. */
export interface ModelAnswer<T = unknown> {
  readonly text: string;
  /** Reasoning that the provider showed; empty when it showed none. */
  readonly reasoning: string;
  readonly toolCalls: readonly ModelToolCall[];
  /** With `shape`: the answer as the schema reads it; undefined without. */
  readonly value: T;
  readonly finish: 'stop' | 'length' | 'tool-calls' | 'other';
  readonly usage: ModelUsage;
  /** US dollars; undefined when no price is known. 0 when the answer was stored. */
  readonly costUsd?: number;
  /** `provider:name` as it was asked for. */
  readonly model: string;
  /** sha256 of what was asked, in hex: the key of the stored answer, and what events name as their prompt. */
  readonly promptHash: string;
  /** Whether the answer was paid for earlier. */
  readonly stored: boolean;
  /** From sending to the end of the answer; that of the first time when it was stored. */
  readonly latencyMs: number;
}

/** Which model it is. */
export interface ModelKey {
  /** `provider:name`. */
  readonly name: string;
  /** Where it is asked, when that is not the provider's own address; without credentials. */
  readonly address?: string;
}

/**
 * A language model, as everything to the left of `model/` sees it.
 *
 * `generate` throws EthogramError: `model-failed` (this call failed for good: refused, malformed after repair, too long,
 * server down), `model-unusable` (no call will succeed: wrong key, no such model), `budget-reached` (nothing was sent).
 */
export interface Model extends ModelKey {
  generate<T = undefined>(request: ModelRequest<T>): Promise<ModelAnswer<T>>;
}
