import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { INVALID_BYTES_MARK, type Fault, type RetryAfter } from './fault.ts';
import type { ErrorReply, Protocol, Reply, StreamEvent } from './protocol.ts';

/** Sends an answer in its protocol, whole or as a stream, with what a fault does to it on the way. Returns when all is sent. */
export async function sendReply(
  response: ServerResponse,
  protocol: Protocol,
  reply: Reply,
  fault: Fault | undefined,
  signal: AbortSignal,
): Promise<void> {
  const streamed = reply.question.stream;
  if (!streamed && fault?.kind === 'error-event') {
    return sendError(response, protocol, { status: fault.status, message: ERROR_MESSAGES[fault.status] ?? 'Failed.' });
  }
  const events = streamed ? protocol.events(reply) : [];
  const parts = streamed ? events.map(frame) : wholeParts(JSON.stringify(protocol.whole(reply)));
  if (fault?.kind === 'error-event') {
    parts.splice(shareOf(parts, fault.afterShare), Infinity, frame(protocol.errorEvent(errorReply(fault.status))));
  }
  response.writeHead(200, {
    'content-type': streamed ? 'text/event-stream; charset=utf-8' : 'application/json',
    'x-request-id': `req_${reply.id}`,
    ...(streamed && { 'cache-control': 'no-cache' }),
  });
  if (fault?.kind === 'bytes' && fault.bytes === 'byte-order-mark') response.write(Buffer.from([0xef, 0xbb, 0xbf]));
  const broken = fault?.kind === 'cut' || fault?.kind === 'hang' ? shareOf(parts, fault.afterShare ?? 0) : parts.length;
  for (const part of parts.slice(0, broken)) {
    if (fault?.kind === 'drip') await sleep(fault.pauseMs, undefined, { signal });
    // All at once unless each is to arrive apart: a write costs more than everything else that the server does.
    if (fault?.kind === 'drip') response.write(bytesOf(part));
  }
  if (fault?.kind !== 'drip') response.write(bytesOf(parts.slice(0, broken).join('')));
  if (fault?.kind === 'hang') return silence(signal);
  if (fault?.kind === 'cut' && fault.how === 'reset') {
    // What was written is to arrive before the connection goes.
    await sleep(20, undefined, { signal });
    response.destroy();
    return;
  }
  if (fault?.kind === 'cut' && fault.how === 'final') response.write(parts.slice(-protocol.finalEvents).join(''));
  response.end();
}

/** Sends an error in the provider's own shape. */
export function sendError(response: ServerResponse, protocol: Protocol, error: ErrorReply, html = false): void {
  const headers = retryHeaders(error.retryAfter);
  if (html) {
    response.writeHead(error.status, { 'content-type': 'text/html', ...headers });
    response.end(`<html><head><title>${error.status}</title></head><body><h1>${error.message}</h1></body></html>`);
    return;
  }
  response.writeHead(error.status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(protocol.error(error)));
}

/** An error of a status in words of our own. */
export function errorReply(status: number): ErrorReply {
  return { status, message: ERROR_MESSAGES[status] ?? 'The request failed.' };
}

/** Resolves never, but for the client going away. */
export async function silence(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

const ERROR_MESSAGES: Readonly<Record<number, string>> = {
  400: 'The request is invalid.',
  401: 'The key is not valid.',
  403: 'Access is not permitted.',
  404: 'There is no such model.',
  408: 'The request took too long.',
  413: 'The request is too large.',
  429: 'The limit of requests is reached.',
  500: 'The server failed.',
  502: 'Bad gateway.',
  503: 'The service is not available.',
  504: 'The deadline passed.',
  529: 'The service is overloaded.',
};

function retryHeaders(retryAfter: RetryAfter | undefined): Readonly<Record<string, string>> {
  if (retryAfter === undefined || 'detailSeconds' in retryAfter) return {};
  if ('milliseconds' in retryAfter) return { 'retry-after-ms': String(retryAfter.milliseconds) };
  if ('seconds' in retryAfter) return { 'retry-after': String(retryAfter.seconds) };
  return { 'retry-after': new Date(Date.now() + retryAfter.dateSeconds * 1000).toUTCString() };
}

function frame({ event, data }: StreamEvent): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

function wholeParts(text: string): string[] {
  const size = Math.ceil(text.length / 16);
  return Array.from({ length: 16 }, (_, i) => text.slice(i * size, (i + 1) * size));
}

// At least the first event goes out, and the last never does.
function shareOf(parts: readonly string[], share: number): number {
  return Math.max(1, Math.min(parts.length - 1, Math.floor(parts.length * share)));
}

function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const mark = Buffer.from(INVALID_BYTES_MARK);
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at)) bytes.set([0xff, 0xc3, 0x28], at);
  return bytes;
}
