import { statSync } from 'node:fs';
import { EthogramError } from '../core/ethogram-error.ts';

/**
 * Refuses to write over the store.
 *
 * @param out - the path as it was given
 * @param file - the same, absolute
 * @throws EthogramError `bad-argument`
 */
export function requireOtherFile(out: string, file: string, location: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  const store = location.includes('://') ? undefined : statSync(location, { throwIfNoEntry: false });
  if (found === undefined || store === undefined || found.ino !== store.ino || found.dev !== store.dev) return;
  throw new EthogramError('bad-argument', `--out: found ${out}, which is the store, expected another file`);
}
