import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server whose answers a test writes itself. */
export interface RawServer {
  readonly url: string;
  /** Requests so far, bodies and all. */
  readonly requests: readonly RawRequest[];
  close(): Promise<void>;
}

/** A request as it came. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** Name, value, name, value…. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly trailers: readonly string[];
}

/** Starts a server that answers each request, once its body is there, as `answer` does. */
export async function startRawServer(
  answer: (response: ServerResponse, request: RawRequest, incoming: IncomingMessage) => void | Promise<void>,
): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const server = createServer({ noDelay: true }, (incoming, response) => {
    const pieces: Buffer[] = [];
    response.on('error', () => {});
    incoming.on('error', () => {});
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const request = {
        method: incoming.method!,
        url: incoming.url!,
        headers: incoming.rawHeaders,
        body: Buffer.concat(pieces),
        trailers: incoming.rawTrailers,
      };
      requests.push(request);
      void answer(response, request, incoming);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
