import type { Json, JsonObject } from '../core/json.ts';

/** Who a step is by. `environment` is what happens without anyone acting: notices, hooks, state changes. */
export const ACTORS = ['system', 'user', 'agent', 'tool', 'environment'] as const;
/** One of {@link ACTORS}. */
export type Actor = (typeof ACTORS)[number];

/** How much of a reasoning the source shows. `encrypted` and `absent` mean: not observable, never "none". */
export const VISIBILITIES = ['raw', 'summary', 'encrypted', 'absent'] as const;
/** One of {@link VISIBILITIES}. */
export type Visibility = (typeof VISIBILITIES)[number];

/** Visible words. `injected` lists the ids of behaviors when Ethogram itself put this text there; it is never mined. */
export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
  readonly injected?: readonly string[];
}
/** Reasoning. `open`/`close` keep delimiters such as `<think>` as they stood, so that open + text + close is the source. */
export interface ReasoningPart {
  readonly kind: 'reasoning';
  readonly text: string;
  readonly visibility: Visibility;
  readonly open?: string;
  readonly close?: string;
}
/** A call of a tool; `argumentsText` is verbatim (JSON in most sources) and is what spans index. */
export interface ToolCallPart {
  readonly kind: 'tool-call';
  readonly callId: string;
  readonly name: string;
  readonly argumentsText: string;
}
/** What a tool answered to the call of the same `callId`. `isError` only where the source says so. */
export interface ToolResultPart {
  readonly kind: 'tool-result';
  readonly callId: string;
  readonly text: string;
  readonly isError?: boolean;
}
/** An image, sound or file, by reference; the bytes stay where they are. */
export interface MediaPart {
  readonly kind: 'media';
  readonly mediaType: string;
  readonly ref: string;
}
/** A summary that replaced earlier context. */
export interface CompactionPart {
  readonly kind: 'compaction';
  readonly text: string;
}
/** What a person or a program said about the run, inside the run. */
export interface FeedbackPart {
  readonly kind: 'feedback';
  readonly text: string;
}
/** The ordered contents of a step. */
export type Part = TextPart | ReasoningPart | ToolCallPart | ToolResultPart | MediaPart | CompactionPart | FeedbackPart;

/** Tokens and money of one step, as the source counts them. `inputTokens` includes `cachedInputTokens`. */
export interface Usage {
  readonly inputTokens?: number;
  readonly cachedInputTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
  readonly costUsd?: number;
}

/** One turn by one actor. For chat-shaped sources step *i* is the source's message *i*. */
export interface Step {
  /** 0-based position in the trajectory. */
  readonly index: number;
  readonly actor: Actor;
  readonly name?: string;
  /** ISO 8601. */
  readonly at?: string;
  readonly endedAt?: string;
  /** Index of the step this one follows, in branching runs (search trees, rewinds). */
  readonly parent?: number;
  readonly parts: readonly Part[];
  readonly usage?: Usage;
  /** The step was copied from another run (context handed over); never counted or mined twice. */
  readonly copied?: boolean;
  readonly simulatedUser?: boolean;
  readonly extra?: JsonObject;
}

/** Who said an outcome. `derived` means Ethogram read it off the run (exit codes, corrections…). */
export const OUTCOME_SOURCES = ['verifier', 'human', 'model', 'derived', 'self'] as const;
/** One of {@link OUTCOME_SOURCES}. */
export type OutcomeSource = (typeof OUTCOME_SOURCES)[number];

/** One judgement of a run. `success` (boolean), `reward` (number) and `feedback` (string) are names with a meaning; any other numeric name is a score. */
export interface OutcomeRecord {
  readonly name: string;
  readonly value: number | boolean | string;
  readonly by: OutcomeSource;
  readonly at?: string;
}

/** The view of a trajectory's {@link OutcomeRecord}s that most readers want; see {@link outcomeOf}. */
export interface Outcome {
  readonly success?: boolean;
  readonly reward?: number;
  readonly scores: Readonly<Record<string, number>>;
  readonly feedback?: string;
  readonly by?: OutcomeSource;
}

/** Where a trajectory was read from. `line` is 1-based and the first line of the run. */
export interface Source {
  readonly format: string;
  readonly uri: string;
  readonly line?: number;
  /** Secrets were left in on demand. */
  readonly redaction?: 'off';
}

/** What a run was for. `text` is the request where the source names one, else absent. */
export interface Task {
  readonly id?: string;
  readonly trial?: string;
  readonly text?: string;
  readonly tags: readonly string[];
}

