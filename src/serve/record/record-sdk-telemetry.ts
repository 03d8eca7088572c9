import { SDK_SETTINGS } from './sdk-settings.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { contentCollector } from '../in-app/content-collector.ts';
import { watchedStream } from '../in-app/watched-stream.ts';
import type { CallOrigin, RecordedCall } from './recorder.ts';
import { SDK_PATH, sdkJson, type SdkRequest, type SdkResponse } from './sdk-exchange.ts';

/** How calls of the AI SDK are recorded. */
export interface SdkTelemetryOptions {
  readonly record: (call: RecordedCall) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly project?: string;
}

/** A run of `generateText` or `streamText`. */
interface Operation {
  readonly origin: CallOrigin;
  /** Answers are hidden from telemetry. */
  readonly hidesAnswers: boolean;
  /** Whether the integration hears of it: calls that bring integrations of their own have no others. */
  isHeard: boolean;
  /** The call of a model that has no answer yet. */
  open: OpenCall | undefined;
  /** The last call that was answered, and what tools said since. */
  answered: { readonly call: OpenCall; readonly content: unknown } | undefined;
  toolMessages: readonly unknown[];
}

interface OpenCall {
  readonly request: SdkRequest;
  readonly startedMs: number;
}

type Fields = Readonly<Record<string, unknown>>;
interface Message {
  readonly type: string;
  readonly event: Fields;
  readonly result?: unknown;
  readonly error?: unknown;
}

const CHANNEL = 'ai:telemetry';
const MOST_OPEN = 10_000;

/**
 * Records what the AI SDK (version 7) tells of its calls: requests, answers and nesting from its tracing channel
 * `ai:telemetry`, streamed answers as a telemetry integration, for which the SDK has a global list. Calls that opted out are
 * in neither. Nothing is thrown, and nothing of the program is changed.
 *
 * @see node_modules/ai/docs/03-ai-sdk-core/60-telemetry.mdx
 */
