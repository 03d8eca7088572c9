import { setTimeout } from 'node:timers/promises';

/** Thrown inside this folder when nothing came for too long, or no end. */
export class TimedOutError extends Error {
  override readonly message = 'nothing came for too long';
}

/** Thrown inside this folder when a server sends without end. */
export class TooLongError extends Error {
  override readonly message = `it sent more than ${MOST_BYTES / 1e6} MB`;
}

/** Thrown inside this folder when a page came in place of an answer. */
export class PageError extends Error {
  override readonly message = 'it answers with a web page, not as a model does';
}

/** Thrown inside this folder when a server that was asked for a stream answered in one piece, which has been paid for. */
export class WholeAnswerError extends Error {
  readonly response: Response;
  constructor(response: Response) {
    super('it answered in one piece');
    this.response = response;
  }
}

/** The connection of one call. */
export interface CallFetch {
  /** For the AI SDK; throws the errors of this file, or gives them to whoever reads the body. */
  readonly fetch: typeof globalThis.fetch;
  /** Why the call was given up, once it was. */
  readonly givenUp: () => unknown;
  /** Lets go of the connection and the timers. */
  end(): void;
}

// Streams take some 300 bytes a token; the longest answers there are have 128,000 tokens.
const MOST_BYTES = 64e6;
const MOST_ERROR_BYTES = 1e6;
const LONGEST_MS = 60 * 60_000;
const LINGER_MS = 200;

/**
 * A `fetch` for one call, for servers that nobody vouches for: it follows no redirect (a key or a run would go to whoever is
 * named), gives up when no byte came for `silentMs` (comments that keep a connection alive are a sign of life), or more came
 * than any answer has, and tells streams from answers in one piece and from pages by their first byte: headers lie.
 */
export function callFetch(silentMs: number): CallFetch {
  const abort = new AbortController();
  const giveUp = (): void => abort.abort(new TimedOutError());
  const silence = globalThis.setTimeout(giveUp, silentMs);
  const longest = globalThis.setTimeout(giveUp, LONGEST_MS);
  let isRead = false;

  async function* bytesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const reader = body.getReader();
    let bytes = 0;
    for (;;) {
      const { value: piece } = await reader.read();
      silence.refresh();
      if (piece === undefined) break;
      bytes += piece.length;
      if (bytes > MOST_BYTES) throw new TooLongError();
      yield piece;
      // Some servers leave the connection open after the last word. Within an answer this cannot stand: its lines are JSON.
      if (Buffer.from(piece.buffer, piece.byteOffset, piece.length).includes('\ndata: [DONE]')) {
        const rest = await Promise.race([reader.read(), setTimeout(LINGER_MS, undefined, { ref: false })]);
        if (rest?.done !== true) return;
        break;
      }
    }
    // Read to its end, the connection serves the next call.
    isRead = true;
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await globalThis.fetch(input, { ...init, redirect: 'manual', signal: abort.signal });
    silence.refresh();
    if (response.body === null) return response;
    const pieces = bytesOf(response.body);
    const { statusText, headers } = response;
    if (!response.ok) {
      // Errors are read whole, whatever their length.
      const text = await textOf(pieces, MOST_ERROR_BYTES);
      return new Response(text, { status: response.status > 599 ? 502 : response.status, statusText, headers });
    }
    const { read, first } = await beginning(pieces);
    if (first !== '{' && first !== '<') return new Response(ReadableStream.from(joined(read, pieces)), { headers });
    const text = await textOf(joined(read, pieces), MOST_BYTES);
    throw first === '<' ? new PageError() : new WholeAnswerError(new Response(text, { headers }));
  };
  return {
    fetch,
    givenUp: () => (abort.signal.aborted ? (abort.signal.reason as unknown) : undefined),
    end() {
      clearTimeout(silence);
      clearTimeout(longest);
      if (!isRead) abort.abort();
    },
  };
}

/** Reads up to the first character that is not white space. */
async function beginning(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): Promise<{ readonly read: readonly Uint8Array<ArrayBuffer>[]; readonly first: string }> {
  const read: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return { read, first: '' };
    read.push(next.value);
    // A byte order mark is white space to `trimStart`, though not to a decoder that drops it.
    const first = Buffer.from(next.value.subarray(0, 64)).toString().trimStart()[0];
    if (first !== undefined) return { read, first };
  }
}

async function* joined<T>(read: readonly T[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield* read;
  yield* rest;
}

async function textOf(pieces: AsyncGenerator<Uint8Array>, mostBytes: number): Promise<string> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    read.push(piece);
    bytes += piece.length;
    if (bytes > mostBytes) break;
  }
  return Buffer.concat(read).toString();
}
