import { openInApp, type InAppHandle, type InAppOptions } from '../in-app/open-in-app.ts';
import { watchedStream, type StreamEnd } from '../in-app/watched-stream.ts';
import { recordedTrajectoryId } from '../record/recorded-trajectory-id.ts';
import {
  readModelRequest,
  requestQuery,
  servedProtocol,
  toolNames,
  type ModelRequest,
} from '../request/model-request.ts';
import { blockPlace, spliceBlock } from '../request/splice-block.ts';
import type { Served } from '../serving.ts';
import { sessionFinder, type Session } from '../session/session-finder.ts';
import { openGoogleRequest } from './google-request.ts';

type Fetch = typeof globalThis.fetch;
type Input = Parameters<Fetch>[0];
type Init = Parameters<Fetch>[1];

/** A request on its way. */
interface Call {
  readonly path: string;
  readonly session: Session;
  readonly startedMs: number;
  readonly task: string | undefined;
  readonly topic: string | undefined;
  readonly served: Served;
  /** As it is sent. */
  readonly body: Uint8Array;
}

const OWN = /^x-ethogram-/i;
const MOST_RECORDED_BYTES = 32 << 20;

/**
 * A `fetch` for the clients of OpenAI (Chat Completions, Responses), Anthropic and Google: puts the behaviors of the handbook
 * that fit a session into its requests, the same block at the same place every time, behind what the provider has cached, all
 * else byte for byte as it was; and records the calls. The headers `x-ethogram-session`, `-task`, `-topic` and `-inject: off`
 * of a request go before the options, and are not sent on. Responses name the session's run in `x-ethogram-trajectory`, and
 * what was served in `x-ethogram-served`. Other requests, and those that something goes wrong with, go through as they came.
 *
 *     const client = new OpenAI({ fetch: ethogramFetch(fetch, { topic: 'billing' }) });
 *
 * @param send - what sends the requests
 */
export function ethogramFetch(send: Fetch = globalThis.fetch, options: InAppOptions = {}): Fetch & InAppHandle {
  const app = openInApp(options);
  const sessions = sessionFinder(() => app.now().getTime());

  const prepare = async (url: string, body: Uint8Array, own: Headers): Promise<Call | undefined> => {
    const { pathname } = new URL(url);
    const startedMs = app.now().getTime();
    const protocol = servedProtocol(pathname);
    const request = protocol === undefined ? undefined : readModelRequest(protocol, body);
    const google = protocol === undefined ? openGoogleRequest(pathname, body) : undefined;
    if (request === undefined && google === undefined) return undefined;
    const task = own.get('x-ethogram-task') ?? options.task;
    const topic = own.get('x-ethogram-topic') ?? options.topic;
    const { session } = sessions.find(google?.asChat ?? request, own.get('x-ethogram-session') ?? options.session);
    const asked = {
      session: session.id,
      task,
      topic,
      project: options.project,
      inject: own.get('x-ethogram-inject')?.toLowerCase() !== 'off',
    };
    const call = { path: pathname, session, startedMs, task, topic };
    if (google !== undefined) {
      const served = await app.serve({ ...asked, query: google.query, tools: google.tools, model: google.model });
      return { ...call, served, body: served.text === '' ? body : google.withBlock(served.text) };
    }
    return { ...call, ...(await injected(request!, session, asked, body)) };
  };
  const injected = async (
    request: ModelRequest,
    session: Session,
    asked: Omit<Parameters<typeof app.serve>[0], 'query'>,
    body: Uint8Array,
  ): Promise<Pick<Call, 'served' | 'body'>> => {
    const place = (session.place ??= blockPlace(request));
    const untouched = { served: { ids: [], text: '' }, body };
    // What cannot be put in is not chosen.
    if (typeof spliceBlock(request, '-', place) === 'string') return untouched;
    const served = await app.serve({
      ...asked,
      query: () => requestQuery(request),
      tools: () => toolNames(request),
      model: request.text('model'),
    });
    if (served.text === '') return { served, body };
    const goesOn = request.fields.has('previous_response_id') || request.fields.has('conversation');
    if (session.isKept === true && goesOn) return { served, body };
    const spliced = spliceBlock(request, served.text, place);
    if (typeof spliced === 'string') return untouched;
    if (spliced.isKept) session.isKept = true;
    return { served, body: Buffer.concat(spliced.pieces) };
  };
  const keep = (
    { path, session, startedMs, task, topic, served, body }: Call,
    {
      status,
      chunks,
      end,
    }: { readonly status: number; readonly chunks: readonly Uint8Array[]; readonly end: StreamEnd },
  ): void => {
    sessions.answered(session, { whole: end === 'whole' && status >= 200 && status < 300, body: chunks });
    app.record({
      session: session.id,
      ...(task !== undefined && { task }),
      ...(topic !== undefined && { topic }),
      path,
      startedMs,
      endedMs: app.now().getTime(),
      status,
      request: body,
      response: chunks,
      end,
      ...(served.receipt !== undefined && { receipt: served.receipt }),
    });
  };

  const wrapped = async (input: Input, init?: Init): Promise<Response> => {
    let call: Call | undefined;
    let sent: readonly [Input, Init] = [input, init];
    try {
      const asked = await requestOf(input, init);
      if (asked !== undefined) {
        call = await prepare(asked.url, asked.body, asked.headers);
        sent = [asked.url, { ...asked.init, headers: withoutOwn(asked.headers), body: call === undefined ? asked.raw : sameKind(call.body, asked.raw) }]; // prettier-ignore
      }
    } catch {
      // As it came.
    }
    if (call === undefined) return send(...sent);
    const known = call;
    let response: Response;
    try {
      response = await send(...sent);
    } catch (error) {
      const isAborted = error instanceof Error && error.name === 'AbortError';
      quietly(() => keep(known, { status: 0, chunks: [], end: isAborted ? 'aborted' : 'cut' }));
      throw error;
    }
    return watched(response, known, keep);
  };
  return Object.assign(wrapped, app.handle);
}