export function recordSdkTelemetry({ record, now, project }: SdkTelemetryOptions): void {
  const operations = new Map<string, Operation>();
  const around = new AsyncLocalStorage<CallOrigin['parent']>();

  const begin = ({ type, event }: Message): void => {
    const callId = textOf(event['callId']);
    if (callId === undefined) return;
    if (type === 'generateText' || type === 'streamText') {
      const parent = around.getStore();
      const agent = textOf(event['functionId']);
      const origin = {
        session: callId,
        ...(parent !== undefined && { parent }),
        ...(project !== undefined && { project }),
        ...(agent !== undefined && { agent }),
      };
      if (operations.size >= MOST_OPEN) operations.delete(operations.keys().next().value!);
      const hidesAnswers = event['recordOutputs'] === false;
      operations.set(callId, {
        origin,
        hidesAnswers,
        isHeard: false,
        open: undefined,
        answered: undefined,
        toolMessages: [],
      });
    } else if (type === 'languageModelCall') {
      const operation = operations.get(callId);
      // What is hidden from telemetry is hidden from us, and an answer alone is no run.
      if (operation === undefined || event['recordInputs'] === false) return;
      const set = SDK_SETTINGS.filter((name) => event[name] !== undefined && event[name] !== null);
      const model = textOf(event['modelId']);
      const provider = textOf(event['provider']);
      operation.open = {
        startedMs: now(),
        request: {
          ...(model !== undefined && { model }),
          ...(provider !== undefined && { provider }),
          instructions: event['instructions'],
          messages: event['messages'],
          tools: event['tools'],
          settings: Object.fromEntries(set.map((name) => [name, event[name]])),
        },
      };
    }
  };
  const answer = (callId: string, response: SdkResponse, end: RecordedCall['end'] = 'whole'): void => {
    const operation = operations.get(callId);
    const call = operation?.open;
    if (operation === undefined || call === undefined) return;
    operation.open = undefined;
    if (response.error === undefined && end === 'whole') {
      operation.answered = { call, content: response.content };
      operation.toolMessages = [];
    }
    send(operation, call, response, end);
  };
  const send = (
    operation: Operation,
    call: OpenCall,
    response: SdkResponse,
    end: RecordedCall['end'] = 'whole',
  ): void => {
    record({
      ...operation.origin,
      joins: true,
      path: SDK_PATH,
      startedMs: call.startedMs,
      endedMs: now(),
      status: response.error === undefined ? 200 : 0,
      request: Buffer.from(sdkJson(call.request)),
      response: [Buffer.from(sdkJson(response))],
      end,
    });
  };
  /** What tools said to the last answer, when no further call tells it. */
  const finish = (callId: string, error: unknown): void => {
    if (error !== undefined) answer(callId, { error: errorText(error) }, endOf(error));
    else answer(callId, {}, operations.get(callId)?.hidesAnswers === true ? 'whole' : 'aborted');
    const operation = operations.get(callId);
    operations.delete(callId);
    if (operation?.answered === undefined || operation.toolMessages.length === 0) return;
    const { call, content } = operation.answered;
    const before = Array.isArray(call.request.messages) ? (call.request.messages as readonly unknown[]) : [];
    const messages = [...before, { role: 'assistant', content }, ...operation.toolMessages];
    send(operation, { ...call, request: { ...call.request, messages } }, {});
  };
  /** Looks on while a stream is read that nobody else would tell of. */
  const watch = (callId: string, stream: unknown): void => {
    const isTold = operations.get(callId)?.isHeard !== false;
    if (isTold || !(stream instanceof ReadableStream) || stream.locked) return;
    const collected = contentCollector();
    const pipeThrough: ReadableStream['pipeThrough'] = (...to) => {
      const add = (part: unknown): void => collected.add(part as Parameters<typeof collected.add>[0]);
      const watched = watchedStream(stream, add, (how, error) => {
        const failure = error === undefined ? {} : { error: errorText(error) };
        answer(callId, { ...collected.response(), ...failure }, how);
      });
      return watched.pipeThrough(...to);
    };
    Object.defineProperty(stream, 'pipeThrough', { value: pipeThrough, configurable: true });
  };
  const stepEnded = (step: unknown): void => {
    const { callId, response } = fieldsOf(step);
    const operation = operations.get(textOf(callId) ?? '');
    const messages = fieldsOf(response)['messages'];
    if (operation === undefined || !Array.isArray(messages)) return;
    operation.toolMessages = messages.filter((message) => fieldsOf(message)['role'] === 'tool');
  };
  const end = ({ type, event, result, error }: Message): void => {
    const callId = textOf(event['callId']);
    if (callId === undefined) return;
    if (type === 'languageModelCall') {
      if (error !== undefined) return answer(callId, { error: errorText(error) }, endOf(error));
      const { content, finishReason, usage, response } = fieldsOf(result);
      // A stream's content comes later.
      if (!Array.isArray(content)) return watch(callId, fieldsOf(result)['stream']);
      const { id, modelId } = fieldsOf(response);
      return answer(callId, { content, finishReason, usage, id, model: modelId });
    }
    if (type === 'step') return stepEnded(result);
    return type === 'generateText' || type === 'streamText' ? finish(callId, error) : undefined;
  };

  const started = channel(`tracing:${CHANNEL}:start`);
  // Whatever a tool starts while it runs is its sub-agent's.
  started.bindStore(around, (message) => {
    const { type, event } = message as Message;
    if (type !== 'executeTool') return around.getStore();
    const session = textOf(event['callId']);
    const callId = textOf(fieldsOf(event['toolCall'])['toolCallId']);
    return session === undefined ? around.getStore() : { session, ...(callId !== undefined && { callId }) };
  });
  const ignore = (): void => {};
  tracingChannel(CHANNEL).subscribe({
    start: (message) => quietly(() => begin(message as Message)),
    asyncEnd: (message) => quietly(() => end(message as Message)),
    end: ignore,
    asyncStart: ignore,
    error: ignore,
  });
  integrations().push({
    onLanguageModelCallStart: (event) =>
      quietly(() => {
        const operation = operations.get(textOf(event['callId']) ?? '');
        if (operation !== undefined) operation.isHeard = true;
      }),
    onLanguageModelCallEnd: (event) =>
      quietly(() => {
        const { callId, content, finishReason, usage, responseId } = event;
        answer(textOf(callId) ?? '', { content, finishReason, usage, id: responseId });
      }),
    onStepEnd: (event) => quietly(() => stepEnded(event)),
    onAbort: (event) => quietly(() => answer(textOf(event['callId']) ?? '', {}, 'aborted')),
    onError: (event) =>
      quietly(() => {
        const { callId, error } = fieldsOf(event);
        answer(textOf(callId) ?? '', { error: errorText(error) }, endOf(error));
      }),
  });
}

type Integration = Readonly<Record<string, (event: Fields) => void>>;

/** The list that `registerTelemetry` of the AI SDK adds to. */
function integrations(): Integration[] {
  const globals = globalThis as { AI_SDK_TELEMETRY_INTEGRATIONS?: Integration[] };
  globals.AI_SDK_TELEMETRY_INTEGRATIONS ??= [];
  return globals.AI_SDK_TELEMETRY_INTEGRATIONS;
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The program that is recorded must not notice.
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function endOf(error: unknown): RecordedCall['end'] {
  return error instanceof Error && error.name === 'AbortError' ? 'aborted' : 'whole';
}
