import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { forwardedHeaders } from './forwarded-headers.ts';
import type { Upstream, UpstreamAgents } from './upstream.ts';

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
  readonly agents: UpstreamAgents;
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
  /^(?:E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT|PROTO|ADDRNOTAVAIL|MFILE)$|ERR_|HPE_|CERT_|UNABLE_|SELF_SIGNED|DEPTH_ZERO)/;

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
  const { upstream, agents } = options;
  let request: ClientRequest;
  let isOver = false;
  let isRetried = false;
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

  const relayResponse = (answer: IncomingMessage): void => {
    status = answer.statusCode!;
    encoding = answer.headers['content-encoding'];
    const headers = [...options.added, ...forwardedHeaders(answer.rawHeaders)];
    response.sendDate = false;
    try {
      response.writeHead(status, answer.statusMessage, headers);
    } catch (error) {
      // What cannot be said again in HTTP.
      request.destroy();
      options.unreachable(response, String(error));
      over('unreachable', 'bad headers');
      return;
    }
    let isFirst = true;
    answer.on('data', (piece: Buffer) => {
      if (isFirst) {
        isFirst = false;
        options.onFirst?.();
      }
      if (!response.write(piece)) answer.pause();
      if (!isKept) return;
      keptBytes += piece.length;
      if (keptBytes <= options.keep) body.push(piece);
      else {
        isKept = false;
        body = [];
      }
    });
    response.on('drain', () => answer.resume());
    // Headers go with the first piece, if that is here; else they do not wait for it.
    setImmediate(() => {
      if (isFirst && !response.writableEnded && !response.destroyed) response.flushHeaders();
    });
    answer.on('end', () => {
      if (!answer.complete) return;
      if (answer.rawTrailers.length > 0) response.addTrailers(trailersOf(answer.rawTrailers));
      response.end();
    });
    answer.on('error', () => {});
    answer.on('close', () => {
      if (answer.complete) return;
      // All that came goes out; then the connection closes without the end of a body.
      over('cut');
      response.socket?.destroySoon();
    });
  };

  const send = (): void => {
    const make = upstream.isSecure ? httpsRequest : httpRequest;
    request = make({
      agent: agents.of(upstream),
      host: upstream.host,
      port: upstream.port,
      method: sent.method,
      path: sent.path,
      headers: requestHeaders(incoming, sent, upstream) as unknown as Record<string, string>,
    });
    const current = request;
    current.on('response', relayResponse);
    current.on('error', (error: NodeJS.ErrnoException) => {
      if (isOver || response.headersSent || response.destroyed) return;
      // The provider closed a kept connection just when it was used again: nothing was read of this request.
      if (current.reusedSocket && error.code === 'ECONNRESET' && !isRetried && !sent.hasMore) {
        isRetried = true;
        send();
        return;
      }
      if (UNREACHABLE.test(error.code ?? '')) {
        options.unreachable(response, error.code!);
        over('unreachable', error.code);
      } else {
        over('cut', error.code);
        response.socket?.resetAndDestroy();
      }
    });
    if (!sent.hasMore) {
      current.end(sent.body);
      return;
    }
    if (sent.body !== undefined) current.write(sent.body);
    incoming.on('data', (piece: Buffer) => {
      if (!current.write(piece)) incoming.pause();
    });
    current.on('drain', () => incoming.resume());
    incoming.on('end', () => {
      if (incoming.rawTrailers.length > 0) current.addTrailers(trailersOf(incoming.rawTrailers));
      current.end();
    });
    incoming.on('error', () => current.destroy());
    incoming.resume();
  };

  response.on('finish', () => over('whole'));
  response.on('close', () => {
    over('aborted');
    if (!response.writableFinished) request.destroy();
  });
  send();
}

function requestHeaders(
  incoming: IncomingMessage,
  { headers, body, hasMore }: RelayedRequest,
  { authority }: Upstream,
): string[] {
  const result = ['host', authority, ...headers];
  const { 'content-length': length, 'transfer-encoding': transfer } = incoming.headers;
  if (!hasMore) {
    if (body !== undefined && (body.length > 0 || length !== undefined || transfer !== undefined)) {
      result.push('content-length', String(body.length));
    }
  } else if (length !== undefined) result.push('content-length', length);
  else if (transfer !== undefined) result.push('transfer-encoding', 'chunked');
  return result;
}

/** A request's headers as they go upstream, before `host` and the body's length are added. */
export function requestHeadersOf(incoming: IncomingMessage): string[] {
  return forwardedHeaders(incoming.rawHeaders, BODY_HEADERS);
}

function trailersOf(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!]);
}
