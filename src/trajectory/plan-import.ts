import { glob, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EthogramError } from '../core/ethogram-error.ts';
import { listZip, openZip, type ZipEntry } from './archive/open-zip.ts';
import { archiveKind, unfollowedLinks, zipFiles, zipProblem } from './archive/unpack.ts';
import { detectFormat, formatNamed, unknownFormat } from './detect-format.ts';
import { isInspectLog } from './formats/inspect/inspect-members.ts';
import { cutArray } from './source/cut-array.ts';
import { cutRanges } from './source/cut-ranges.ts';
import { DATA_FILE_NAMES, isDataFile, isRecordFile } from './source/is-data-file.ts';
import { byEventNumber, eventFiles, eventFolderOf, isStateOfEvents } from './source/event-files.ts';
import { HEAD_BYTES, sniffSource } from './source/sniff-source.ts';
import { fileNotFound } from './source/source-chunks.ts';
import type { ColumnMap } from './formats/table/parse-column-map.ts';
import { requireColumns } from './formats/table/require-columns.ts';
import { mappedTable } from './formats/mapped-table.ts';
import type { Container, Sample, TraceFormat } from './trace-format.ts';
import type { Issue } from './trajectory.ts';

/**
 * A piece of work of an import: one file or archive, a byte range of a large file whose lines or elements are runs
 * of their own, or some files of a ZIP. Plain data: it may be posted to a worker thread (except stdin, which only the main thread
 * can read).
 */
export interface ImportJob {
  /** As given or walked; `-` is stdin. */
  readonly path: string;
  /** Name of the format; absent for stdin and in archives, where it is found while reading, unless one is insisted on. */
  readonly format?: string;
  readonly container?: Container;
  /** Bytes this job reads; 0 when unknown (stdin). */
  readonly bytes: number;
  /** First byte and the byte after the last; both where records begin. Absent: the whole file. */
  readonly range?: readonly [number, number];
  /** More records of the file follow after the range. */
  readonly goesOn?: boolean;
  /** 1-based line at which the range begins; absent: 1. Lines of items and issues are lines of the file. */
  readonly line?: number;
  /** Files of one JSON value each that are one run together, in order; the path is their folder's. */
  readonly files?: readonly string[];
  /** Files of a ZIP that this job reads; the path is the ZIP's. */
  readonly entries?: readonly ZipEntry[];
  /** The entries are files of one JSON value each that are one run together; this is their folder, `.` at the top. */
  readonly joined?: string;
  /** Found in a folder, not named: when no format recognises it, only names of runs are worth an issue. */
  readonly walked?: boolean;
  /** Runs that ended before are left out; milliseconds since 1970. */
  readonly sinceMs?: number;
  /** Which column means what, of a table; then `format` says nothing. */
  readonly map?: ColumnMap;
}

/** What an import will read. `bytes` is the sum over jobs. */
export interface ImportPlan {
  readonly jobs: readonly ImportJob[];
  readonly issues: readonly Issue[];
  readonly bytes: number;
  /** Files that were left out since nothing was written to them since the time asked for. */
  readonly olderFiles: number;
}

/** Files above this size are cut, when their lines or elements are runs of their own, into ranges of at most about {@link RANGE_BYTES}. */
const LARGE_FILE_BYTES = 16 * 2 ** 20;
// No longer than a worker may be ahead of the others (see `encode-in-workers.ts`), and so many that they all end at about the same time.
const RANGE_BYTES = 4 * 2 ** 20;
const FEWEST_RANGES = 16;
/** The format whose runs may be stored as one file per event. */
const EVENTS_FORMAT = 'openhands-sdk';
/** Files of a ZIP are read together, as one job, up to this many packed and unpacked bytes. */
const ENTRIES_PACKED_BYTES = 4 * 2 ** 20;
const ENTRIES_UNPACKED_BYTES = 32 * 2 ** 20;

/**
 * Finds what to read: files, folders (recursive, sorted, links followed; hidden ones and `node_modules` left out; only
 * names of data files, see `isDataFile`), glob patterns, `-` for stdin, archives anywhere. The format of each file is
 * recognised from its beginning unless given. A file named twice is read once; a run that is stored as one file per event
 * is read as a whole, whichever of its files is named. A folder without such files is an issue;
 * of files of a folder that no format recognises, those that are not named like runs are told in one issue together.
 *
 * @param options - `sinceMs` leaves out files that were last written before, and later runs that ended before; `map` reads tables; `listed`:
 *   the paths come from a listing, not from a person, so that one that is gone or cannot be read is an issue
 * @throws EthogramError `file-not-found` (a path that does not exist, a pattern that matches nothing), `unknown-format`
 *   (the `format` option names none),
 *   `bad-argument` (a file that was named lacks a column of the map)
 */
