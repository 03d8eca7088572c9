import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { z } from 'zod';
import { estimateTokens } from '../core/estimate-tokens.ts';
import type { ModelMessage, ModelRequest, ModelToolCall } from '../core/model.ts';
import type { RawAnswer } from '../core/model-call-store.ts';

/** Tokens that an answer may have when a request does not say. */
export const MAX_OUTPUT_TOKENS = 4096;

/** How one call is made. */
export interface CallOptions {
  /** The call is given up when nothing came for as long. */
  readonly silentMs: number;
  /** Whether the asked shape goes along in the provider's own field; it is in the instructions in any case. */
  readonly sendShape: boolean;
}

/** Thrown inside this folder when a stream ended before its answer did. */
export class CutOffError extends Error {}

/** Thrown inside this folder when nothing came for too long. */
export class TimedOutError extends Error {}

/**
 * One call over the network, as a stream: a server that thinks for minutes before its last word would else look dead to
 * everything between. What the call costs and whether to try again is the caller's business.
 *
 * @throws what the AI SDK throws; `CutOffError`, `TimedOutError`
 */
export async function callModel(
  model: LanguageModelV4,
  request: ModelRequest,
  options: CallOptions,
): Promise<RawAnswer> {
  const abort = new AbortController();
  const startedMs = performance.now();
  const timer = setTimeout(() => abort.abort(new TimedOutError()), options.silentMs);
  let text = '';
  let reasoning = '';
  const toolCalls: ModelToolCall[] = [];
  let end: Extract<StreamPart, { type: 'finish' }> | undefined;
  try {
    const { stream } = await model.doStream({ ...callOptions(request, options), abortSignal: abort.signal });
    for await (const part of stream as AsyncIterable<StreamPart>) {
      timer.refresh();
      if (part.type === 'text-delta') text += part.delta;
      else if (part.type === 'reasoning-delta') reasoning += part.delta;
      else if (part.type === 'tool-call') {
        toolCalls.push({ callId: part.toolCallId, name: part.toolName, argumentsText: part.input });
      } else if (part.type === 'finish') end = part;
      else if (part.type === 'error') throw part.error;
    }
  } catch (error) {
    if (abort.signal.aborted) throw abort.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
  }
  const unified = end?.finishReason.unified;
  // Google's provider takes the end of a stream for the end of an answer, though nobody said why it ended.
  const unsaid = unified === 'other' && end?.finishReason.raw === undefined;
  if (end === undefined || unsaid || unified === 'interrupted' || unified === 'error') throw new CutOffError();
  const { inputTokens, outputTokens } = end.usage;
  const reasoningTokens = outputTokens.reasoning ?? estimateTokens(reasoning);
  return {
    text,
    reasoning,
    toolCalls,
    finish: unified === 'stop' || unified === 'length' || unified === 'tool-calls' ? unified : 'other',
    refused: unified === 'content-filter',
    usage: {
      inputTokens: inputTokens.total ?? promptTokens(request),
      cachedInputTokens: inputTokens.cacheRead ?? 0,
      outputTokens: outputTokens.total ?? answerTokens(text, toolCalls) + reasoningTokens,
      reasoningTokens,
    },
    latencyMs: Math.round(performance.now() - startedMs),
  };
}

type StreamPart =
  Awaited<ReturnType<LanguageModelV4['doStream']>>['stream'] extends ReadableStream<infer T> ? T : never;

/** Tokens of everything that is sent, estimated. */
export function promptTokens({ instructions = '', messages, tools = [], shape }: ModelRequest): number {
  const texts = [instructions, ...messages.map(messageText)];
  const schemas = tools.map(
    ({ name, description, parameters }) => `${name} ${description} ${JSON.stringify(parameters)}`,
  );
  if (shape !== undefined) schemas.push(JSON.stringify(z.toJSONSchema(shape.schema)));
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

function callOptions(request: ModelRequest, { sendShape }: CallOptions): LanguageModelV4CallOptions {
  const { tools, shape, temperature, maxOutputTokens = MAX_OUTPUT_TOKENS, sample } = request;
  return {
    prompt: prompt(request),
    maxOutputTokens,
    ...(temperature !== undefined && { temperature }),
    // A server with a fixed seed would draw the same answer each time.
    ...(sample !== undefined && { seed: sample }),
    ...(tools !== undefined && {
      tools: tools.map(({ name, description, parameters }) => {
        return { type: 'function' as const, name, description, inputSchema: parameters };
      }),
    }),
    ...(shape !== undefined &&
      sendShape && {
        responseFormat: { type: 'json' as const, name: shape.name, schema: answerSchema(shape.schema) },
      }),
  };
}

/** The JSON Schema that is sent along and shown. */
export function answerSchema(
  schema: z.ZodType,
): NonNullable<Extract<LanguageModelV4CallOptions['responseFormat'], { type: 'json' }>['schema']> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest as never;
}

function prompt({ instructions, messages, shape }: ModelRequest): LanguageModelV4Prompt {
  // Not every server holds the answer to the schema it is sent, and some drop it: so the model is told in words, too.
  const told =
    shape === undefined
      ? instructions
      : `${instructions === undefined ? '' : `${instructions}\n\n`}Answer with one JSON value that fits this JSON Schema, and nothing else:\n${JSON.stringify(answerSchema(shape.schema))}`;
  return [...(told === undefined ? [] : [{ role: 'system' as const, content: told }]), ...messages.map(promptMessage)];
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
