import { PassThrough, type Readable } from 'node:stream';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Dispatcher } from 'undici';
import { forwardedHeaders } from './forwarded-headers.ts';
import { wasUsedBefore, type Upstream, type UpstreamConnections } from './upstream.ts';

/** What is sent upstream. */
export interface RelayedRequest {
  readonly method: string;
  readonly path: string;
  /** Name, value, name, value…; without `host` and the body's length. */
  readonly headers: readonly string[];
  /** The body as far as it has been read; undefined: all of it is still to come from the client. */
  readonly body?: Buffer | undefined;
  /** The rest of the body comes from the client. */
  readonly hasMore: boolean;
}

/** How a request ended. */
export interface RelayEnd {
  /** 0 when there was no response. */
  readonly status: number;
  /** The body that came back, as it came; empty when it was not to be kept, or too long to. */
  readonly body: readonly Buffer[];
  readonly isKept: boolean;
  /** `content-encoding`, as it came. */
  readonly encoding?: string | undefined;
  readonly end: 'whole' | 'cut' | 'aborted' | 'unreachable';
  /** Why there was no response. */
  readonly reason?: string | undefined;
}

/** How to relay. */
export interface RelayOptions {
  readonly upstream: Upstream;
  readonly connections: UpstreamConnections;
  /** Put before the headers of the response; name, value, name, value…. */
  readonly added: readonly string[];
  /** Keep at most so many bytes of the response. 0: none. */
  readonly keep: number;
  /** Answers the client when there is no way to the provider. */
  readonly unreachable: (response: ServerResponse, reason: string) => void;
  /** Called once, after the client has everything. */
  readonly onEnd: (end: RelayEnd) => void;
  /** Called when the first byte of the response's body goes to the client. */
  readonly onFirst?: () => void;
}

const BODY_HEADERS = new Set(['host', 'content-length', 'expect']);
// No way to the provider, or nobody there who speaks HTTP: the client is told so. Whatever else ends a connection ends the client's.
const UNREACHABLE =
  /^(?:E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT|PROTO|ADDRNOTAVAIL|MFILE)$|ERR_|HPE_|UND_ERR_(?:CONNECT_TIMEOUT|HEADERS_OVERFLOW|INVALID_ARG)$|CERT_|UNABLE_|SELF_SIGNED|DEPTH_ZERO)/;

/**
 * Sends a request to its provider and the response to the client, byte for byte as they come, as fast as the slower side takes
 * them. A response that breaks off breaks off for the client; a client that goes away ends the request.
 */
export function relay(
  incoming: IncomingMessage,
  response: ServerResponse,
  sent: RelayedRequest,
  options: RelayOptions,
): void {
  const { upstream, connections } = options;
  let provider: Dispatcher.DispatchController | undefined;
  let isOver = false;
  let isRetried = false;
  /** Anything at all has come of a response. */
  let isAnswered = false;
  let hasBegun = false;
  let isFirst = true;
  let status = 0;
  let encoding: string | undefined;
  let body: Buffer[] = [];
  let keptBytes = 0;
  let isKept = options.keep > 0;

  const over = (end: RelayEnd['end'], reason?: string): void => {
    if (isOver) return;
    isOver = true;
    options.onEnd({ status, body, isKept, encoding, end, reason });
  };
  const begin = (controller: Dispatcher.DispatchController, code: number, text: string | undefined): void => {
    status = code;
    hasBegun = true;
    const raw = textsOf(controller.rawHeaders);
    encoding = valueOf(raw, 'content-encoding');
    response.sendDate = false;
    try {
      response.writeHead(status, text, [...options.added, ...forwardedHeaders(raw)]);
    } catch (error) {
      // What cannot be said again in HTTP.
      options.unreachable(response, String(error));
      over('unreachable', 'bad headers');
      controller.abort(GONE);
      return;
    }
    response.on('drain', () => controller.resume());
    // Headers go with the first piece, if that is here; else they do not wait for it.
    setImmediate(() => {
      if (isFirst && !response.writableEnded && !response.destroyed) response.flushHeaders();
    });
  };
  const fail = (error: NodeJS.ErrnoException): void => {
    if (isOver || response.destroyed) return;
    if (hasBegun) {
      // All that came goes out; then the connection closes without the end of a body.
      over('cut');
      response.socket?.destroySoon();
      return;
    }
    // The provider closed a kept connection just when it was used again: nothing was read of this request.
    if (!isRetried && !isAnswered && !sent.hasMore && wasUsedBefore(error)) {
      isRetried = true;
      send();
      return;
    }
    const code = error instanceof errors.HTTPParserError ? (error.code ?? 'HPE_NO_HTTP') : (error.code ?? '');
    if (UNREACHABLE.test(code)) {
      options.unreachable(response, code);
      over('unreachable', code);
    } else {
      over('cut', code);
      response.socket?.resetAndDestroy();
    }
  };
  const send = (): void => {
    const { method, path } = sent;
    const request = {
      method,
      path,
      headers: requestHeaders(incoming, sent, upstream),
    };
    connections.of(upstream).dispatch(
      { ...request, body: sent.hasMore ? wholeBody(incoming, sent.body) : (sent.body ?? null) },
      {
        onRequestStart(controller) {
          provider = controller;
          if (isOver) controller.abort(GONE);
        },
        onResponseStarted() {
          isAnswered = true;
        },
        onResponseStart(controller, code, _headers, text) {
          // What comes before the response (103) is for browsers.
          if (code >= 200) begin(controller, code, text);
        },
        onResponseData(controller, piece) {
          if (isFirst) {
            isFirst = false;
            options.onFirst?.();
          }
          if (!response.write(piece)) controller.pause();
          if (!isKept) return;
          keptBytes += piece.length;
          if (keptBytes <= options.keep) body.push(piece);
          else {
            isKept = false;
            body = [];
          }
        },
        onResponseEnd({ rawTrailers }) {
          const trailers = textsOf(rawTrailers);
          if (trailers.length > 0) response.addTrailers(pairsOf(trailers));
          response.end();
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
  };

  response.on('finish', () => over('whole'));
  response.on('close', () => {
    over('aborted');
    if (!response.writableFinished) provider?.abort(GONE);
  });
  send();
}

const GONE = new Error('the client went away');

/** What was read of a body, and the rest as it comes. */
function wholeBody(incoming: IncomingMessage, read: Buffer | undefined): Readable {
  const body = new PassThrough();
  if (read !== undefined) body.write(read);
  incoming.on('error', (error) => body.destroy(error));
  incoming.on('close', () => {
    if (!incoming.complete) body.destroy(GONE);
  });
  return incoming.pipe(body);
}

function requestHeaders(
  incoming: IncomingMessage,
  { headers, hasMore }: RelayedRequest,
  { authority }: Upstream,
): string[] {
  const length = incoming.headers['content-length'];
  // The length of a whole body is added by whoever sends it.
  return ['host', authority, ...headers, ...(hasMore && length !== undefined ? ['content-length', length] : [])];
}

/** A request's headers as they go upstream, before `host` and the body's length are added. */
export function requestHeadersOf(incoming: IncomingMessage): string[] {
  return forwardedHeaders(incoming.rawHeaders, BODY_HEADERS);
}

/** Headers as they came, name, value, name, value…: HTTP's bytes are Latin-1. */
function textsOf(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw) ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))) : [];
}

function valueOf(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]!.length === name.length && raw[i]!.toLowerCase() === name) return raw[i + 1];
  }
  return undefined;
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!]);
}
