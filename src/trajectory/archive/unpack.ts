import { isInspectLog, inspectMembers } from '../formats/inspect/inspect-members.ts';
import { isDataFile, isHiddenPath } from '../source/is-data-file.ts';
import type { RecordBatch } from '../source/read-records.ts';
import type { Issue } from '../trajectory.ts';
import { ArchiveError, LARGEST_HELD, requireSafeSize } from './archive-error.ts';
import { peek } from './peek.ts';
import { decompress } from './decompress.ts';
import { listZip, openZip, zipEntryChunks, type OpenZip, type ZipEntry, type ZipListing } from './open-zip.ts';
import { looksLikeTar, readTar } from './read-tar.ts';

/** Bytes from which {@link archiveKind} tells an archive. */
export const ARCHIVE_HEAD_BYTES = 512;

/** Archives in archives that are opened: `runs.zip!/a.tar.gz!/b.jsonl.gz` is three deep. */
const DEEPEST = 3;

/**
 * Something found in a source: a plain file as a stream of bytes, the members of an Inspect log, a file that is not
 * looked at because of its name, or what went wrong. Streams are read before the next one is asked for.
 */
export type Unpacked =
  | { readonly uri: string; readonly chunks: AsyncIterable<Buffer>; readonly inArchive: boolean }
  | { readonly uri: string; readonly members: AsyncIterable<RecordBatch> }
  | { readonly skipped: true }
  | { readonly issue: Issue };

/** What kind of archive the first bytes begin, if any. */
export function archiveKind(head: Buffer): 'gzip' | 'zstd' | 'zip' | 'tar' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  const magic = head.length < 4 ? 0 : head.readUInt32LE(0);
  if (magic === 0xfd2fb528) return 'zstd';
  if (magic === 0x04034b50 || magic === 0x06054b50) return 'zip';
  return looksLikeTar(head) ? 'tar' : undefined;
}

/** The plain files of a source, which may be an archive, or be none. Nothing is written to disk. */
export async function* unpack(
  uri: string,
  stream: AsyncIterable<Buffer>,
  { depth = 0, inArchive = false }: { readonly depth?: number; readonly inArchive?: boolean } = {},
): AsyncGenerator<Unpacked, void, undefined> {
  const { head, chunks } = await peek(stream, ARCHIVE_HEAD_BYTES);
  const kind = archiveKind(head);
  if (kind === undefined) {
    yield { uri, chunks, inArchive };
    return;
  }
  if (depth >= DEEPEST) {
    await chunks.return();
    const message = `found archives in archives more than ${DEEPEST} deep, expected at most that many`;
    yield { issue: { file: uri, code: 'archive-too-large', message } };
    return;
  }
  if (kind === 'gzip' || kind === 'zstd') {
    const unpacked = await peek(decompress(chunks, kind), ARCHIVE_HEAD_BYTES);
    // A tar is only packed as a whole: together they are one archive.
    const isTar = archiveKind(unpacked.head) === 'tar';
    yield* unpack(uri, unpacked.chunks, { depth: isTar ? depth : depth + 1, inArchive });
  } else if (kind === 'tar') yield* unpackTar(uri, chunks, depth);
  else yield* unpackHeldZip(uri, chunks, depth);
}

async function* unpackTar(
  uri: string,
  stream: AsyncIterable<Buffer>,
  depth: number,
): AsyncGenerator<Unpacked, void, undefined> {
  let links = 0;
  let failed: ArchiveError | undefined;
  // Why the tar itself cannot be read on; not what is wrong with a file in it.
  async function* watched(): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* stream;
    } catch (error) {
      if (error instanceof ArchiveError) failed = error;
      throw error;
    }
  }
  try {
    for await (const { name, chunks } of readTar(watched(), () => links++)) {
      if (isHiddenPath(name)) continue;
      if (isDataFile(name)) {
        yield* unpack(`${uri}!/${innerName(name)}`, chunks, { depth: depth + 1, inArchive: true });
      } else yield { skipped: true };
      if (failed !== undefined) break;
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    failed ??= error;
  }
  yield* problems(uri, failed, links);
}

async function* unpackHeldZip(
  uri: string,
  stream: AsyncIterable<Buffer>,
  depth: number,
): AsyncGenerator<Unpacked, void, undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  let failed: ArchiveError | undefined;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > LARGEST_HELD) {
        const message = `found a ZIP of more than ${LARGEST_HELD} bytes that is no file of its own, expected at most that many`;
        throw new ArchiveError('archive-too-large', message);
      }
      pieces.push(Buffer.from(chunk));
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    yield* problems(uri, error, 0);
    if (error.code === 'archive-too-large') return;
    failed = error;
  }
  const zip = await openZip(Buffer.concat(pieces));
  const listing = await listZip(zip);
  if (isInspectLog(listing.entries)) yield { uri, members: inspectMembers(zip, listing.entries) };
  else yield* unpackEntries(uri, zip, zipFiles(listing), { depth });
  if (failed === undefined) yield* problems(uri, zipProblem(listing, size), listing.links);
}

/** The files of a ZIP that are looked at; none when together they are larger than is safe. */
export function zipFiles({ entries }: ZipListing): readonly ZipEntry[] {
  return entries.filter(({ name }) => !isHiddenPath(name));
}

/** What is wrong with a ZIP as a whole: its directory, or that its files together are larger than is safe. */
export function zipProblem({ entries, broken }: ZipListing, zipBytes: number): ArchiveError | undefined {
  try {
    requireSafeSize(
      entries.reduce((sum, { size = 0 }) => sum + size, 0),
      zipBytes,
    );
    return broken;
  } catch (error) {
    return error as ArchiveError;
  }
}

/** The plain files among some files of a ZIP. */
export async function* unpackEntries(
  uri: string,
  zip: OpenZip,
  entries: readonly ZipEntry[],
  { depth = 0, onPacked }: { readonly depth?: number; readonly onPacked?: (bytes: number) => void } = {},
): AsyncGenerator<Unpacked, void, undefined> {
  for (const entry of entries) {
    if (isDataFile(entry.name)) {
      const chunks = zipEntryChunks(zip, entry, onPacked);
      yield* unpack(`${uri}!/${innerName(entry.name)}`, chunks, { depth: depth + 1, inArchive: true });
    } else yield { skipped: true };
  }
}

function* problems(uri: string, failed: ArchiveError | undefined, links: number): Generator<Unpacked> {
  if (failed?.told === false) {
    failed.told = true;
    yield { issue: { file: uri, code: failed.code, message: failed.message } };
  }
  if (links > 0) yield { issue: unfollowedLinks(uri, links) };
}

/** The issue for links in an archive. */
export function unfollowedLinks(uri: string, links: number): Issue {
  const message = `found ${links} ${links === 1 ? 'link' : 'links'} in an archive: links are not followed`;
  return { file: uri, code: 'unreadable', message };
}

function innerName(name: string): string {
  return name.replace(/^(?:\.\/)+/, '');
}
