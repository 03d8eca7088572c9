import { SDK_SETTINGS } from '../record/sdk-settings.ts';
import { randomUUID } from 'node:crypto';
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Middleware,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import type { Json } from '../../core/json.ts';
import { aiSdkSteps } from '../../trajectory/formats/ai-sdk/ai-sdk-steps.ts';
import { mayBeInjected } from '../../trajectory/split-injected.ts';
import type { Receipt } from '../../handbook/receipt.ts';
import { openInApp, type InAppHandle, type InAppOptions } from '../in-app/open-in-app.ts';
import { watchedStream, type StreamEnd } from '../in-app/watched-stream.ts';
import { ConversationNames } from '../record/conversation-names.ts';
import { SDK_PATH, sdkExchange, sdkJson, type SdkResponse } from '../record/sdk-exchange.ts';
import { contentCollector } from '../in-app/content-collector.ts';

/** A call on its way. */
interface Call {
  readonly session: string;
  readonly task: string | undefined;
  readonly topic: string | undefined;
  readonly startedMs: number;
  receipt?: Receipt;
}

type Params = LanguageModelV4CallOptions;

/**
 * Middleware for `wrapLanguageModel` of the AI SDK (version 7): puts the behaviors of the handbook that fit a session into its
 * prompts, the same block at the same place every time, as a system message behind those of the program; and records the calls.
 * One call may say otherwise by `providerOptions: { ethogram: { session, task, topic, inject: false } }`. Whatever goes wrong
 * inside, the call goes through as it came.
 *
 *     const model = wrapLanguageModel({ model: openai('gpt-5'), middleware: ethogram({ topic: 'billing' }) });
 */
export function ethogram(options: InAppOptions = {}): LanguageModelV4Middleware & InAppHandle {
  const app = openInApp(options);
  const names = new ConversationNames();
  const calls = new WeakMap<Params, Call>();

  const prepare = async (params: Params, modelId: string): Promise<Params> => {
    const { providerOptions, ...rest } = params;
    const { ethogram: own, ...others } = providerOptions ?? {};
    const text = (name: 'session' | 'task' | 'topic'): string | undefined => {
      const value = own?.[name];
      return typeof value === 'string' && value !== '' ? value : options[name];
    };
    const startedMs = app.now().getTime();
    const session = text('session') ?? names.nameOf(`chat-${randomUUID()}`, aiSdkSteps(plain(params.prompt)));
    const call: Call = { session, task: text('task'), topic: text('topic'), startedMs };
    const { text: block, receipt } = await app.serve({
      session,
      query: () => queryOf(params.prompt),
      task: call.task,
      topic: call.topic,
      project: options.project,
      model: modelId,
      tools: () => (params.tools ?? []).map(({ name }) => name),
      inject: own?.['inject'] !== false && !isMarked(params.prompt),
    });
    if (receipt !== undefined) call.receipt = receipt;
    const prompt = block === '' ? params.prompt : withBlock(params.prompt, block);
    const prepared: Params = {
      ...rest,
      prompt,
      ...(own === undefined ? providerOptions !== undefined && { providerOptions } : { providerOptions: others }),
    };
    calls.set(prepared, call);
    return prepared;
  };
  const keep = (
    params: Params,
    model: { modelId: string; provider: string },
    response: SdkResponse,
    end: StreamEnd,
  ): void => {
    const call = calls.get(params);
    if (call === undefined) return;
    const { prompt, tools } = params;
    const set = SDK_SETTINGS.filter((name) => params[name] !== undefined);
    const request = sdkJson({
      model: model.modelId,
      provider: model.provider,
      messages: prompt,
      tools,
      settings: Object.fromEntries(set.map((name) => [name, params[name]])),
    });
    const answer = sdkJson(response);
    const { session, task, topic, startedMs, receipt } = call;
    names.answered(session, sdkExchange(JSON.parse(request) as never, JSON.parse(answer) as never));
    app.record({
      session,
      ...(task !== undefined && { task }),
      ...(topic !== undefined && { topic }),
      path: SDK_PATH,
      startedMs,
      endedMs: app.now().getTime(),
      status: response.error === undefined ? 200 : 0,
      request: Buffer.from(request),
      response: [Buffer.from(answer)],
      end,
      ...(receipt !== undefined && { receipt }),
    });
  };

  return {
    specificationVersion: 'v4',
    async transformParams({ params, model }) {
      try {
        return await prepare(params, model.modelId);
      } catch {
        return params;
      }
    },
    async wrapGenerate({ doGenerate, params, model }) {
      const result = await doGenerate().then(
        (done) => done,
        (error: unknown) => {
          quietly(() => keep(params, model, { error: messageOf(error) }, endOf(error)));
          throw error;
        },
      );
      quietly(() => keep(params, model, answerOf(result), 'whole'));
      return result;
    },
    async wrapStream({ doStream, params, model }) {
      const result = await doStream().then(
        (done) => done,
        (error: unknown) => {
          quietly(() => keep(params, model, { error: messageOf(error) }, endOf(error)));
          throw error;
        },
      );
      const collected = contentCollector();
      const onEnd = (end: StreamEnd, error?: unknown): void => {
        const response = collected.response();
        keep(params, model, error === undefined ? response : { error: messageOf(error), ...response }, end);
      };
      return { ...result, stream: watchedStream(result.stream, collected.add, onEnd) };
    },
    ...app.handle,
  };
}

/** Behind the messages of the system that come first, so that what is cached of them stays so. */
function withBlock(prompt: LanguageModelV4Prompt, block: string): LanguageModelV4Prompt {
  const first = prompt.findIndex(({ role }) => role !== 'system');
  const at = first < 0 ? prompt.length : first;
  return [...prompt.slice(0, at), { role: 'system', content: block }, ...prompt.slice(at)];
}

function isMarked(prompt: LanguageModelV4Prompt): boolean {
  return prompt.some(({ role, content }) => role === 'system' && mayBeInjected(content));
}

/** What the user said first. */
function queryOf(prompt: LanguageModelV4Prompt): string {
  for (const message of prompt) {
    if (message.role !== 'user') continue;
    const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    if (text.trim() !== '') return text;
  }
  return '';
}

function plain(prompt: LanguageModelV4Prompt): readonly Json[] {
  return JSON.parse(sdkJson(prompt)) as readonly Json[];
}

function answerOf({ content, finishReason, usage, response }: LanguageModelV4GenerateResult): SdkResponse {
  return { content, finishReason, usage, id: response?.id, model: response?.modelId };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function endOf(error: unknown): StreamEnd {
  return error instanceof Error && error.name === 'AbortError' ? 'aborted' : 'whole';
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A call must not fail because it could not be recorded.
  }
}
