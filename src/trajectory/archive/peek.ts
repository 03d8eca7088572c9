/** The first bytes of a stream, and the whole stream again from its beginning. An error among the first bytes comes in its place. */
export interface Peeked {
  readonly head: Buffer;
  /** The head is all there is. */
  readonly whole: boolean;
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
}

/** Looks at the first `length` bytes of a stream. */
export async function peek(stream: AsyncIterable<Buffer>, length: number): Promise<Peeked> {
  const input = stream[Symbol.asyncIterator]();
  const pieces: Buffer[] = [];
  let size = 0;
  let failed: { readonly error: unknown } | undefined;
  let done = false;
  while (size < length && !done) {
    try {
      const next = await input.next();
      if (next.done === true) done = true;
      else {
        pieces.push(Buffer.from(next.value));
        size += next.value.length;
      }
    } catch (error) {
      failed = { error };
      done = true;
    }
  }
  const head = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  async function* chunks(): AsyncGenerator<Buffer, void, undefined> {
    try {
      if (head.length > 0) yield head;
      if (failed !== undefined) throw failed.error;
      for (;;) {
        const next = await input.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await input.return?.();
    }
  }
  const rest = chunks();
  // A generator that was never asked for anything ends without its `finally`.
  const end = rest.return.bind(rest);
  rest.return = async () => {
    await input.return?.();
    return end();
  };
  return { head, whole: done && failed === undefined, chunks: rest };
}
