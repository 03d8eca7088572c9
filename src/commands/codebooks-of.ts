import { join } from 'node:path';
import type { Codebook } from '../behavior/codebook.ts';
import { loadCodebooks, OWN_CODEBOOKS } from '../behavior/codebooks/load-codebooks.ts';
import { STRUCTURES } from '../behavior/structure/structures.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { CommandContext } from './command.ts';

/**
 * Codebooks by name or path, as `loadCodebooks`; names may be those of the working folder's own.
 *
 * @param names - default: all that ship, then the folder's own
 * @throws EthogramError as `loadCodebooks`; `bad-codebook` when two have one name, by which events are kept and counted
 */
export function codebooksOf({ cwd }: Pick<CommandContext, 'cwd'>, names?: readonly string[]): Codebook[] {
  const byName = new Map<string, Codebook>();
  for (const codebook of loadCodebooks(names, { own: join(cwd, OWN_CODEBOOKS), structures: STRUCTURES.keys() })) {
    const { name, hash } = codebook;
    const other = byName.get(name);
    if (other !== undefined && other.hash !== hash) {
      throw new EthogramError('bad-codebook', `${name}: found two codebooks of this name, expected one`, {
        hint: `rename one, inside too: name: my-${name}`,
      });
    }
    byName.set(name, codebook);
  }
  return [...byName.values()];
}
