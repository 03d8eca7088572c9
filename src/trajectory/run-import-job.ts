import { ArchiveError } from './archive/archive-error.ts';
import { gather } from './archive/gather.ts';
import { metered } from './archive/metered.ts';
import { peek } from './archive/peek.ts';
import { listZip, openZip, zipEntryChunks } from './archive/open-zip.ts';
import { unpack, unpackEntries, type Unpacked } from './archive/unpack.ts';
import { detectFormat, formatNamed, unknownFormat } from './detect-format.ts';
import { dropOlder } from './drop-older.ts';
import { mappedTable } from './formats/mapped-table.ts';
import { inspectMembers } from './formats/inspect/inspect-members.ts';
import { itemFinisher } from './item-finisher.ts';
import { unrecognisedFiles, type ImportJob } from './plan-import.ts';
import type { SecretKind } from './redact/find-secrets.ts';
import { asLines, joinedFiles } from './source/event-files.ts';
import { isRecordFile, unpackedName } from './source/is-data-file.ts';
import { readProtobuf } from './source/read-protobuf.ts';
import { readRecords, type RecordBatch } from './source/read-records.ts';
import { HEAD_BYTES, sniffSource } from './source/sniff-source.ts';
import type { ArrayStretch } from './source/split-array.ts';
import { CHUNK_BYTES, fileNotFound, sourceChunks } from './source/source-chunks.ts';
import type { Container, DraftItem, TraceFormat, TraceReader } from './trace-format.ts';
import type { ImportItem, Issue } from './trajectory.ts';

/** Some items of a file, in order, and how many bytes of the source were read since the last batch. */
export interface ImportBatch {
  readonly items: readonly ImportItem[];
  /** Bytes as the source has them: of an archive, packed. */
  readonly bytes: number;
  /** Bytes that were looked at, unpacked. */
  readonly unpackedBytes: number;
  /** Secrets replaced in these items, per kind; never what they were. */
  readonly redactions: Readonly<Partial<Record<SecretKind, number>>>;
  /** Runs left out because they ended before the time asked for. */
  readonly older: number;
}

/**
 * Reads one job of a plan as a stream, one batch per megabyte of source; archives are opened on the way. Never throws on
 * bad input: what cannot be read is an issue among the items, and reading goes on.
 *
 * @throws EthogramError `file-not-found` when the file has gone since it was planned, `unknown-format` when the job
 *   names no known format
 */
export async function* runImportJob(
  job: ImportJob,
  { redact = true }: { readonly redact?: boolean } = {},
): AsyncGenerator<ImportBatch> {
  const meter = byteMeter();
  let unrecognised = 0;
  for await (const found of sourcesOf(job, meter.add)) {
    if ('skipped' in found) unrecognised++;
    else if ('issue' in found) yield issueBatch(found.issue, meter.take());
    else {
      const source = await recognised(found, job);
      if (source === 'unrecognised') unrecognised++;
      else if ('issue' in source) yield issueBatch(source.issue, meter.take());
      else
        for await (const batch of readSource(source, { redact, sinceMs: job.sinceMs, whole: job.range === undefined }))
          yield { ...batch, bytes: meter.take() };
    }
  }
  if (unrecognised > 0) yield issueBatch(unrecognisedFiles(job.path, unrecognised), meter.take());
  // What was read without yielding anything.
  const bytes = meter.take();
  if (bytes > 0) yield { items: [], bytes, unpackedBytes: 0, redactions: {}, older: 0 };
}

function issueBatch(issue: Issue, bytes: number): ImportBatch {
  return { items: [{ issue }], bytes, unpackedBytes: 0, redactions: {}, older: 0 };
}

interface ByteMeter {
  readonly add: (bytes: number) => void;
  /** What was added since it was last taken. */
  readonly take: () => number;
}

function byteMeter(): ByteMeter {
  let sum = 0;
  return {
    add(bytes) {
      sum += bytes;
    },
    take() {
      const taken = sum;
      sum = 0;
      return taken;
    },
  };
}

/** A source whose format is known. */
interface OpenSource {
  readonly uri: string;
  readonly format: TraceFormat;
  readonly batches: AsyncIterable<RecordBatch>;
  /** Why reading stopped before the end, if it did; known after the last batch. */
  readonly problem: () => Problem | undefined;
}

type Problem = Pick<Issue, 'code' | 'message'>;

type Found = Unpacked | OpenSource;

async function* sourcesOf(job: ImportJob, onBytes: (bytes: number) => void): AsyncGenerator<Found> {
  const { path, container } = job;
  if (container === 'members' || job.entries !== undefined) {
    const zip = await openZip(path).catch((cause: unknown) => {
      throw fileNotFound(path, cause);
    });
    try {
      if (job.entries !== undefined && job.joined !== undefined) {
        const chunks = asLines(job.entries.map((entry) => zipEntryChunks(zip, entry, onBytes)));
        yield { uri: job.joined === '.' ? path : `${path}!/${job.joined}`, chunks, inArchive: true };
      } else if (job.entries !== undefined) {
        yield* unpackEntries(path, zip, job.entries, { onPacked: onBytes });
      } else yield { uri: path, members: inspectMembers(zip, (await listZip(zip)).entries, onBytes) };
    } finally {
      await zip.close();
    }
    return;
  }
  const { files } = job;
  const chunks =
    files === undefined
      ? metered(sourceChunks(path, job.range), onBytes)
      : gather(metered(joinedFiles(files), onBytes), CHUNK_BYTES);
  if (job.format !== undefined && container !== undefined) {
    yield openSource(path, formatOf(job) ?? formatNamed(job.format), chunks, container, stretchOf(job));
  } else yield* unpack(path, chunks);
}

