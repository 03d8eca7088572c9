import type { JsonObject } from '../../core/json.ts';
import type { ModelToolCall, ModelUsage } from '../../core/model.ts';
import type { RetryAfter } from './fault.ts';
import type { ProtocolName, Question } from './mind.ts';

/** An answer ready to be shaped: everything decided. */
export interface Reply {
  readonly question: Question;
  /** Unique on this server; providers put their own prefix before it. */
  readonly id: string;
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ModelToolCall[];
  readonly finish: 'stop' | 'length' | 'tool-calls' | 'refusal';
  /** Undefined: leave it out. */
  readonly usage: ModelUsage | undefined;
}

/** One server-sent event. */
export interface StreamEvent {
  /** Undefined: the protocol names none. */
  readonly event?: string;
  readonly data: string;
}

/** What went wrong, to be put into the provider's words. */
export interface ErrorReply {
  readonly status: number;
  readonly message: string;
  readonly retryAfter?: RetryAfter;
  readonly quota?: boolean;
}

/** How one provider shapes what is asked and answered. */
export interface Protocol {
  readonly name: ProtocolName;
  /** Reads a body; fields that are missing or odd are left out, for {@link refuses} to complain about. `path` may name the model. */
  read(body: JsonObject, path: string): Question;
  /** Why the service would answer 400 to this body; undefined when it would not. */
  refuses(body: JsonObject): string | undefined;
  whole(reply: Reply): JsonObject;
  /** At least two events; the last ones tell how the answer ended. */
  events(reply: Reply): readonly StreamEvent[];
  /** How many of the last events tell the end rather than content. */
  readonly finalEvents: number;
  error(error: ErrorReply): JsonObject;
  /** An error within a stream. */
  errorEvent(error: ErrorReply): StreamEvent;
}

// About three tokens, so that words and JSON strings are cut within; later ones are longer, as a service in a hurry sends
// them, so that a client's time on long answers is not all spent on events.
const FIRST_PIECES = 8;
const FIRST_CHARACTERS = 12;
const LATER_CHARACTERS = 48;

/** A text in the pieces that a stream carries; surrogate pairs stay together. No piece is empty. */
export function pieces(text: string): readonly string[] {
  const result: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = from + (result.length < FIRST_PIECES ? FIRST_CHARACTERS : LATER_CHARACTERS);
    const last = text.charCodeAt(to - 1);
    if (last >= 0xd800 && last < 0xdc00) to++;
    result.push(text.slice(from, to));
    from = to;
  }
  return result;
}
