import { open } from 'node:fs/promises';
import { EthogramError } from '../../core/ethogram-error.ts';

/** Bytes read from a file at a time. */
export const CHUNK_BYTES = 1 << 20;

/**
 * The bytes of a file, of a range of it (`[first, afterLast]`), or of stdin (`-`), in chunks of at most
 * {@link CHUNK_BYTES}. A chunk's memory is used again for the next one.
 *
 * @throws EthogramError `file-not-found`
 */
export async function* sourceChunks(path: string, range?: readonly [number, number]): AsyncGenerator<Buffer> {
  if (path === '-') {
    for await (const chunk of process.stdin) yield chunk as Buffer;
    return;
  }
  const handle = await open(path).catch((cause: unknown) => {
    throw fileNotFound(path, cause);
  });
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let position = range?.[0] ?? 0;
    const end = range?.[1] ?? Number.POSITIVE_INFINITY;
    while (position < end) {
      // Without a position a pipe can be read as well.
      const at = range === undefined ? null : position;
      const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK_BYTES, end - position), at);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** The error for a path that cannot be opened. */
export function fileNotFound(path: string, cause?: unknown): EthogramError {
  const mayNot = (cause as { code?: string } | undefined)?.code === 'EACCES';
  const reason = mayNot ? 'may not be read' : /[*?[{]/.test(path) ? 'matches nothing' : 'does not exist';
  const place = path === '' ? 'an empty path' : path;
  return new EthogramError('file-not-found', `${place}: ${reason}, expected a file, a folder or a glob pattern`, {
    hint: 'ethogram import --local finds the logs of this machine’s agents',
    cause,
  });
}