function stretchOf({ range, line = 1, goesOn = false }: ImportJob): ArrayStretch {
  return { line, isInside: range !== undefined && range[0] > 0, goesOn };
}

// Chunks that end where reading fails, so that what came before is read to its end.
function openSource(
  uri: string,
  format: TraceFormat,
  chunks: AsyncIterable<Buffer>,
  container: Container,
  stretch: ArrayStretch = {},
): OpenSource {
  let problem: Problem | undefined;
  async function* readable(): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* chunks;
    } catch (error) {
      problem = problemOf(error);
    }
  }
  const batches = container === 'protobuf' ? readProtobuf(readable()) : readRecords(readable(), container, stretch);
  return { uri, format, batches, problem: () => problem };
}

function problemOf(error: unknown): Problem {
  if (error instanceof ArchiveError) {
    error.told = true;
    return { code: error.code, message: error.message };
  }
  if (!isReadError(error)) throw error;
  return { code: 'unreadable', message: `reading stopped: ${error.code}` };
}

// What a stream is, and its format, from its beginning.
async function recognised(
  found: Exclude<Found, { readonly skipped: true } | { readonly issue: Issue }>,
  job: ImportJob,
): Promise<OpenSource | { readonly issue: Issue } | 'unrecognised'> {
  if ('batches' in found) return found;
  const { uri } = found;
  if ('members' in found) {
    return { uri, format: formatNamed('inspect-eval'), batches: found.members, problem: () => undefined };
  }
  const { head, whole, chunks } = await peek(found.chunks, HEAD_BYTES);
  const isQuiet = (found.inArchive || job.walked === true) && !isRecordFile(uri);
  const failed = async (issue: Issue): Promise<{ readonly issue: Issue } | 'unrecognised'> => {
    // A damaged archive is told as such.
    const reason = whole ? undefined : await readError(chunks);
    if (reason !== undefined) return { issue: { file: uri, ...reason } };
    return isQuiet ? 'unrecognised' : { issue };
  };
  const sniffed = sniffSource(uri, head, { whole, table: job.map !== undefined });
  if ('issue' in sniffed) return failed(sniffed.issue);
  const format = formatOf(job) ?? detectFormat({ ...sniffed.sample, path: unpackedName(uri) });
  if (format === undefined) return failed(unknownFormat(uri));
  // Unpacked bytes come in small pieces.
  return openSource(uri, format, gather(chunks, CHUNK_BYTES), sniffed.sample.container);
}

// The format that was insisted on, if one was.
function formatOf({ map, format }: ImportJob): TraceFormat | undefined {
  if (map !== undefined) return mappedTable(map);
  return format === undefined ? undefined : formatNamed(format);
}

// Why the stream breaks off right behind its head, if it does; it is not read further.
async function readError(chunks: AsyncGenerator<Buffer>): Promise<Problem | undefined> {
  try {
    await chunks.next();
    await chunks.next();
  } catch (error) {
    return problemOf(error);
  } finally {
    await chunks.return(undefined);
  }
  return undefined;
}

async function* readSource(
  { uri, format, batches, problem }: OpenSource,
  {
    redact,
    sinceMs,
    whole,
  }: { readonly redact: boolean; readonly sinceMs: number | undefined; readonly whole: boolean },
): AsyncGenerator<Omit<ImportBatch, 'bytes'>> {
  const finisher = itemFinisher({ format: format.name, uri, ...(!redact && { redaction: 'off' }) }, { redact });
  const reader = format.open({ path: unpackedName(uri) });
  const recent = dropOlder(sinceMs);
  let found = 0;
  const take = (): Pick<ImportBatch, 'items' | 'redactions' | 'older'> => {
    const { items, redactions } = finisher.take();
    found += items.length;
    return { ...recent(items), redactions };
  };
  for await (const { records, issues, bytes } of batches) {
    for (const record of records) finisher.add(guarded(() => reader.read(record), record.line));
    finisher.add(issues.map((issue) => ({ issue })));
    yield { ...take(), unpackedBytes: bytes };
  }
  const issue = problem();
  if (issue !== undefined) finisher.add([{ issue }]);
  finisher.add(guarded(() => reader.end()));
  finisher.end();
  yield { ...take(), unpackedBytes: 0 };
  // A piece of a file may well be the part without runs.
  if (found > 0 || !whole) return;
  const message = `found no run, read as ${format.name}`;
  yield issueBatch({ file: uri, code: 'no-runs', message }, 0);
}

// A reader is written not to throw; should it, one record is lost and not the import.
function guarded(read: () => ReturnType<TraceReader['read']>, line?: number): readonly DraftItem[] {
  const items: DraftItem[] = [];
  try {
    for (const item of read()) items.push(item);
  } catch (error) {
    const message = `could not be understood: ${error instanceof Error ? error.message : String(error)}`;
    items.push({ issue: { ...(line !== undefined && { line }), code: 'bad-record', message } });
  }
  return items;
}

function isReadError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
