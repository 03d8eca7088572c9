import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { z } from 'zod';
import { estimateTokens } from '../core/estimate-tokens.ts';
import type { ModelMessage, ModelRequest, ModelToolCall, ModelUsage } from '../core/model.ts';
import type { RawAnswer } from '../core/model-call-store.ts';
import { callFetch, WholeAnswerError, type CallFetch } from './call-fetch.ts';
import type { LoadedModel } from './load-language-model.ts';
import { shapeJson } from './shape-json.ts';

/** Tokens that an answer may have when a request does not say. */
export const MAX_OUTPUT_TOKENS = 4096;

/** What of a request goes along in the provider's own fields. */
export type Setting = 'shape' | 'seed' | 'temperature';

/** How one call is made. */
export interface CallOptions {
  /** The call is given up when nothing came for as long. */
  readonly silentMs: number;
  /** What the server does not take; the shape is in the instructions in any case. */
  readonly without: ReadonlySet<Setting>;
}

/** Thrown inside this folder when a stream ended before its answer did. */
export class CutOffError extends Error {
  override readonly message = 'the answer broke off';
}

/** Thrown inside this folder when a call failed on the way: why, and what the provider will charge for what came, estimated. */
export class BrokenCallError extends Error {
  readonly usage: ModelUsage;
  constructor(cause: unknown, usage: ModelUsage) {
    super('the call failed', { cause });
    this.usage = usage;
  }
}

// Prose has four to six characters a token, and spaces of code twenty.
const MOST_CHARACTERS_PER_TOKEN = 32;
const SPARE_CHARACTERS = 16_384;

/**
 * One call over the network, as a stream: a server that thinks for minutes before its last word would else look dead to
 * everything between. What the call costs and whether to try again is the caller's business. A server that goes far beyond
 * the limit of tokens is not listened to any longer: that answer ended by `length`.
 *
 * @throws BrokenCallError with, as its cause, what the AI SDK throws, `CutOffError`, or an error of call-fetch.ts
 */
export async function callModel(model: LoadedModel, request: ModelRequest, options: CallOptions): Promise<RawAnswer> {
  const { maxOutputTokens = MAX_OUTPUT_TOKENS } = request;
  const connection = callFetch(options.silentMs);
  const startedMs = performance.now();
  const mostCharacters = maxOutputTokens * MOST_CHARACTERS_PER_TOKEN + SPARE_CHARACTERS;
  let characters = 0;
  let text = '';
  let reasoning = '';
  const toolCalls: ModelToolCall[] = [];
  let end: Extract<StreamPart, { type: 'finish' }> | undefined;
  try {
    for await (const part of answerParts(model, connection, callOptions(request, options))) {
      if (part.type === 'text-delta') text += part.delta;
      else if (part.type === 'reasoning-delta') reasoning += part.delta;
      else if (part.type === 'tool-call') {
        toolCalls.push({ callId: newId(part.toolCallId, toolCalls), name: part.toolName, argumentsText: part.input });
        characters += part.toolName.length + part.input.length;
      } else if (part.type === 'finish') end = part;
      else if (part.type === 'error') throw part.error;
      if ('delta' in part) characters += part.delta.length;
      if (characters > mostCharacters) break;
    }
    if (characters <= mostCharacters && isCutOff(end)) throw new CutOffError();
  } catch (error) {
    throw new BrokenCallError(connection.givenUp() ?? error, {
      inputTokens: characters === 0 ? 0 : promptTokens(request),
      cachedInputTokens: 0,
      outputTokens: answerTokens(text, toolCalls) + estimateTokens(reasoning),
      reasoningTokens: estimateTokens(reasoning),
    });
  } finally {
    connection.end();
  }
  const { withoutKey } = model;
  const isFlood = characters > mostCharacters;
  const unified = isFlood ? 'length' : end?.finishReason.unified;
  return {
    // Hidden before anything is cut: half a key is one, too.
    text: withoutKey(text).slice(0, mostCharacters),
    reasoning: withoutKey(reasoning).slice(0, mostCharacters),
    toolCalls: toolCalls.map(({ callId, name, argumentsText }) => {
      return { callId: withoutKey(callId), name: withoutKey(name), argumentsText: withoutKey(argumentsText) };
    }),
    finish: unified === 'stop' || unified === 'length' || unified === 'tool-calls' ? unified : 'other',
    refused: unified === 'content-filter',
    usage: usageOf(end?.usage, {
      input: () => promptTokens(request),
      // More than the limit is not charged for.
      said: () => (isFlood ? maxOutputTokens : answerTokens(text, toolCalls)),
      thought: () => (isFlood ? 0 : estimateTokens(reasoning)),
    }),
    latencyMs: Math.round(performance.now() - startedMs),
  };
}

