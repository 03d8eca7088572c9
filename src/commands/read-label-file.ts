import { readFileSync } from 'node:fs';
import { EthogramError } from '../core/ethogram-error.ts';

/**
 * The text of a file of labels.
 *
 * @param name - what the person called it, for messages
 * @throws EthogramError `file-not-found`
 */
export function readLabelFile(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${name}: cannot be read, expected a file of labels`, {
      hint: 'ethogram label writes one',
      cause,
    });
  }
}
