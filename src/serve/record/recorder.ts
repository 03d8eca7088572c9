import type { Receipt } from '../../handbook/receipt.ts';
import type { OutcomeRecord } from '../../trajectory/trajectory.ts';
import type { TracesBody } from './read-traces.ts';

/** What is known of the run that a call belongs to. */
export interface CallOrigin {
  /** What joins calls: those of one session become one trajectory, see `recordedTrajectoryId`. */
  readonly session: string;
  /** The session that started this one as a sub-agent, and the tool call by which it did. */
  readonly parent?: { readonly session: string; readonly callId?: string };
  /** Id of the task. */
  readonly task?: string;
  readonly topic?: string;
  readonly project?: string;
  /** Name of the agent. */
  readonly agent?: string;
}

/**
 * One call of a model that went through, as bytes: in any protocol that `readExchange` knows. Headers are not part of it,
 * so that no authorisation ever is.
 */
export interface RecordedCall extends CallOrigin {
  /** Path of the request, without the query: `/v1/messages`; `SDK_PATH` for calls of the AI SDK. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** 0 when there was no response. */
  readonly status: number;
  /** The body that was sent upstream, what Ethogram put there included. */
  readonly request: Uint8Array;
  /** The body that came back, in the pieces in which it came. */
  readonly response: readonly Uint8Array[];
  /** The response's `content-encoding`: `gzip`, `deflate`, `br`, `zstd`; absent for none. */
  readonly responseEncoding?: string;
  /** Whether the response came to its end; `aborted` is by the client. Default `whole`. */
  readonly end?: 'whole' | 'cut' | 'aborted';
  /**
   * The session is only a name for a conversation that begins here: a call whose history is that of another session
   * belongs to that one.
   */
  readonly joins?: true;
  /** What was served with this call: written in the same batch. */
  readonly receipt?: Receipt;
}

/** How a run went, told by somebody outside. */
export interface ReportedOutcome {
  /** Of the session's trajectory, or of any in the store. */
  readonly target: { readonly session: string } | { readonly trajectory: string };
  readonly records: readonly OutcomeRecord[];
}

/** What became of an outcome: `stored` with its run, `kept` until the session is recorded; both are durable. */
export type OutcomeAnswer = 'stored' | 'kept' | 'not-found' | 'unavailable';

/** What became of a body of traces. */
export interface TracesAnswer {
  readonly status: 'taken' | 'unreadable' | 'too-large' | 'unavailable';
  /** Entries that are no spans. */
  readonly rejected: number;
  /** What was wrong, where something was. */
  readonly message?: string;
}

/** What a recorder has done so far. */
export interface RecorderCounts {
  /** Calls in the store. */
  readonly recorded: number;
  /** Calls that were let go: the queue was full, the body too large, the store gone for good. */
  readonly dropped: number;
  /** Calls that held nothing of a model. */
  readonly unread: number;
  /** Calls taken that are not in the store yet. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** Attempts to write that failed. */
  readonly failures: number;
}

/** Takes what went through and writes it into a store, in a thread of its own. */
export interface Recorder {
  /** Returns at once, never throws. What cannot be taken is counted as dropped. The bytes are copied. */
  record(call: RecordedCall): void;
  /** A receipt that comes without a call. */
  receipt(receipt: Receipt): void;
  /** Resolves when the outcome is durable, or cannot be made so; never rejects. */
  outcome(outcome: ReportedOutcome): Promise<OutcomeAnswer>;
  /**
   * Takes spans; the trajectories are those that an import of the same spans would make. They are durable when this
   * resolves, but for those of a trace whose root has not come: these are waited for. Never rejects.
   */
  traces(body: TracesBody): Promise<TracesAnswer>;
  counts(): RecorderCounts;
  /** Resolves when all that was taken is written, or given up. */
  drain(): Promise<void>;
  /** The same, stopping this thread for at most so many milliseconds: for the end of a process. @returns whether all was written */
  drainNow(timeoutMs: number): boolean;
  /** Drains, then ends the thread. */
  close(): Promise<void>;
}
