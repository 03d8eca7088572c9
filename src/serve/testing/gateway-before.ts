import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { TestContext } from 'node:test';
import { startGateway, type TestGateway } from './start-gateway.ts';
import { startRawServer, type RawRequest, type RawServer } from './start-raw-server.ts';

/** The path of Chat Completions. */
export const CHAT = '/v1/chat/completions';
/** A request that is served a behavior. */
export const BODY = '{"model":"m","n":1.0,"messages":[{"role":"user","content":"Refund the order of the customer."}]}';

/** An answer, as far as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: NodeJS.Dict<string>;
  /** Why the body did not come whole. */
  readonly broken?: string;
}

/** What is sent. Default: `BODY` to `CHAT`. */
export interface RawSend {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer | null;
}

/** Sends one request over a connection of its own, and takes what comes, as far as it comes. */
export async function sendRaw(
  url: string,
  { method = 'POST', path = CHAT, headers = {}, body = BODY }: RawSend = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { 'content-type': 'application/json', ...headers }, agent: false };
    const sent = httpRequest(new URL(path, url), options, (answer) => {
      const { statusCode, headers: answered, trailers } = answer;
      const pieces: Buffer[] = [];
      const done = (broken?: string): void =>
        resolve({
          status: statusCode!,
          headers: answered,
          body: Buffer.concat(pieces),
          trailers,
          ...(broken !== undefined && { broken }),
        });
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => done());
      answer.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    });
    sent.on('error', reject);
    if (body === null) sent.end();
    else sent.end(body);
  });
}

/** A gateway before a server that answers as `answer` does; both end with the test. */
export async function gatewayBefore(
  t: TestContext,
  answer: (response: ServerResponse, request: RawRequest) => void | Promise<void>,
  options: Parameters<typeof startGateway>[1] = {},
): Promise<{ readonly gateway: TestGateway; readonly upstream: RawServer }> {
  const upstream = await startRawServer(answer);
  const gateway = await startGateway(upstream.url, options);
  t.after(async () => {
    await upstream.close();
    await gateway.close(0);
  });
  return { gateway, upstream };
}

/** Answers `{}`. */
export function answerOk(response: ServerResponse): void {
  response.end('{}');
}

/** Waits for something to become true, for at most five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!condition()) throw new Error(`it never came true: ${String(condition)}`);
}
