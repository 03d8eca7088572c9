import { readFileSync } from 'node:fs';
import { EthogramError } from '../../core/ethogram-error.ts';

// The longest that ships has 50 kB; a log of runs would take long to be found to be none.
const MAX_BYTES = 4_000_000;

/**
 * The text of a codebook's file.
 *
 * @param name - what the person called it, for messages; default: the path
 * @throws EthogramError `file-not-found` when it cannot be read, `bad-codebook` when it is no UTF-8 or longer than 4 MB
 */
export function readCodebookFile(path: string, name = path): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const isFolder = (cause as NodeJS.ErrnoException).code === 'EISDIR';
    throw new EthogramError(
      'file-not-found',
      isFolder ? `${name}: found a folder, expected a codebook` : `${name}: cannot be read, expected a codebook`,
      { hint: 'ethogram codebook list shows those there are', cause },
    );
  }
  if (bytes.length > MAX_BYTES) {
    throw refused(`${name}: found ${bytes.length} bytes, expected a codebook of up to ${MAX_BYTES}`, 'is it a log of runs? ethogram import reads those'); // prettier-ignore
  }
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16 || bytes.includes(0)) {
    const found = isUtf16 ? 'UTF-16' : 'NUL bytes';
    throw refused(`${name}: found ${found}, expected text in UTF-8`, 'save it as UTF-8: iconv -f UTF-16 -t UTF-8 OLD > NEW'); // prettier-ignore
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused(`${name}: found bytes that are no UTF-8, expected text in UTF-8`, 'save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW'); // prettier-ignore
  }
}

function refused(message: string, hint: string): EthogramError {
  return new EthogramError('bad-codebook', message, { hint });
}
