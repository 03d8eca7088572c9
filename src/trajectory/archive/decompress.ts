import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { Transform } from 'node:stream';
import { ArchiveError, requireSafeSize } from './archive-error.ts';

/** A compression that Node can undo; `deflate` is without a header, as in a ZIP. */
export type Compression = 'gzip' | 'zstd' | 'deflate';

// Unpacked bytes held at a time.
const HELD = 4 * 2 ** 20;

// One piece is handed on before the next is made, so that none is lost when the one after it fails.
const ONE_PIECE: object = { readableHighWaterMark: 1 };

const DECODERS: Readonly<Record<Compression, () => Transform & { readonly bytesWritten: number }>> = {
  // Node's own reader of gzip forgets what it holds when the end is not as it should be.
  gzip: () => createInflateRaw(ONE_PIECE),
  zstd: () => createZstdDecompress(ONE_PIECE),
  deflate: () => createInflateRaw(ONE_PIECE),
};

/**
 * The unpacked bytes of a stream of chunks; several gzip members or zstd frames one after the other are one stream. What
 * can be unpacked of a damaged stream is yielded before the error.
 *
 * @throws ArchiveError `bad-archive`, `archive-too-large`; whatever reading the chunks throws
 */
export async function* decompress(
  chunks: AsyncIterable<Buffer>,
  compression: Compression,
): AsyncGenerator<Buffer, void, undefined> {
  const input = chunks[Symbol.asyncIterator]();
  let packed = 0;
  let unpacked = 0;
  let rest: Buffer | undefined;
  let sourceError: unknown;
  const nextChunk = async (): Promise<Buffer | undefined> => {
    if (rest !== undefined) {
      const chunk = rest;
      rest = undefined;
      return chunk;
    }
    try {
      const next = await input.next();
      if (next.done === true) return undefined;
      packed += next.value.length;
      // The chunk's memory may be used again while the decoder still reads it.
      return Buffer.from(next.value);
    } catch (error) {
      sourceError = error;
      return undefined;
    }
  };
  // What is at hand, at least that many bytes unless the stream ends.
  const atLeast = async (length: number): Promise<Buffer> => {
    while ((rest?.length ?? 0) < length) {
      const before: Buffer | undefined = rest;
      rest = undefined;
      const next = await nextChunk();
      if (next === undefined) {
        rest = before;
        break;
      }
      rest = before === undefined ? next : Buffer.concat([before, next]);
    }
    return rest ?? Buffer.alloc(0);
  };
  try {
    for (let chunk = await nextChunk(); chunk !== undefined; chunk = await nextChunk()) {
      if (isPadding(chunk)) continue;
      rest = chunk;
      if (compression === 'gzip') rest = await behindGzipHeader(atLeast);
      const frame = decodeFrame((await nextChunk()) ?? Buffer.alloc(0), nextChunk, DECODERS[compression]());
      let crc = 0;
      let size = 0;
      for await (const piece of frame.pieces) {
        unpacked += piece.length;
        size += piece.length;
        if (compression === 'gzip') crc = crc32(piece, crc);
        requireSafeSize(unpacked, packed);
        yield piece;
      }
      const failed = frame.failed();
      if (failed !== undefined) throw new ArchiveError('bad-archive', `${failed} in ${compression} data`);
      rest = frame.rest();
      if (compression === 'gzip') {
        const trailer = await atLeast(GZIP_TRAILER);
        if (trailer.length < GZIP_TRAILER) throw new ArchiveError('bad-archive', 'unexpected end in gzip data');
        if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== size % 2 ** 32) {
          throw new ArchiveError('bad-archive', 'found other bytes than the gzip data vouches for');
        }
        rest = trailer.length > GZIP_TRAILER ? trailer.subarray(GZIP_TRAILER) : undefined;
      }
    }
    if (sourceError !== undefined) throw sourceError;
  } catch (error) {
    // Where the chunks fail, the data seems to end.
    throw sourceError ?? error;
  } finally {
    await input.return?.();
  }
}

