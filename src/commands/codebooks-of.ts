import { join } from 'node:path';
import type { Codebook } from '../behavior/codebook.ts';
import { loadCodebooks, OWN_CODEBOOKS } from '../behavior/load-codebooks.ts';
import type { CommandContext } from './command.ts';

/**
 * Codebooks by name or path, as `loadCodebooks`; names may be those of the working folder's own.
 *
 * @param names - default: all that ship, then the folder's own
 */
export function codebooksOf({ cwd }: Pick<CommandContext, 'cwd'>, names?: readonly string[]): Codebook[] {
  return loadCodebooks(names, { own: join(cwd, OWN_CODEBOOKS) });
}
