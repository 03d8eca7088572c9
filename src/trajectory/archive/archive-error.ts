/** Why an archive could not be read on: damaged or cut off (`bad-archive`), or larger than is safe (`archive-too-large`). */
export class ArchiveError extends Error {
  readonly code: 'bad-archive' | 'archive-too-large';
  /** Set once it stands among the issues: what is inside a damaged archive fails for the same reason. */
  told = false;

  constructor(code: ArchiveError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Bytes unpacked from one stream, file or archive above which nothing more is unpacked. */
export const LARGEST_UNPACKED = 2 ** 36;
/** Bytes of an archive that is held in memory (a ZIP from a pipe, or inside another archive) at most. */
export const LARGEST_HELD = 2 ** 29;
/** Unpacked bytes from which the ratio of unpacked to packed bytes is looked at, and the largest ratio: deflate's own limit is 1032. */
const SUSPICIOUS_BYTES = 100 * 2 ** 20;
const LARGEST_RATIO = 1000;

/**
 * Stops at what only pretends to be an archive: more than {@link LARGEST_UNPACKED} bytes, or, beyond 100 MB, a thousand
 * times the bytes it was made from.
 *
 * @throws ArchiveError `archive-too-large`
 */
export function requireSafeSize(unpacked: number, packed: number): void {
  if (unpacked > LARGEST_UNPACKED) {
    throw new ArchiveError(
      'archive-too-large',
      `found more than ${LARGEST_UNPACKED} bytes, expected at most that many`,
    );
  }
  if (unpacked > SUSPICIOUS_BYTES && unpacked > LARGEST_RATIO * packed) {
    const found = `found ${unpacked} bytes unpacked from ${packed}`;
    throw new ArchiveError('archive-too-large', `${found}, expected at most ${LARGEST_RATIO} times as many`);
  }
}