/** Who ran. `tools` and `instructions` can be large and are shared between runs; stores keep each distinct value once. */
export interface Agent {
  readonly name?: string;
  readonly model?: string;
  readonly version?: string;
  /** Tool definitions as the source has them. */
  readonly tools?: Json;
  /** A system prompt that is not one of the messages. */
  readonly instructions?: string;
}

/** The call of a parent run that started a sub-agent. */
export interface SpawnedBy {
  readonly trajectoryId: string;
  readonly callId: string;
}

/** One run of one agent: ordered steps, a task, an outcome. Sub-agents are trajectories with a `parentId`. */
export interface Trajectory {
  /** Stable identity of the run; see `identify` in `finish-trajectory.ts`. */
  readonly id: string;
  /** Chained SHA-256 (hex) over actors and part contents as stored; see `content-hash.ts`. */
  readonly contentHash: string;
  /** 1 when first seen; one more each time the run was found to have grown. */
  readonly revision: number;
  /** Id of an earlier run with the same content. */
  readonly copyOf?: string;
  readonly source: Source;
  readonly project?: string;
  readonly sessionId?: string;
  readonly parentId?: string;
  readonly spawnedBy?: SpawnedBy;
  readonly task: Task;
  readonly agent: Agent;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Append-only, oldest first. */
  readonly outcomes: readonly OutcomeRecord[];
  readonly steps: readonly Step[];
  /** Everything the source had that has no place above. */
  readonly extra: JsonObject;
}

/** A trajectory without its steps: what detectors and rules get before the first step. */
export type TrajectoryHead = Omit<Trajectory, 'steps'>;

/** Something a source already says about a run: a human code, a mistake step, a step score. */
export interface Label {
  readonly trajectoryId: string;
  /** `label:<source>/<name>` */
  readonly name: string;
  /** First and last step, inclusive, 0-based. */
  readonly steps?: readonly [number, number];
  readonly part?: number;
  readonly value: Json;
  readonly coder?: string;
}

/** What could not be read, and where. Reading went on after it. */
export interface Issue {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** Stable code, e.g. `archive-too-large`, `bad-archive`, `bad-json`, `bad-record`, `bad-utf8`, `binary-file`, `empty-file`, `truncated`, `unknown-format`. */
  readonly code: string;
  readonly message: string;
}

/** What reading a source yields, in the order of the source. */
export type ImportItem =
  | { readonly trajectory: Trajectory }
  | { readonly label: Label }
  | { readonly issue: Issue }
  | { readonly link: SubAgentLink };

/** A parent run's log says which of its calls started which sub-agent, whose own log is another file. */
export interface SubAgentLink {
  readonly parentId: string;
  readonly callId: string;
  readonly childId: string;
}

/**
 * The text of a part that spans index and detectors read: words, reasoning, verbatim arguments, results.
 * Media have none.
 */
export function partText(part: Part): string {
  switch (part.kind) {
    case 'tool-call':
      return part.argumentsText;
    case 'media':
      return '';
    default:
      return part.text;
  }
}

/**
 * The view of `outcomes` that most readers want. Later records win over earlier ones of the same name, and
 * success falls back to `reward` ≥ 1 where only a reward is known (τ-bench and τ² pay 0–1 and count 1 as solved).
 */
export function outcomeOf(outcomes: readonly OutcomeRecord[]): Outcome {
  let success: boolean | undefined;
  let reward: number | undefined;
  let feedback: string | undefined;
  let by: OutcomeSource | undefined;
  const scores: Record<string, number> = {};
  for (const { name, value, by: source } of outcomes) {
    if (name === 'success' && typeof value === 'boolean') {
      success = value;
      by = source;
    } else if (name === 'reward' && typeof value === 'number') {
      reward = value;
      by ??= source;
    } else if (name === 'feedback' && typeof value === 'string') {
      feedback = value;
    } else if (typeof value === 'number') {
      scores[name] = value;
    } else if (typeof value === 'boolean') {
      scores[name] = value ? 1 : 0;
    }
  }
  if (success === undefined && reward !== undefined) success = reward >= 1 - 1e-6;
  return {
    ...(success !== undefined && { success }),
    ...(reward !== undefined && { reward }),
    scores,
    ...(feedback !== undefined && { feedback }),
    ...(by !== undefined && { by }),
  };
}

/** What the run was asked to do: the task text where the source names it, else the first words a user said; `''` when there are none. */
export function requestOf(trajectory: Pick<Trajectory, 'task' | 'steps'>): string {
  if (trajectory.task.text !== undefined) return trajectory.task.text;
  for (const step of trajectory.steps) {
    if (step.actor !== 'user') continue;
    for (const part of step.parts) {
      if (part.kind === 'text' && part.injected === undefined && part.text.trim() !== '') return part.text;
    }
  }
  return '';
}
