import { createWriteStream } from 'node:fs';
import { access, chmod, constants, realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cannotWrite } from './cannot-write.ts';

/**
 * Writes a file, or leaves it as it was: what fails on the way, or is killed, leaves no half of it under its name. What is no
 * plain file (a pipe, a device) is written straight into.
 *
 * @param path - absolute
 * @param shown - the path as it was given, for messages
 * @throws EthogramError `cannot-write`; what `pieces` throws
 */
export async function writeWhole(
  path: string,
  pieces: string | AsyncIterable<string | Uint8Array>,
  { shown = path }: { readonly shown?: string } = {},
): Promise<void> {
  const text = typeof pieces === 'string' ? [pieces] : pieces;
  try {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && !found.isFile()) return await pipeline(Readable.from(text), createWriteStream(path));
    // A link stays one: what it leads to is replaced.
    const place = found === undefined ? path : await realpath(path);
    // Renaming would replace what may not be written, too.
    if (found !== undefined) await access(place, constants.W_OK);
    const beside = `${place}.${process.pid}.part`;
    try {
      await pipeline(Readable.from(text), createWriteStream(beside, { flags: 'wx' }));
      if (found !== undefined) await chmod(beside, found.mode);
      await rename(beside, place);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  } catch (cause) {
    // What comes from the pieces makes no system calls of Node's.
    throw cause instanceof Error && 'syscall' in cause ? cannotWrite(shown, cause) : cause;
  }
}
