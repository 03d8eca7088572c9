import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { Readable } from 'node:stream';
import { ArchiveError, requireSafeSize } from './archive-error.ts';
import { decompress } from './decompress.ts';
import { metered } from './metered.ts';

/** Where a ZIP is: a file, by its path, or bytes in memory. */
export type ZipPlace = string | Buffer;

/** A file in a ZIP, as far as reading it needs to know: plain data, that may be sent to another thread. */
export interface ZipEntry {
  readonly name: string;
  /** Where its local header begins. */
  readonly offset: number;
  readonly packed: number;
  /** Bytes it says it has when unpacked; undefined in a ZIP that lost its directory. */
  readonly size?: number;
  readonly crc?: number;
  /** 0 stored, 8 deflate, 93 zstd. */
  readonly method: number;
  readonly encrypted?: boolean;
}

/** What a ZIP holds: its files sorted by name, of two of one name the last. `broken` says why there may be more. */
export interface ZipListing {
  readonly entries: readonly ZipEntry[];
  readonly links: number;
  readonly broken?: ArchiveError;
}

const CHUNK = 1 << 18;
const LOCAL_HEADER = 30;
const LOCAL_MAGIC = 0x04034b50;

/** A ZIP opened for reading at any place. */
export interface OpenZip {
  readonly size: number;
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Opens a ZIP for reading; close it afterwards. */
export async function openZip(place: ZipPlace): Promise<OpenZip> {
  if (typeof place !== 'string') {
    return {
      size: place.length,
      read: (position, length) => Promise.resolve(place.subarray(position, position + length)),
      close: () => Promise.resolve(),
    };
  }
  const handle = await open(place);
  return {
    size: (await handle.stat()).size,
    read: (position, length) => readAt(handle, position, length),
    close: () => handle.close(),
  };
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/**
 * The files of a ZIP, by its directory; of a ZIP without one (cut off, still being written), by the headers before each
 * file. Folders and symbolic links are left out.
 */
export async function listZip(zip: OpenZip): Promise<ZipListing> {
  const byName = new Map<string, ZipEntry>();
  let links = 0;
  let broken: ArchiveError | undefined;
  try {
    for await (const entry of directoryEntries(zip)) {
      const name = nameOf(entry);
      if (name.endsWith('/')) continue;
      // The upper half is the mode of a Unix file.
      const isLink = entry.externalFileAttributes >>> 28 === 0o12;
      if (isLink) {
        links++;
        byName.delete(name);
        continue;
      }
      byName.set(name, {
        name,
        offset: entry.relativeOffsetOfLocalHeader,
        packed: entry.compressedSize,
        size: entry.uncompressedSize,
        crc: entry.crc32,
        method: entry.compressionMethod,
        ...(entry.isEncrypted() && { encrypted: true }),
      });
    }
  } catch (error) {
    broken = new ArchiveError('bad-archive', `found no whole ZIP directory: ${(error as Error).message}`);
    if (byName.size === 0) for (const entry of await entriesByHeaders(zip)) byName.set(entry.name, entry);
  }
  const entries = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { entries, links, ...(broken !== undefined && { broken }) };
}

// Names that are not UTF-8 by their flag are read as UTF-8 all the same when they are.
function nameOf(entry: Entry): string {
  return entry.fileNameRaw.toString('utf8').replaceAll('\\', '/');
}

async function* directoryEntries(zip: OpenZip): AsyncGenerator<Entry> {
  const file = await new Promise<ZipFile>((resolve, reject) => {
    // Names are data here and never paths, so that the library need not judge them.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
    fromRandomAccessReader(new ZipReader(zip), zip.size, options, (error: Error | null, opened?: ZipFile) => {
      if (opened === undefined) reject(error ?? new Error('unreadable'));
      else resolve(opened);
    });
  });
  let settle: (next: Entry | undefined) => void = () => {};
  let fail: (error: Error) => void = () => {};
  file.on('entry', (entry: Entry) => {
    settle(entry);
  });
  file.on('end', () => {
    settle(undefined);
  });
  file.on('error', (error: Error) => {
    fail(error);
  });
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      settle = resolve;
      fail = reject;
      file.readEntry();
    });
    if (entry === undefined) return;
    yield entry;
  }
}