interface Asked {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** As it was given. */
  readonly raw: string | Uint8Array;
  readonly init: Init;
}

/** A posted body that is at hand; undefined for everything else. */
async function requestOf(input: Input, init: Init): Promise<Asked | undefined> {
  if (input instanceof Request) {
    const method = (init?.method ?? input.method).toUpperCase();
    if (method !== 'POST' || init?.body !== undefined || !servedPath(input.url)) return undefined;
    const copy = input.clone();
    const body = new Uint8Array(await copy.arrayBuffer());
    const { method: _method, headers, signal, redirect, credentials } = input;
    return { url: input.url, headers: new Headers(init?.headers ?? headers), body, raw: body, init: { method, signal, redirect, credentials, ...init } }; // prettier-ignore
  }
  const raw = init?.body;
  if (init?.method?.toUpperCase() !== 'POST' || !(typeof raw === 'string' || raw instanceof Uint8Array))
    return undefined;
  const url = String(input);
  if (!servedPath(url)) return undefined;
  const headers = new Headers(init.headers);
  const body = typeof raw === 'string' ? Buffer.from(raw) : raw;
  return { url, headers, body, raw, init };
}

function servedPath(url: string): boolean {
  const { pathname } = new URL(url);
  return servedProtocol(pathname) !== undefined || /\/models\/[^/]+:(?:streamG|g)enerateContent$/.test(pathname);
}

function withoutOwn(headers: Headers): Headers {
  for (const name of Array.from(headers.keys())) if (OWN.test(name) || name === 'content-length') headers.delete(name);
  return headers;
}

function sameKind(body: Uint8Array, raw: string | Uint8Array): string | Uint8Array<ArrayBuffer> {
  if (typeof raw === 'string') return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return body as Uint8Array<ArrayBuffer>;
}

/** The response with somebody looking on, and with what was served named in it. */
function watched(
  response: Response,
  call: Call,
  keep: (call: Call, end: { status: number; chunks: readonly Uint8Array[]; end: StreamEnd }) => void,
): Response {
  const { status, statusText, body, url } = response;
  try {
    const headers = new Headers(response.headers);
    headers.set('x-ethogram-trajectory', printable(recordedTrajectoryId(call.session.id)));
    headers.set('x-ethogram-served', printable(call.served.ids.join(',')));
    if (body === null) {
      quietly(() => keep(call, { status, chunks: [], end: 'whole' }));
      return named(new Response(null, { status, statusText, headers }), url);
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    const stream = watchedStream(
      body,
      (chunk) => {
        size += chunk.length;
        if (size <= MOST_RECORDED_BYTES) chunks.push(chunk);
      },
      (end) => keep(call, { status, chunks, end: size > MOST_RECORDED_BYTES ? 'cut' : end }),
    );
    return named(new Response(stream, { status, statusText, headers }), url);
  } catch {
    return response;
  }
}

function printable(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

function named(response: Response, url: string): Response {
  return Object.defineProperty(response, 'url', { value: url });
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A call must not fail because it could not be recorded.
  }
}
