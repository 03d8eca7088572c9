import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, objectField, stringField } from '../../trajectory/chat/string-field.ts';
import { jsonText, restOf, type BareStep } from '../../trajectory/chat/number-steps.ts';
import type { Exchange } from '../../trajectory/exchange/read-exchange.ts';
import { aiSdkStep, aiSdkSteps, aiSdkUsage } from '../../trajectory/formats/ai-sdk/ai-sdk-steps.ts';

/** The path under which calls of the AI SDK are recorded; their bodies are {@link SdkRequest} and {@link SdkResponse} as JSON. */
export const SDK_PATH = '/ai-sdk';

/** What the AI SDK asks of a model: model messages, or the prompt of a language model (v4), which are alike. */
export interface SdkRequest {
  readonly model?: string;
  readonly provider?: string;
  /** A text, a system message, or a list of these. */
  readonly instructions?: unknown;
  readonly messages: unknown;
  /** As a language model is given them. */
  readonly tools?: unknown;
  /** Temperature and the like. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What it gets: the parts of an answer, or what tools answered to the last one when the run ended with that. */
export interface SdkResponse {
  readonly content?: unknown;
  readonly finishReason?: unknown;
  readonly usage?: unknown;
  readonly id?: unknown;
  readonly model?: unknown;
  /** Why there is no answer. */
  readonly error?: string;
}

/**
 * A value as JSON. What JSON has no words for becomes text, bytes become `inline:<length>`.
 *
 * @throws TypeError when it refers to itself
 */
export function sdkJson(value: unknown): string {
  return JSON.stringify(value, function plain(this: Record<string, unknown>, name, inner: unknown) {
    const own = this[name];
    if (own instanceof Uint8Array || own instanceof ArrayBuffer) return `inline:${own.byteLength}`;
    return typeof inner === 'bigint' ? String(inner) : inner;
  });
}

/** Reads a call of the AI SDK. */
export function sdkExchange(request: JsonObject, response: JsonObject): Exchange {
  const asked = stringField(request, 'model');
  const model = stringField(response, 'model') ?? asked;
  const { tools } = request;
  const instructions = instructionsText(request['instructions']);
  const id = idField(response, 'id');
  const settings = objectField(request, 'settings') ?? {};
  const provider = stringField(request, 'provider');
  const asks = {
    ...restOf(settings, new Set()),
    ...(asked !== undefined && asked !== model && { model: asked }),
    ...(provider !== undefined && { provider }),
  };
  return {
    protocol: 'chat',
    ...(id !== undefined && { id }),
    agent: {
      ...(model !== undefined && { model }),
      ...(Array.isArray(tools) && tools.length > 0 && { tools }),
      ...(instructions !== '' && { instructions }),
    },
    history: aiSdkSteps(listField(request, 'messages') ?? []),
    answer: answerSteps(response),
    extra: { ...(Object.keys(asks).length > 0 && { request: asks }) },
  };
}

function answerSteps(response: JsonObject): BareStep[] {
  const content = listField(response, 'content') ?? [];
  if (content.length === 0) return [];
  const step = aiSdkStep({ role: 'assistant', content });
  const usage = aiSdkUsage(flatUsage(objectField(response, 'usage')));
  const reason = response['finishReason'];
  const finishReason = isJsonObject(reason) ? stringField(reason, 'unified') : typeof reason === 'string' ? reason : undefined; // prettier-ignore
  const extra = { ...step.extra, ...(finishReason !== undefined && { finishReason }) };
  return [
    {
      ...step,
      ...(usage !== undefined && { usage }),
      ...(Object.keys(extra).length > 0 && { extra }),
    },
  ];
}

// A language model counts in another shape than the SDK tells.
function flatUsage(usage: JsonObject | undefined): JsonObject | undefined {
  const input = usage && objectField(usage, 'inputTokens');
  const output = usage && objectField(usage, 'outputTokens');
  if (input === undefined && output === undefined) return usage;
  return {
    ...(input !== undefined && {
      inputTokens: input['total'] ?? null,
      inputTokenDetails: { cacheReadTokens: input['cacheRead'] ?? null },
    }),
    ...(output !== undefined && {
      outputTokens: output['total'] ?? null,
      outputTokenDetails: { reasoningTokens: output['reasoning'] ?? null },
    }),
  };
}

function instructionsText(value: Json | undefined): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(instructionsText).join('\n\n');
  return isJsonObject(value) ? jsonText(value['content']) : jsonText(value);
}
