import { EthogramError } from '../core/ethogram-error.ts';

/** The error for a file (or `stdout`) that cannot be written: no such folder, no right, a full disk. */
export function cannotWrite(place: string, cause: unknown): EthogramError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = (code === undefined ? undefined : REASONS[code]) ?? code ?? message;
  return new EthogramError('cannot-write', `${place}: ${reason}, expected a file that can be written`, { cause });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EISDIR: 'is a folder',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'the disk is full',
  EROFS: 'is on a disk that may only be read',
};
