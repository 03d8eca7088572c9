import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Registry } from 'prom-client';
import { EthogramError } from '../core/ethogram-error.ts';
import { readBody } from './gateway/read-body.ts';
import type { Gateway } from './gateway/gateway.ts';
import { errorAnswer, type HttpAnswer } from './record/http-answer.ts';
import { isLoopback, refusalOf } from './refusal-of.ts';

/** What answers requests, as in the Fetch standard. */
export type FetchHandler = (request: Request) => Promise<Response>;

/** A body that was posted. */
export interface PostedBody {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly contentEncoding: string;
}

/** A handler of posted bodies, and how large they may be. */
export interface PostHandler {
  readonly mostBytes: number;
  answer(posted: PostedBody): Promise<HttpAnswer>;
}

/** What a server is made of. */
export interface StartServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** The address to listen at. Default 127.0.0.1. */
  readonly host?: string;
  /** Asked of every request; without one only this machine is listened to. */
  readonly token?: string | undefined;
  readonly gateway: Gateway;
  /** Handlers of posted bodies by path: `/v1/outcomes`, `/v1/traces`. */
  readonly posts?: Readonly<Record<string, PostHandler>>;
  /** What `/metrics` tells. */
  readonly registry?: Registry;
  /** Answers at `/mcp`. */
  readonly mcp?: FetchHandler | undefined;
  /** Answers everything else. */
  readonly pages?: FetchHandler | undefined;
}

/** A server that listens. */
export interface RunningServer {
  /** `http://HOST:PORT` */
  readonly url: string;
  /** Takes no new connections, and resolves when every request has ended, after `mostMs` at the latest. */
  close(mostMs?: number): Promise<void>;
}

const DRAIN_MS = 25_000;
// Longer than clients keep their connections, so that none is closed just when it is used again.
const KEEP_ALIVE_MS = 65_000;
// Without a limit of its own it would take that of whole requests, which is none.
const HEADERS_MS = 60_000;
const HEADER_BYTES = 64 * 1024;

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program there (EADDRINUSE)',
  EADDRNOTAVAIL: 'no address of this machine (EADDRNOTAVAIL)',
  ENOTFOUND: 'no such host (ENOTFOUND)',
  EACCES: 'a port that only the administrator may take (EACCES)',
};

/**
 * Starts the server: gateway, outcomes, traces, MCP, metrics and pages on one port. There is no limit of time but that for
 * sending a request's headers: answers of models take as long as they take.
 *
 * @throws EthogramError `bad-argument` when it would be reachable from other machines without a token, or cannot listen there
 */
export async function startServer({
  port,
  host = '127.0.0.1',
  token,
  gateway,
  posts = {},
  registry,
  mcp,
  pages,
}: StartServerOptions): Promise<RunningServer> {
  if (!isLoopback(host) && token === undefined) {
    throw new EthogramError(
      'bad-argument',
      `--host: found ${host}, which other machines reach, expected --token with it`,
      {
        hint: `ethogram serve --host ${host} --token "$(openssl rand -hex 16)"`,
      },
    );
  }
  let isClosing = false;
  const listeners = { mcp: listenerOf(mcp), pages: listenerOf(pages) };

  const answer = async (incoming: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const post = Object.hasOwn(posts, path) ? posts[path] : undefined;
    if (path === '/healthz') return send(response, jsonAnswer(200, { ok: true }));
    if (post !== undefined) return send(response, await answerPost(incoming, post));
    if (path === '/metrics' && registry !== undefined) {
      return send(response, {
        status: 200,
        headers: { 'content-type': registry.contentType },
        body: await registry.metrics(),
      });
    }
    const listener = path === '/mcp' ? listeners.mcp : listeners.pages;
    if (listener === undefined) return send(response, errorAnswer(404, 'not-found', `There is nothing at ${path}.`));
    return listener(incoming, response);
  };

  const server = createServer(
    { noDelay: true, keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, requestTimeout: 0, maxHeaderSize: HEADER_BYTES }, // prettier-ignore
    (incoming, response) => {
      if (isClosing) response.shouldKeepAlive = false;
      // Whoever breaks off a connection is noticed by whoever writes to it.
      incoming.on('error', () => {});
      response.on('error', () => {});
      const url = incoming.url ?? '';
      if (!url.startsWith('/')) return send(response, errorAnswer(400, 'bad-request', 'The path must begin with /.'));
      const path = url.split('?', 1)[0]!;
      const isPassedOn = path.startsWith('/v1/') && !Object.hasOwn(posts, path);
      const refusal = path === '/healthz' ? undefined : refusalOf(incoming, { host, token }, { isPassedOn });
      if (refusal !== undefined) {
        incoming.resume();
        const { status, code, message } = refusal;
        const asks: Record<string, string> =
          status === 401 && !isPassedOn ? { 'www-authenticate': 'Basic realm="ethogram"' } : {};
        const refused = errorAnswer(status, code, message);
        return send(response, { ...refused, headers: { ...refused.headers, ...asks } });
      }
      if (isPassedOn) return gateway(incoming, response);
      answer(incoming, response, path).catch(() => {
        if (response.headersSent) response.destroy();
        else send(response, errorAnswer(500, 'internal', 'This is a defect in Ethogram.'));
      });
    },
  );
  server.timeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new EthogramError(
          'bad-argument',
          `${host}:${port}: found ${LISTEN_FAULTS[cause.code ?? ''] ?? cause.code}, expected an address to listen at`,
          {
            hint: 'ethogram serve --port 0 takes any port that is free',
            cause,
          },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  server.on('error', () => {});
  const bound = server.address() as AddressInfo;
  const named = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    url: `http://${named}:${bound.port}`,
    async close(mostMs = DRAIN_MS) {
      isClosing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      const late = setTimeout(() => server.closeAllConnections(), mostMs);
      await closed;
      clearInterval(idle);
      clearTimeout(late);
    },
  };
}

function listenerOf(
  handler: FetchHandler | undefined,
): ((incoming: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined {
  if (handler === undefined) return undefined;
  const listener = getRequestListener(handler, { overrideGlobalObjects: false });
  return async (incoming, response) => {
    await listener(incoming, response);
  };
}

async function answerPost(incoming: IncomingMessage, { mostBytes, answer }: PostHandler): Promise<HttpAnswer> {
  if (incoming.method !== 'POST') {
    return { ...errorAnswer(405, 'bad-method', 'Only POST is answered here.') };
  }
  const { pieces, isWhole } = await readBody(incoming, { most: mostBytes });
  if (!isWhole) {
    incoming.resume();
    return errorAnswer(413, 'too-large', `The body has more than ${mostBytes} bytes.`);
  }
  const { 'content-type': contentType = '', 'content-encoding': contentEncoding = '' } = incoming.headers;
  return answer({ body: Buffer.concat(pieces), contentType, contentEncoding });
}

function jsonAnswer(status: number, value: object): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const length: Record<string, number> = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
  response.end(body);
}
