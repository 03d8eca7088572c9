import type { JsonObject } from '../../core/json.ts';
import type { ModelMessage, ModelTool, ModelUsage } from '../../core/model.ts';
import type { Fault } from './fault.ts';

/** The protocols that the server speaks, named after what a client posts to. */
export type ProtocolName = 'chat-completions' | 'responses' | 'messages' | 'generate-content';

/** What a client asked, whatever the protocol. */
export interface Question {
  readonly model: string;
  /** System and developer messages, joined by blank lines; empty when there were none. */
  readonly instructions: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  /** JSON Schema that the answer must fit. */
  readonly schema?: JsonObject;
  /** Only the OpenAI protocols carry it. */
  readonly schemaName?: string;
  /** Set when the client asked for the schema by way of a tool that must be called: that tool's name. Not among `tools`. */
  readonly schemaTool?: string;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly stream: boolean;
  /** Whether a stream should end with usage; only Chat Completions asks. */
  readonly includeUsage: boolean;
}

/** A question as a mind gets it. */
export interface MindRequest extends Question {
  readonly protocol: ProtocolName;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The server's count of requests, 0-based. */
  readonly index: number;
  /** How often the same question had been sent before, answered or not: what a script of faults goes by. */
  readonly attempt: number;
  /** Which draw this is: the client's seed; else how often the same question was answered before, 0 at temperature 0. */
  readonly draw: number;
  /** Requests that the server holds, this one included. */
  readonly inFlight: number;
}

/** A call of a tool. Arguments given as text travel verbatim, JSON or not, where the protocol lets them. */
export interface MindToolCall {
  readonly name: string;
  readonly arguments: JsonObject | string;
  /** Default: made from the request's index. */
  readonly callId?: string;
}

/** What a mind says. Nothing at all is an empty answer. */
export interface MindAnswer {
  readonly text?: string;
  readonly reasoning?: string;
  readonly toolCalls?: readonly MindToolCall[];
  /** Default: `tool-calls` with calls, else `stop`. `refusal` makes of the text what the protocol makes of a refusal. */
  readonly finish?: 'stop' | 'length' | 'tool-calls' | 'refusal';
  /** What is not given is estimated from the texts; `absent` leaves usage out. */
  readonly usage?: Partial<ModelUsage> | 'absent';
  /** Waited before the first byte, on top of the server's own `latencyMs`. */
  readonly delayMs?: number;
  readonly fault?: Fault;
}

/** What answers. It should be a function of the request alone, so that a test can be run again. */
export type Mind = (request: MindRequest) => MindAnswer | Promise<MindAnswer>;

/** Everything that a request says in words, instructions first: where a mind looks for a cue. */
export function promptText({ instructions, messages }: Pick<Question, 'instructions' | 'messages'>): string {
  return [instructions, ...messages.map(messageText)].filter((text) => text !== '').join('\n\n');
}

/** The words of one message: of a `tool` message the results, of an assistant's the names and arguments of calls, too. */
export function messageText(message: ModelMessage): string {
  if (message.role === 'tool') return message.results.map(({ text }) => text).join('\n');
  if (message.role === 'user') return message.text;
  const calls = (message.toolCalls ?? []).map(({ name, argumentsText }) => `${name} ${argumentsText}`);
  return [message.text, ...calls].filter((text) => text !== '').join('\n');
}
