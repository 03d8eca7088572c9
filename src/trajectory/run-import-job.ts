import { detectFormat, formatNamed, unknownFormat } from './detect-format.ts';
import type { SecretKind } from './redact/find-secrets.ts';
import { itemFinisher } from './item-finisher.ts';
import type { ImportJob } from './plan-import.ts';
import { readRecords } from './source/read-records.ts';
import { HEAD_BYTES, sniffSource } from './source/sniff-source.ts';
import { sourceChunks } from './source/source-chunks.ts';
import type { Container, DraftItem, TraceFormat, TraceReader } from './trace-format.ts';
import type { ImportItem, Issue } from './trajectory.ts';

/** Some items of a file, in order, and how many bytes of the source were read since the last batch. */
export interface ImportBatch {
  readonly items: readonly ImportItem[];
  readonly bytes: number;
  /** Secrets replaced in these items, per kind; never what they were. */
  readonly redactions: Readonly<Partial<Record<SecretKind, number>>>;
}

/**
 * Reads one job of a plan as a stream, one batch per megabyte of source. Never throws on bad input: what cannot be
 * read is an issue among the items, and reading goes on.
 *
 * @throws EthogramError `file-not-found` when the file has gone since it was planned, `unknown-format` when the job
 *   names no known format
 */
export async function* runImportJob(
  job: ImportJob,
  { redact = true }: { readonly redact?: boolean } = {},
): AsyncGenerator<ImportBatch> {
  const source = await openSource(job);
  if ('issue' in source) {
    yield { items: [{ issue: source.issue }], bytes: source.bytes, redactions: {} };
    return;
  }
  const finisher = itemFinisher(
    { format: source.format.name, uri: job.path, ...(!redact && { redaction: 'off' }) },
    { redact },
  );
  const reader = source.format.open({ path: job.path });
  try {
    for await (const { records, issues, bytes } of readRecords(source.chunks, source.container, {
      line: job.line ?? 1,
    })) {
      for (const record of records) finisher.add(guarded(() => reader.read(record), record.line));
      finisher.add(issues.map((issue) => ({ issue })));
      yield { ...finisher.take(), bytes };
    }
  } catch (error) {
    if (!isReadError(error)) throw error;
    finisher.add([{ issue: { code: 'unreadable', message: `reading stopped: ${error.code}` } }]);
  }
  finisher.add(guarded(() => reader.end()));
  finisher.end();
  yield { ...finisher.take(), bytes: 0 };
}

type OpenSource =
  | { readonly format: TraceFormat; readonly container: Container; readonly chunks: AsyncIterable<Buffer> }
  | { readonly issue: Issue; readonly bytes: number };

async function openSource(job: ImportJob): Promise<OpenSource> {
  const chunks = sourceChunks(job.path, job.range);
  if (job.format !== undefined && job.container !== undefined) {
    return { format: formatNamed(job.format), container: job.container, chunks };
  }
  // Stdin cannot be read twice: its beginning is kept, looked at, and read again from memory.
  const head: Buffer[] = [];
  let size = 0;
  let whole = true;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    head.push(Buffer.from(next.value));
    size += next.value.length;
    if (size < HEAD_BYTES) continue;
    whole = false;
    break;
  }
  const sniffed = sniffSource(job.path, Buffer.concat(head), { whole });
  if ('issue' in sniffed) return { issue: sniffed.issue, bytes: size };
  const format = job.format === undefined ? detectFormat(sniffed.sample) : formatNamed(job.format);
  if (format === undefined) return { issue: unknownFormat(job.path), bytes: size };
  return { format, container: sniffed.sample.container, chunks: concatenated(head, chunks) };
}

async function* concatenated(head: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* head;
  yield* rest;
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