type StreamPart =
  Awaited<ReturnType<LanguageModelV4['doStream']>>['stream'] extends ReadableStream<infer T> ? T : never;

/** The answer as it comes. A server that cannot stream sends it in one piece, which the AI SDK then reads without asking again. */
async function* answerParts(
  model: LoadedModel,
  { fetch }: CallFetch,
  options: LanguageModelV4CallOptions,
): AsyncGenerator<StreamPart> {
  try {
    const { stream } = await model.through(fetch).doStream(options);
    yield* stream as unknown as AsyncIterable<StreamPart>;
  } catch (error) {
    if (!(error instanceof WholeAnswerError)) throw error;
    const whole = await model.through(async () => error.response).doGenerate(options);
    for (const part of whole.content) {
      if (part.type === 'text') yield { type: 'text-delta', id: '0', delta: part.text };
      else if (part.type === 'reasoning') yield { type: 'reasoning-delta', id: '0', delta: part.text };
      else if (part.type === 'tool-call') yield part;
    }
    yield { type: 'finish', finishReason: whole.finishReason, usage: whole.usage };
  }
}

/** An id that no call before has: results are told apart by it. */
function newId(callId: string, calls: readonly ModelToolCall[]): string {
  const taken = calls.filter((call) => call.callId === callId).length;
  return taken === 0 ? callId : newId(`${callId}-${calls.length}`, calls);
}

function isCutOff(end: Extract<StreamPart, { type: 'finish' }> | undefined): boolean {
  if (end === undefined) return true;
  const { unified, raw } = end.finishReason;
  // Google's provider takes the end of a stream for the end of an answer, though nobody said why it ended.
  return (unified === 'other' && raw === undefined) || unified === 'interrupted' || unified === 'error';
}

// Servers count in their own way; one that says nothing, nought or nonsense is not believed.
function usageOf(
  counted: LanguageModelV4Usage | undefined,
  estimated: Readonly<Record<'input' | 'said' | 'thought', () => number>>,
): ModelUsage {
  const believed = (count: number | undefined, otherwise: () => number): number =>
    count !== undefined && Number.isSafeInteger(count) && count > 0 ? count : otherwise();
  const inputTokens = believed(counted?.inputTokens.total, estimated.input);
  const reasoningTokens = believed(counted?.outputTokens.reasoning, estimated.thought);
  return {
    inputTokens,
    cachedInputTokens: Math.min(
      inputTokens,
      believed(counted?.inputTokens.cacheRead, () => 0),
    ),
    outputTokens: believed(counted?.outputTokens.total, () => estimated.said() + reasoningTokens),
    reasoningTokens,
  };
}

/** Tokens of everything that is sent, estimated: a schema twice, in words and in the provider's own field, as it is billed. */
export function promptTokens(request: ModelRequest): number {
  const { tools = [], shape } = request;
  const { instructions = '', messages } = withShapeTold(request);
  const texts = [instructions, ...messages.map(messageText)];
  const schemas = tools.map(
    ({ name, description, parameters }) => `${name} ${description} ${JSON.stringify(parameters)}`,
  );
  if (shape !== undefined) schemas.push(JSON.stringify(answerSchema(shape.schema)));
  // Four tokens for each message's frame, as OpenAI's own counting does.
  return [...texts, ...schemas].reduce((sum, text) => sum + estimateTokens(text), 4 * messages.length);
}

