import { ArchiveError } from './archive-error.ts';

/** A file in a tar; its bytes must be read, or left, before the next one is asked for. */
export interface TarEntry {
  readonly name: string;
  readonly chunks: AsyncIterable<Buffer>;
}

const BLOCK = 512;
// Names and attributes that are longer are not believed.
const LONGEST_HEADER = 2 ** 20;

/** Whether the bytes begin with a tar header (ustar, GNU or pax). */
export function looksLikeTar(head: Buffer): boolean {
  return (
    head.length >= BLOCK && head.toString('latin1', 257, 262) === 'ustar' && checksumHolds(head.subarray(0, BLOCK))
  );
}

/**
 * The files of a tar, in its order; folders are left out, and links are counted by `onLink` and never followed.
 *
 * ```
 * [header 512][bytes, filled up to 512] [header]… [zeros 1024]
 * ```
 *
 * A pull reader of our own: the libraries there are either forget what they hold when the archive is cut off, or bring
 * megabytes for other runtimes.
 *
 * @throws ArchiveError `bad-archive`; whatever reading the chunks throws
 */
export async function* readTar(
  chunks: AsyncIterable<Buffer>,
  onLink: () => void = () => {},
): AsyncGenerator<TarEntry, void, undefined> {
  // One error, however often it is come upon.
  const cutOff = new ArchiveError('bad-archive', 'unexpected end in a tar');
  const input = byteReader(chunks, cutOff);
  let next: { name?: string; size?: number } = {};
  try {
    for (;;) {
      const header = await input.take(BLOCK);
      if (header.every((byte) => byte === 0)) return;
      if (header.length < BLOCK) throw cutOff;
      if (!checksumHolds(header)) throw new ArchiveError('bad-archive', 'found a damaged header in a tar');
      const type = String.fromCharCode(header[156]!);
      const size = next.size ?? numberAt(header, 124, 12);
      if (type === 'x' || type === 'L') {
        if (size > LONGEST_HEADER) throw new ArchiveError('bad-archive', 'found a damaged header in a tar');
        const bytes = await input.take(size);
        await input.skip(padding(size));
        next = type === 'L' ? { ...next, name: cString(bytes) } : { ...next, ...paxFields(bytes) };
        continue;
      }
      const name = next.name ?? headerName(header);
      next = {};
      if (type === '1' || type === '2') onLink();
      if (type !== '0' && type !== '\0' && type !== '7') {
        await input.skip(hasBytes(type) ? size + padding(size) : 0);
        continue;
      }
      let left = size;
      const body = async function* (): AsyncGenerator<Buffer, void, undefined> {
        while (left > 0) {
          const chunk = await input.takeUpTo(left);
          if (chunk === undefined) throw cutOff;
          left -= chunk.length;
          yield chunk;
        }
      };
      yield { name, chunks: body() };
      await input.skip(left + padding(size));
    }
  } finally {
    await input.close();
  }
}

// Links, devices and folders have a size that says nothing.
function hasBytes(type: string): boolean {
  return !'123456'.includes(type);
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function checksumHolds(header: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 32 : header[at]!;
  return sum === numberAt(header, 148, 8);
}

// Octal digits, or for large numbers big-endian bytes after a set first bit.
function numberAt(header: Buffer, at: number, length: number): number {
  if ((header[at]! & 0x80) !== 0) return Number(BigInt(`0x${header.toString('hex', at + length - 7, at + length)}`));
  const digits = cString(header.subarray(at, at + length)).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : 0;
}

function headerName(header: Buffer): string {
  const name = cString(header.subarray(0, 100));
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? cString(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

// Lines `<length> <name>=<value>\n`, where the length counts itself.
function paxFields(bytes: Buffer): { readonly name?: string; readonly size?: number } {
  const fields: { name?: string; size?: number } = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const length = Number(bytes.toString('latin1', at, space));
    if (space < 0 || !(length > 0)) break;
    const field = bytes.toString('utf8', space + 1, at + length - 1);
    if (field.startsWith('path=')) fields.name = field.slice('path='.length);
    if (/^size=\d+$/.test(field)) fields.size = Number(field.slice('size='.length));
    at += length;
  }
  return fields;
}

interface ByteReader {
  /** That many bytes; fewer at the end. */
  take(length: number): Promise<Buffer>;
  /** Some bytes, at most that many, valid until the next call; undefined at the end. */
  takeUpTo(length: number): Promise<Buffer | undefined>;
  skip(length: number): Promise<void>;
  close(): Promise<void>;
}

function byteReader(chunks: AsyncIterable<Buffer>, cutOff: ArchiveError): ByteReader {
  const input = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  async function takeUpTo(length: number): Promise<Buffer | undefined> {
    while (held.length === 0) {
      const next = await input.next();
      if (next.done === true) return undefined;
      held = next.value;
    }
    const taken = held.subarray(0, length);
    held = held.subarray(taken.length);
    return taken;
  }
  return {
    takeUpTo,
    async take(length) {
      const pieces: Buffer[] = [];
      for (let left = length; left > 0;) {
        const piece = await takeUpTo(left);
        if (piece === undefined) break;
        pieces.push(Buffer.from(piece));
        left -= piece.length;
      }
      return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    },
    async skip(length) {
      for (let left = length; left > 0;) {
        const piece = await takeUpTo(left);
        if (piece === undefined) throw cutOff;
        left -= piece.length;
      }
    },
    async close() {
      await input.return?.();
    },
  };
}
