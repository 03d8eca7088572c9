import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '../../core/content-key.ts';
import { jsonObjectIn, type Json, type JsonObject } from '../../core/json.ts';
import { ANTHROPIC_MESSAGES } from './anthropic-messages.ts';
import { CHAT_COMPLETIONS } from './chat-completions.ts';
import { embedText } from './embed-text.ts';
import { withFault, type Fault } from './fault.ts';
import { GENERATE_CONTENT } from './generate-content.ts';
import type { Mind, MindAnswer, MindRequest, Question } from './mind.ts';
import { replyOf } from './reply-of.ts';
import { RESPONSES } from './responses.ts';
import type { ErrorReply, Protocol } from './protocol.ts';
import { errorReply, sendError, sendReply, silence } from './send-reply.ts';

/** How a server is to behave beside its mind. */
export interface ModelServerOptions {
  /** Default: any that is free. Give that of a server that was closed to have it come back. */
  readonly port?: number;
  /** Waited before every answer. Default 0. */
  readonly latencyMs?: number;
  /** What goes wrong with which request; asked before the mind is, and goes before the mind's own. */
  readonly faults?: (request: MindRequest) => Fault | undefined;
  /** The key that a client must show; any other gets 401. Default: none is asked for. */
  readonly apiKey?: string;
  /** The models there are; any other gets 404. Default: every name is one. */
  readonly models?: readonly string[];
}

/** What became of one request. Times are milliseconds since the server started. */
export interface ServedRequest extends MindRequest {
  readonly path: string;
  /** As it was sent. */
  readonly body: JsonObject;
  readonly startMs: number;
  /** Undefined while it is held. */
  endMs?: number;
  /** Undefined until it is decided: 0 when the connection was reset. */
  status?: number;
  /** What the mind said; undefined when it was not asked. */
  answer?: MindAnswer;
}

/** A server that runs. */
export interface ModelServer {
  /** `http://127.0.0.1:PORT`, without a path: OpenAI's and Anthropic's protocols are below `/v1`, Google's below `/v1beta`. */
  readonly url: string;
  readonly port: number;
  /** Every question so far, in the order of arrival. */
  readonly requests: readonly ServedRequest[];
  /** Ends every connection at once, like a server that dies. */
  close(): Promise<void>;
}

const PROTOCOLS: readonly (readonly [path: RegExp, protocol: Protocol])[] = [
  [/\/chat\/completions$/, CHAT_COMPLETIONS],
  [/\/responses$/, RESPONSES],
  [/\/messages$/, ANTHROPIC_MESSAGES],
  [/\/models\/[^/]+:(?:generateContent|streamGenerateContent)$/, GENERATE_CONTENT],
];

/**
 * Starts a model server on 127.0.0.1 that speaks Chat Completions, Responses, Messages and generateContent, whole and
 * streamed, as well as OpenAI's embeddings and the lists of models. It refuses with the provider's own error what the
 * provider would refuse: a schema that strict mode does not take, a result without its call, a temperature where none goes.
 */