function messageText(message: ModelMessage): string {
  if (message.role === 'tool') return message.results.map(({ text }) => text).join('\n');
  if (message.role === 'user') return message.text;
  return `${message.text}${(message.toolCalls ?? []).map(({ name, argumentsText }) => name + argumentsText).join('')}`;
}

function answerTokens(text: string, toolCalls: readonly ModelToolCall[]): number {
  return toolCalls.reduce((sum, call) => sum + estimateTokens(call.name + call.argumentsText), estimateTokens(text));
}

function callOptions(request: ModelRequest, { without }: CallOptions): LanguageModelV4CallOptions {
  const { tools, shape, temperature, maxOutputTokens = MAX_OUTPUT_TOKENS, sample } = request;
  return {
    prompt: prompt(request),
    maxOutputTokens,
    ...(temperature !== undefined && !without.has('temperature') && { temperature }),
    // A server with a fixed seed would draw the same answer each time.
    ...(sample !== undefined && !without.has('seed') && { seed: sample }),
    ...(tools !== undefined && {
      tools: tools.map(({ name, description, parameters }) => {
        return { type: 'function' as const, name, description, inputSchema: parameters };
      }),
    }),
    ...(shape !== undefined &&
      !without.has('shape') && {
        responseFormat: { type: 'json' as const, name: shape.name, schema: answerSchema(shape.schema) },
      }),
  };
}

/** The JSON Schema that is sent along and shown. */
export function answerSchema(
  schema: z.ZodType,
): NonNullable<Extract<LanguageModelV4CallOptions['responseFormat'], { type: 'json' }>['schema']> {
  const { $schema: _, ...rest } = shapeJson(schema);
  return rest as never;
}

function prompt(request: ModelRequest): LanguageModelV4Prompt {
  const { instructions, messages } = withShapeTold(request);
  const system = instructions === undefined ? [] : [{ role: 'system' as const, content: instructions }];
  return [...system, ...messages.map(promptMessage)];
}

/**
 * The request with its shape in words: not every server holds the answer to the schema it is sent, and some drop it. They stand
 * at the end of what the user says, because services charge less for a beginning that several questions share.
 */
function withShapeTold({
  instructions,
  messages,
  shape,
}: ModelRequest): Pick<ModelRequest, 'instructions' | 'messages'> {
  if (shape === undefined) return { ...(instructions !== undefined && { instructions }), messages };
  const words = `Answer with one JSON value that fits this JSON Schema, and nothing else:\n${JSON.stringify(answerSchema(shape.schema))}`;
  const after = (text: string | undefined): string => (text === undefined ? words : `${text}\n\n${words}`);
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const message = messages[last];
  if (message?.role !== 'user') return { instructions: after(instructions), messages };
  const told = messages.with(last, { ...message, text: after(message.text) });
  return { ...(instructions !== undefined && { instructions }), messages: told };
}

function promptMessage(message: ModelMessage): LanguageModelV4Prompt[number] {
  if (message.role === 'user') return { role: 'user', content: [{ type: 'text', text: message.text }] };
  if (message.role === 'tool') {
    return {
      role: 'tool',
      content: message.results.map(({ callId, name, text, isError = false }) => {
        const output = { type: isError ? ('error-text' as const) : ('text' as const), value: text };
        return { type: 'tool-result' as const, toolCallId: callId, toolName: name, output };
      }),
    };
  }
  return {
    role: 'assistant',
    content: [
      ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
      ...(message.toolCalls ?? []).map(({ callId, name, argumentsText }) => {
        return { type: 'tool-call' as const, toolCallId: callId, toolName: name, input: parsed(argumentsText) };
      }),
    ],
  };
}

/** The arguments of a call that goes back to the model: some servers refuse what is not JSON, so broken ones go as a string. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