// The library asks for its reader as a subclass.
class ZipReader extends RandomAccessReader {
  readonly #zip: OpenZip;

  constructor(zip: OpenZip) {
    super();
    this.#zip = zip;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(stretch(this.#zip, start, end));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    // oxlint-disable-next-line promise/no-callback-in-promise -- the way of the library
    void this.#fill(buffer, offset, length, position).then(callback);
  }

  async #fill(buffer: Buffer, offset: number, length: number, position: number): Promise<Error | null> {
    try {
      const bytes = await this.#zip.read(position, length);
      bytes.copy(buffer, offset);
      return bytes.length < length ? new Error('unexpected end') : null;
    } catch (error) {
      return error as Error;
    }
  }
}

async function* stretch(zip: OpenZip, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end;) {
    const bytes = await zip.read(at, Math.min(CHUNK, end - at));
    if (bytes.length === 0) throw new ArchiveError('bad-archive', 'unexpected end in ZIP data');
    at += bytes.length;
    yield bytes;
  }
}

// Only files whose header says how long they are, or that are followed by another header or the directory.
async function entriesByHeaders(zip: OpenZip): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < zip.size;) {
    const header = await zip.read(at, LOCAL_HEADER);
    if (header.length < LOCAL_HEADER || header.readUInt32LE(0) !== LOCAL_MAGIC) break;
    const flags = header.readUInt16LE(6);
    const start = at + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
    const name = (await zip.read(at + LOCAL_HEADER, header.readUInt16LE(26))).toString('utf8').replaceAll('\\', '/');
    const given = header.readUInt32LE(18);
    const known = (flags & 8) === 0 && given !== 0xffffffff;
    const next = known ? start + given : await nextHeader(zip, start);
    const packed = Math.min(next, zip.size) - start;
    if (!name.endsWith('/') && packed > 0) {
      const encrypted = (flags & 1) === 1;
      entries.push({ name, offset: at, packed, method: header.readUInt16LE(8), ...(encrypted && { encrypted }) });
    }
    at = next;
  }
  return entries;
}

const MAGICS = ['504b0304', '504b0102', '504b0506'].map((hex) => Buffer.from(hex, 'hex'));

async function nextHeader(zip: OpenZip, from: number): Promise<number> {
  for (let at = from; at < zip.size; at += CHUNK) {
    const bytes = await zip.read(at, CHUNK + 3);
    const found = MAGICS.map((magic) => bytes.indexOf(magic)).filter((place) => place >= 0);
    if (found.length > 0) return at + Math.min(...found);
  }
  return zip.size;
}

/**
 * The unpacked bytes of a file in a ZIP. What can be read of a damaged one is yielded before the error.
 *
 * @param onPacked - told how many bytes of the ZIP were read
 * @throws ArchiveError `bad-archive`, `archive-too-large`
 */
export async function* zipEntryChunks(
  zip: OpenZip,
  entry: ZipEntry,
  onPacked: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer, void, undefined> {
  if (entry.encrypted === true) throw new ArchiveError('bad-archive', 'found an encrypted file in a ZIP');
  const header = await zip.read(entry.offset, LOCAL_HEADER);
  if (header.length < LOCAL_HEADER || header.readUInt32LE(0) !== LOCAL_MAGIC) {
    throw new ArchiveError('bad-archive', 'found no file where the ZIP directory says there is one');
  }
  const start = entry.offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = metered(stretch(zip, start, start + entry.packed), onPacked);
  const chunks = unpackedBy(entry.method, packed);
  let crc = 0;
  let size = 0;
  for await (const chunk of chunks) {
    crc = crc32(chunk, crc);
    size += chunk.length;
    requireSafeSize(size, Math.max(entry.packed, 1));
    yield chunk;
  }
  if (entry.crc !== undefined && (crc !== entry.crc || size !== entry.size)) {
    throw new ArchiveError('bad-archive', 'found other bytes than the ZIP directory vouches for');
  }
}

function unpackedBy(method: number, packed: AsyncGenerator<Buffer, void, undefined>): AsyncIterable<Buffer> {
  if (method === 0) return packed;
  if (method === 8) return decompress(packed, 'deflate');
  if (method === 93) return decompress(packed, 'zstd');
  throw new ArchiveError('bad-archive', `found compression method ${method} in a ZIP, expected 0, 8 or 93`);
}