const GZIP_TRAILER = 8;
// A header with a longer name or comment is not believed.
const LONGEST_HEADER = 1 << 17;

/**
 * What is at hand behind the header of a gzip member.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952#section-2.3
 */
async function behindGzipHeader(atLeast: (length: number) => Promise<Buffer>): Promise<Buffer | undefined> {
  let bytes = await atLeast(10);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || (bytes.length > 2 && bytes[2] !== 8)) {
    throw new ArchiveError('bad-archive', 'found something else behind gzip data');
  }
  let end = 10;
  const flags = bytes[3] ?? 0;
  const need = async (length: number): Promise<void> => {
    bytes = await atLeast(length);
    if (bytes.length < length || length > LONGEST_HEADER) {
      throw new ArchiveError('bad-archive', 'unexpected end in gzip data');
    }
  };
  await need(end);
  if ((flags & 4) !== 0) {
    await need(end + 2);
    end += 2 + bytes.readUInt16LE(end);
  }
  for (const text of [8, 16]) {
    if ((flags & text) === 0) continue;
    let zero = bytes.indexOf(0, end);
    while (zero < 0) {
      await need(bytes.length + 1);
      zero = bytes.indexOf(0, end);
    }
    end = zero + 1;
  }
  if ((flags & 2) !== 0) end += 2;
  await need(end);
  return bytes.length > end ? bytes.subarray(end) : undefined;
}

// Archives on tapes and disks are filled up with zeros.
function isPadding(chunk: Buffer): boolean {
  return chunk[0] === 0 && chunk.every((byte) => byte === 0);
}

interface Frame {
  readonly pieces: AsyncIterable<Buffer>;
  /** What was wrong, once the pieces are at their end. */
  failed(): string | undefined;
  /** What stands behind the frame in the last chunk. */
  rest(): Buffer | undefined;
}

// Events instead of the stream's own iterator, which forgets what was unpacked before an error.
function decodeFrame(
  first: Buffer,
  nextChunk: () => Promise<Buffer | undefined>,
  decoder: Transform & { readonly bytesWritten: number },
): Frame {
  const pieces: Buffer[] = [];
  let held = 0;
  let ended = false;
  let error: NodeJS.ErrnoException | undefined;
  let given = 0;
  let last = first;
  let wake = (): void => {};
  let release = (): void => {};
  decoder.on('data', (piece: Buffer) => {
    pieces.push(piece);
    held += piece.length;
    if (held >= HELD) decoder.pause();
    wake();
  });
  decoder.on('end', () => {
    ended = true;
    wake();
    release();
  });
  decoder.on('error', (cause: NodeJS.ErrnoException) => {
    error = cause;
    wake();
    release();
  });
  decoder.on('close', () => {
    release();
  });

  async function feed(): Promise<void> {
    for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = await nextChunk()) {
      last = chunk;
      given += chunk.length;
      // A decoder that fails or is done with its frame may never call back.
      await new Promise<void>((resolve) => {
        release = resolve;
        decoder.write(chunk, () => {
          resolve();
        });
      });
      if (ended || error !== undefined || decoder.destroyed) return;
    }
    decoder.end();
  }

  async function* decoded(): AsyncGenerator<Buffer> {
    const feeding = feed();
    try {
      for (;;) {
        while (pieces.length > 0) {
          const piece = pieces.shift()!;
          held -= piece.length;
          yield piece;
        }
        if (ended || error !== undefined) return;
        decoder.resume();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      decoder.destroy();
      await feeding;
    }
  }

  return {
    pieces: decoded(),
    failed: () => (error === undefined ? undefined : reasonOf(error)),
    rest() {
      const unread = given - decoder.bytesWritten;
      return unread > 0 ? last.subarray(last.length - unread) : undefined;
    },
  };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === 'Z_BUF_ERROR' ? 'unexpected end' : error.message;
}
