import { glob, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cutRanges } from './source/cut-ranges.ts';
import { detectFormat, formatNamed, unknownFormat } from './detect-format.ts';
import { HEAD_BYTES, sniffSource } from './source/sniff-source.ts';
import { fileNotFound } from './source/source-chunks.ts';
import type { Container, TraceFormat } from './trace-format.ts';
import type { Issue } from './trajectory.ts';

/**
 * A piece of work of an import: one file, or a byte range of a large JSONL file whose lines are runs of their own.
 * Plain data: it may be posted to a worker thread (except stdin, which only the main thread can read).
 */
export interface ImportJob {
  /** As given or walked; `-` is stdin. */
  readonly path: string;
  /** Name of the format; absent for stdin, where it is found while reading. */
  readonly format?: string;
  readonly container?: Container;
  /** Bytes this job reads; 0 when unknown (stdin). */
  readonly bytes: number;
  /** First byte and the byte after the last; both at line starts. Absent: the whole file. */
  readonly range?: readonly [number, number];
  /** 1-based line at which the range begins; absent: 1. Lines of items and issues are lines of the file. */
  readonly line?: number;
}

/** What an import will read. `bytes` is the sum over jobs. */
export interface ImportPlan {
  readonly jobs: readonly ImportJob[];
  readonly issues: readonly Issue[];
  readonly bytes: number;
}

/** JSONL files above this size are cut, when their lines are runs of their own, into ranges of about {@link RANGE_BYTES}. */
const LARGE_FILE_BYTES = 16 * 2 ** 20;
const RANGE_BYTES = 8 * 2 ** 20;
const DATA_FILE = /\.(?:json|jsonl|ndjson)$/i;

/**
 * Finds what to read: files, folders (recursive, sorted, links followed; hidden ones and `node_modules` left out; only
 * names that end in `.json`, `.jsonl` or `.ndjson`), glob patterns, `-` for stdin. The format of each file is recognised
 * from its beginning unless given. A file named twice is read once. A folder without such files is an issue.
 *
 * @throws EthogramError `file-not-found` (a path that does not exist, a pattern that matches nothing), `unknown-format`
 *   (the `format` option names none)
 */
export async function planImport(
  paths: readonly string[],
  { format }: { readonly format?: string } = {},
): Promise<ImportPlan> {
  const given = format === undefined ? undefined : formatNamed(format);
  const jobs: ImportJob[] = [];
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const path of new Set(paths)) {
    if (path === '-') {
      jobs.push({ path, bytes: 0, ...(format !== undefined && { format }) });
      continue;
    }
    for await (const found of filesUnder(path)) {
      if (typeof found !== 'string') {
        issues.push(found.issue);
        continue;
      }
      const key = await realpath(found).catch(() => resolve(found));
      if (seen.has(key)) continue;
      seen.add(key);
      const planned = await planFile(found, given).catch((error: unknown) => unreadable(found, error, found === path));
      if ('issue' in planned) issues.push(planned.issue);
      else jobs.push(...planned.jobs);
    }
  }
  return { jobs, issues, bytes: jobs.reduce((sum, job) => sum + job.bytes, 0) };
}

type Found = string | { readonly issue: Issue };

async function* filesUnder(path: string): AsyncGenerator<Found> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (!(found instanceof Error)) {
    if (found.isDirectory()) yield* filesIn(path);
    else yield path;
    return;
  }
  const matches = /[*?[{]/.test(path) ? await Array.fromAsync(glob(path)) : [];
  if (matches.length === 0) throw fileNotFound(path, found);
  for (const match of matches.sort()) {
    const isFolder = await stat(match).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isFolder) yield* filesIn(match);
    else yield match;
  }
}

async function* filesIn(folder: string): AsyncGenerator<Found> {
  let isEmpty = true;
  for await (const found of walk(folder, new Set())) {
    isEmpty = false;
    yield found;
  }
  if (!isEmpty) return;
  const message = 'found no file in this folder, expected names that end in .json, .jsonl or .ndjson';
  yield { issue: { file: folder, code: 'empty-folder', message } };
}

// Folders are known by where they really are, so that links cannot lead round in circles.
async function* walk(folder: string, visited: Set<string>): AsyncGenerator<Found> {
  const real = await realpath(folder).catch(() => folder);
  if (visited.has(real)) return;
  visited.add(real);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) =>
    unreadable(folder, error, false),
  );
  if (!Array.isArray(entries)) {
    yield entries;
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
    if (target?.isDirectory() === true) yield* walk(path, visited);
    else if (target?.isFile() === true && DATA_FILE.test(entry.name)) yield path;
    else if (target === undefined && DATA_FILE.test(entry.name)) {
      yield { issue: { file: path, code: 'unreadable', message: 'could not be opened: it links to nothing' } };
    }
  }
}

// One file of a folder that may not be read does not stop the others; a file that was asked for by name does.
function unreadable(path: string, error: unknown, named: boolean): { readonly issue: Issue } {
  if (named) throw error;
  const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  return {
    issue: { file: path, code: 'unreadable', message: `could not be opened: ${cause.code ?? 'unknown error'}` },
  };
}

async function planFile(
  path: string,
  given: TraceFormat | undefined,
): Promise<{ readonly jobs: readonly ImportJob[] } | { readonly issue: Issue }> {
  const { size, isPipe } = await stat(path).then((stats) => ({ size: stats.size, isPipe: !stats.isFile() }));
  // A pipe can be opened and read only once.
  if (isPipe) return { jobs: [{ path, bytes: 0, ...(given !== undefined && { format: given.name }) }] };
  const handle = await open(path).catch((cause: unknown) => {
    throw fileNotFound(path, cause);
  });
  try {
    const buffer = Buffer.allocUnsafe(Math.min(HEAD_BYTES, size + 1));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const sniffed = sniffSource(path, buffer.subarray(0, bytesRead), { whole: bytesRead < buffer.length });
    if ('issue' in sniffed) return sniffed;
    const { container } = sniffed.sample;
    const format = given ?? detectFormat(sniffed.sample);
    if (format === undefined) return { issue: unknownFormat(path) };
    const job = { path, format: format.name, container };
    if (size <= LARGE_FILE_BYTES || container !== 'jsonl' || !format.independentRecords) {
      return { jobs: [{ ...job, bytes: size }] };
    }
    const ranges = await cutRanges(handle, RANGE_BYTES);
    return { jobs: ranges.map(({ start, end, line }) => ({ ...job, bytes: end - start, range: [start, end], line })) };
  } finally {
    await handle.close();
  }
}