export async function planImport(
  paths: readonly string[],
  {
    format,
    sinceMs,
    map,
    listed = false,
  }: {
    readonly format?: string;
    readonly sinceMs?: number;
    readonly map?: ColumnMap;
    readonly listed?: boolean;
  } = {},
): Promise<ImportPlan> {
  const given = map !== undefined ? mappedTable(map) : format === undefined ? undefined : formatNamed(format);
  const jobs: ImportJob[] = [];
  const issues: Issue[] = [];
  const seen = new Set<string>();
  const joined = new Set<string>();
  let olderFiles = 0;
  for (const path of new Set(paths)) {
    if (path === '-') {
      jobs.push({ path, bytes: 0, ...(format !== undefined && { format }) });
      continue;
    }
    let unrecognised = 0;
    for await (const found of listed ? listedFile(path) : filesUnder(path)) {
      if ('issue' in found) {
        issues.push(found.issue);
        continue;
      }
      const key = await realpath(found.path).catch(() => resolve(found.path));
      if (seen.has(key)) continue;
      seen.add(key);
      const folder = eventFolderOf(found.path);
      if (folder === undefined ? await isStateOfEvents(found.path) : joined.has(folder)) continue;
      if (sinceMs !== undefined && (await modifiedMs(found.path)) < sinceMs) {
        olderFiles++;
        continue;
      }
      const planned = await planFile(found.path, { given, map, walked: found.walked }).catch((error: unknown) => ({
        jobs: [],
        issues: [unreadable(found.path, error, found.path === path && !listed).issue],
      }));
      if (planned === 'unrecognised') unrecognised++;
      else if (folder !== undefined && planned.jobs[0]?.format === EVENTS_FORMAT) {
        joined.add(folder);
        jobs.push({ path: folder, format: EVENTS_FORMAT, container: 'jsonl', ...(await eventFiles(folder)) });
      } else {
        for (const one of planned.jobs) jobs.push(one);
        for (const one of planned.issues) issues.push(one);
      }
    }
    if (unrecognised > 0) issues.push(unrecognisedFiles(path, unrecognised));
  }
  const bytes = jobs.reduce((sum, job) => sum + job.bytes, 0);
  const all = { ...(sinceMs !== undefined && { sinceMs }), ...(map !== undefined && { map }) };
  return {
    jobs: Object.keys(all).length === 0 ? jobs : jobs.map((job) => ({ ...job, ...all })),
    issues,
    bytes,
    olderFiles,
  };
}

/** A file that would be read, as its folder tells it. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/**
 * The files that {@link planImport} would look at, without opening them.
 *
 * @throws EthogramError `file-not-found`
 */
export async function listSources(paths: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of new Set(paths)) {
    for await (const found of filesUnder(path)) {
      if ('issue' in found) continue;
      const stats = await stat(found.path).catch(() => undefined);
      if (stats?.isFile() === true) files.push({ path: found.path, bytes: stats.size, modifiedMs: stats.mtimeMs });
    }
  }
  return files;
}

async function modifiedMs(path: string): Promise<number> {
  return stat(path).then(
    (stats) => (stats.isFile() ? stats.mtimeMs : Number.POSITIVE_INFINITY),
    () => Number.POSITIVE_INFINITY,
  );
}

type Found = { readonly path: string; readonly walked: boolean } | { readonly issue: Issue };

// A file that has gone since it was listed is told when it is opened.
async function* listedFile(path: string): AsyncGenerator<Found> {
  yield { path, walked: true };
}

async function* filesUnder(path: string): AsyncGenerator<Found> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (!(found instanceof Error)) {
    if (found.isDirectory()) yield* filesIn(path);
    else yield { path, walked: false };
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
    else yield { path: match, walked: false };
  }
}

async function* filesIn(folder: string): AsyncGenerator<Found> {
  let isEmpty = true;
  for await (const found of walk(folder, new Set())) {
    isEmpty = false;
    yield found;
  }
  if (!isEmpty) return;
  const message = `found no file in this folder, expected ${DATA_FILE_NAMES}`;
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
    else if (target?.isFile() === true && isDataFile(entry.name)) yield { path, walked: true };
    else if (target === undefined && isDataFile(entry.name)) {
      yield { issue: { file: path, code: 'unreadable', message: 'could not be opened: it links to nothing' } };
    }
  }
}

// One file of a folder that may not be read does not stop the others; a file that was asked for by name does.
function unreadable(path: string, error: unknown, named: boolean): { readonly issue: Issue } {
  if (named) throw error;
  const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  // Such a name is read with U+FFFD in it, and does not lead back to the file.
  const reason = path.includes('\ufffd') ? 'its name is not UTF-8' : (cause.code ?? 'unknown error');
  return { issue: { file: path, code: 'unreadable', message: `could not be opened: ${reason}` } };
}

/** The one issue for files of a folder or an archive that no format recognises and whose names promise no runs. */
export function unrecognisedFiles(file: string, count: number): Issue {
  const message = `${count} other ${count === 1 ? 'file holds' : 'files hold'} no runs of a known format`;
  return { file, code: 'unknown-format', message };
}

type Planned = { readonly jobs: readonly ImportJob[]; readonly issues: readonly Issue[] };