export async function startModelServer(mind: Mind, options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: ServedRequest[] = [];
  const sent = new Map<string, { attempts: number; draws: number }>();
  const startedMs = performance.now();
  let inFlight = 0;

  const answer = async (http: IncomingMessage, response: ServerResponse, protocol: Protocol): Promise<void> => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const path = http.url!;
    const text = await bodyText(http);
    const body = jsonObjectIn(text);
    if (body === undefined)
      return sendError(response, protocol, { status: 400, message: 'The body is not a JSON object.' });
    const question = protocol.read(body, path);
    const key = sha256(JSON.stringify(question));
    const count = sent.get(key) ?? { attempts: 0, draws: 0 };
    sent.set(key, count);
    const request: ServedRequest = {
      ...question,
      protocol: protocol.name,
      headers: headersOf(http),
      index: requests.length,
      attempt: count.attempts++,
      draw: drawOf(question, count.draws),
      inFlight: ++inFlight,
      path,
      body,
      startMs: performance.now() - startedMs,
    };
    requests.push(request);
    let drawn = false;
    response.on('close', () => {
      inFlight--;
      // An answer that never arrived whole is drawn again: a retry gets what it would have got.
      if (drawn && !response.writableFinished) count.draws--;
      request.endMs = performance.now() - startedMs;
      request.status ??= response.headersSent ? response.statusCode : 0;
    });

    const fault = options.faults?.(request);
    if (options.latencyMs !== undefined) await sleep(options.latencyMs, undefined, { signal: gone.signal });
    const refused = refusalOf(request, protocol, options);
    if (refused !== undefined) return sendError(response, protocol, refused);
    if (failsBefore(fault)) return fail(response, protocol, fault, gone.signal);
    count.draws++;
    drawn = true;
    const said = await mind(request);
    request.answer = said;
    const decided = fault ?? said.fault;
    if (BREAKING.has(decided?.kind)) {
      count.draws--;
      drawn = false;
    }
    if (said.delayMs !== undefined) await sleep(said.delayMs, undefined, { signal: gone.signal });
    if (failsBefore(decided)) return fail(response, protocol, decided, gone.signal);
    await sendReply(response, protocol, replyOf(request, withFault(said, decided)), decided, gone.signal);
  };

  const server = createServer((http, response) => {
    const path = new URL(http.url!, 'http://localhost').pathname;
    const protocol = http.method === 'POST' ? PROTOCOLS.find(([pattern]) => pattern.test(path))?.[1] : undefined;
    const work = protocol === undefined ? answerOther(http, response, path, options) : answer(http, response, protocol);
    work.catch((error: unknown) => {
      if (response.destroyed) return;
      // A mind that throws is a fault of the test: say so where its author will look.
      if (response.headersSent) response.destroy();
      else
        sendError(response, protocol ?? CHAT_COMPLETIONS, {
          status: 500,
          message: `The mind failed: ${String(error)}`,
        });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

// After these a client has no whole answer, even though the connection may end well.
const BREAKING = new Set<Fault['kind'] | undefined>(['status', 'reset', 'hang', 'cut', 'error-event']);

type EarlyFault = Extract<Fault, { kind: 'status' | 'reset' | 'hang' }>;

function failsBefore(fault: Fault | undefined): fault is EarlyFault {
  if (fault?.kind === 'hang') return fault.afterShare === undefined;
  return fault?.kind === 'status' || fault?.kind === 'reset';
}

async function fail(
  response: ServerResponse,
  protocol: Protocol,
  fault: EarlyFault,
  signal: AbortSignal,
): Promise<void> {
  if (fault.kind === 'hang') return silence(signal);
  if (fault.kind === 'reset') {
    (response.socket as { resetAndDestroy?: () => void } | null)?.resetAndDestroy?.();
    return undefined;
  }
  return sendError(response, protocol, { ...errorReply(fault.status), ...fault }, fault.html);
}

function refusalOf(
  request: ServedRequest,
  protocol: Protocol,
  { apiKey, models }: ModelServerOptions,
): ErrorReply | undefined {
  const { headers } = request;
  const shown = headers['authorization']?.replace(/^Bearer /, '') ?? headers['x-api-key'] ?? headers['x-goog-api-key'];
  if (apiKey !== undefined && shown !== apiKey) return errorReply(protocol === GENERATE_CONTENT ? 400 : 401);
  const message = protocol.refuses(request.body);
  if (message !== undefined) return { status: 400, message };
  return models === undefined || models.includes(request.model) ? undefined : errorReply(404);
}

function drawOf({ seed, temperature }: Question, answered: number): number {
  return seed ?? (temperature === 0 ? 0 : answered);
}

async function answerOther(
  http: IncomingMessage,
  response: ServerResponse,
  path: string,
  { models = ['local-model'] }: ModelServerOptions,
): Promise<void> {
  if (http.method === 'POST' && path.endsWith('/embeddings')) {
    const { input, model, dimensions } = jsonObjectIn(await bodyText(http)) ?? {};
    const texts = (typeof input === 'string' ? [input] : input) as readonly string[];
    const data = texts.map((text, index) => {
      return {
        object: 'embedding',
        index,
        embedding: embedText(text, (dimensions as number | undefined) ?? undefined),
      };
    });
    const tokens = texts.join(' ').length >> 2;
    return sendJson(response, {
      object: 'list',
      data,
      model: model ?? null,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
  }
  if (http.method === 'GET' && path.endsWith('/models')) {
    if (path.startsWith('/v1beta')) {
      return sendJson(response, { models: models.map((name) => ({ name: `models/${name}`, displayName: name })) });
    }
    const data = models.map((id): JsonObject =>
      http.headers['anthropic-version'] === undefined
        ? { id, object: 'model', created: 1_750_000_000, owned_by: 'local' }
        : { type: 'model', id, display_name: id, created_at: '2025-06-15T15:06:40Z' },
    );
    return sendJson(response, { object: 'list', data, has_more: false });
  }
  return sendError(response, CHAT_COMPLETIONS, { status: 404, message: `There is nothing at ${path}.` });
}

function sendJson(response: ServerResponse, value: Json): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function bodyText(http: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of http) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
