import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CHUNK_BYTES, fileNotFound } from './source-chunks.ts';

// As the OpenHands SDK writes them: `event-00000-<id>.json`, also with underscores.
const EVENT_FILE = /^event[-_]\d{5,}[-_][\w-]{8,}\.json$/;
const STATE_FILE = 'base_state.json';
const EVENTS_FOLDER = 'events';
const NEWLINE = Buffer.from('\n');

/** The folder that a file is one event of, by its name; undefined for other files. */
export function eventFolderOf(path: string): string | undefined {
  return EVENT_FILE.test(basename(path)) ? dirname(path) : undefined;
}

/** Whether a file is the state of a conversation whose events are files in the folder beside it. */
export async function isStateOfEvents(path: string): Promise<boolean> {
  if (basename(path) !== STATE_FILE) return false;
  const names = await readdir(join(dirname(path), EVENTS_FOLDER)).catch(() => []);
  return names.some((name) => EVENT_FILE.test(name));
}

/** The files that are one conversation together: its state, if there is one, and its events in order. `bytes` is their sum. */
export async function eventFiles(
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly bytes: number }> {
  const names = (await readdir(folder)).filter((name) => EVENT_FILE.test(name));
  const files = names.sort(byEventNumber).map((name) => join(folder, name));
  const state = join(dirname(folder), STATE_FILE);
  const candidates = basename(folder) === EVENTS_FOLDER ? [state, ...files] : files;
  const found: string[] = [];
  let bytes = 0;
  for (const path of candidates) {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    found.push(path);
    bytes += stats.size;
  }
  return { files: found, bytes };
}

/** Orders names of event files by their numbers. */
export function byEventNumber(a: string, b: string): number {
  return eventNumber(a) - eventNumber(b) || (a < b ? -1 : 1);
}

function eventNumber(name: string): number {
  return Number(/\d+/.exec(basename(name))?.[0] ?? 0);
}

/**
 * Streams of one JSON value each, as one value per line: line breaks, which JSON has between its tokens only, become
 * spaces, in the memory of the chunks.
 */
export async function* asLines(streams: Iterable<AsyncIterable<Buffer>>): AsyncGenerator<Buffer> {
  for (const stream of streams) {
    for await (const chunk of stream) {
      for (let i = 0; i < chunk.length; i++) if (chunk[i] === 0x0a || chunk[i] === 0x0d) chunk[i] = 0x20;
      yield chunk;
    }
    yield NEWLINE;
  }
}

/**
 * Files of one JSON value each, as {@link asLines} has them. A chunk's memory is used again for the next one.
 *
 * @throws EthogramError `file-not-found`
 */
export async function* joinedFiles(paths: readonly string[]): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  yield* asLines(paths.map((path) => fileChunks(path, buffer)));
}

async function* fileChunks(path: string, buffer: Buffer): AsyncGenerator<Buffer> {
  const handle = await open(path).catch((cause: unknown) => {
    throw fileNotFound(path, cause);
  });
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