async function planFile(
  path: string,
  {
    given,
    map,
    walked,
  }: { readonly given: TraceFormat | undefined; readonly map: ColumnMap | undefined; readonly walked: boolean },
): Promise<Planned | 'unrecognised'> {
  const { size, isPipe } = await stat(path).then((stats) => ({ size: stats.size, isPipe: !stats.isFile() }));
  const bare = { path, ...(given !== undefined && { format: given.name }) };
  // A pipe can be opened and read only once.
  if (isPipe) return { jobs: [{ ...bare, bytes: 0 }], issues: [] };
  const handle = await open(path).catch((cause: unknown) => {
    throw fileNotFound(path, cause);
  });
  try {
    const buffer = Buffer.allocUnsafe(Math.min(HEAD_BYTES, size + 1));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const head = buffer.subarray(0, bytesRead);
    const archive = archiveKind(head);
    if (archive === 'zip') return await planZip(path, size, given);
    if (archive !== undefined) return { jobs: [{ ...bare, bytes: size, ...(walked && { walked }) }], issues: [] };
    const sniffed = sniffSource(path, head, { whole: bytesRead < buffer.length, table: map !== undefined });
    const isQuiet = walked && !isRecordFile(path);
    if ('issue' in sniffed) return isQuiet ? 'unrecognised' : { jobs: [], issues: [sniffed.issue] };
    const { container } = sniffed.sample;
    const lacking = map === undefined ? undefined : lackingColumn(map, sniffed.sample);
    if (lacking !== undefined && !walked) throw lacking;
    if (lacking !== undefined)
      return { jobs: [], issues: [{ file: path, code: 'unknown-format', message: lacking.message }] };
    const format = given ?? detectFormat(sniffed.sample);
    if (format === undefined) return isQuiet ? 'unrecognised' : { jobs: [], issues: [unknownFormat(path)] };
    const job = { path, format: format.name, container };
    const isCut = (container === 'jsonl' || container === 'array') && format.independentRecords;
    if (size <= LARGE_FILE_BYTES || !isCut) return { jobs: [{ ...job, bytes: size }], issues: [] };
    const rangeBytes = Math.min(RANGE_BYTES, Math.ceil(size / FEWEST_RANGES));
    const ranges = await (container === 'array' ? cutArray : cutRanges)(handle, rangeBytes);
    return {
      jobs: ranges.map(({ start, end, line, goesOn }) => ({
        ...job,
        bytes: end - start,
        range: [start, end],
        line,
        ...(goesOn && { goesOn }),
      })),
      issues: [],
    };
  } finally {
    await handle.close();
  }
}

function lackingColumn(map: ColumnMap, sample: Sample): EthogramError | undefined {
  try {
    requireColumns(map, sample);
    return undefined;
  } catch (error) {
    if (error instanceof EthogramError) return error;
    throw error;
  }
}

// An Inspect log is read as a whole; the files of any other ZIP are spread over jobs.
async function planZip(path: string, size: number, given: TraceFormat | undefined): Promise<Planned> {
  const zip = await openZip(path);
  try {
    const listing = await listZip(zip);
    const { links } = listing;
    const problem = zipProblem(listing, size);
    const issues: Issue[] = problem === undefined ? [] : [{ file: path, code: problem.code, message: problem.message }];
    if (links > 0) issues.push(unfollowedLinks(path, links));
    if (problem?.code === 'archive-too-large') return { jobs: [], issues };
    if (isInspectLog(listing.entries)) return { jobs: [{ path, container: 'members', bytes: size }], issues };
    const bare = { path, ...(given !== undefined && { format: given.name }) };
    const jobs: (ImportJob & { readonly entries: ZipEntry[] })[] = [];
    let packed = Number.POSITIVE_INFINITY;
    let unpacked = 0;
    const conversations = new Map<string, ZipEntry[]>();
    for (const entry of zipFiles(listing)) {
      const folder = eventFolderOf(entry.name);
      if (folder !== undefined) {
        const events = conversations.get(folder);
        if (events === undefined) conversations.set(folder, [entry]);
        else events.push(entry);
        continue;
      }
      packed += entry.packed;
      unpacked += entry.size ?? entry.packed;
      if (packed > ENTRIES_PACKED_BYTES || unpacked > ENTRIES_UNPACKED_BYTES) {
        jobs.push({ ...bare, bytes: 0, entries: [] });
        [packed, unpacked] = [entry.packed, entry.size ?? entry.packed];
      }
      jobs.at(-1)!.entries.push(entry);
    }
    for (const [joined, entries] of conversations) {
      entries.sort((a, b) => byEventNumber(a.name, b.name));
      jobs.push({ ...bare, bytes: 0, entries, joined });
    }
    const sized = jobs.map((job) => ({ ...job, bytes: job.entries.reduce((sum, { packed: n }) => sum + n, 0) }));
    if (jobs.length === 0 && issues.length === 0) {
      issues.push({ file: path, code: 'empty-file', message: 'found no file in this archive, expected at least one' });
    }
    return { jobs: sized, issues };
  } finally {
    await zip.close();
  }
}
