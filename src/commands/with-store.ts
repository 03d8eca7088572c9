import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { EthogramError } from '../core/ethogram-error.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { textOption, type CommandContext } from './command.ts';

/** Where `ethogram demo` keeps its runs, in the working folder. */
export const DEMO_STORE = '.ethogram/demo.db';

/**
 * Where the store of a command line is: `--store`, else `ETHOGRAM_STORE`, else `.ethogram/ethogram.db` in the working
 * folder.
 *
 * @throws EthogramError `bad-argument` for an empty `--store`
 */
export function storeLocation({ options, env, cwd }: Pick<CommandContext, 'options' | 'env' | 'cwd'>): string {
  const asked = textOption(options, 'store');
  if (asked === '') {
    throw new EthogramError('bad-argument', '--store: found nothing, expected a path or a postgres:// address');
  }
  // An environment variable that is set to nothing is not set.
  const location = asked ?? (env['ETHOGRAM_STORE'] || '.ethogram/ethogram.db');
  return /^postgres(ql)?:\/\//.test(location) ? location : resolve(cwd, location);
}

/**
 * Opens the store of a command line, runs `work` with it and closes it again.
 *
 * @param create - make a store where there is none (only commands that write do)
 * @throws EthogramError `store-unavailable` when there is none and `create` is false, and as `openStore`
 */
export async function withStore<T>(
  context: CommandContext,
  work: (store: Store) => Promise<T>,
  { create = false }: { create?: boolean } = {},
): Promise<T> {
  const location = storeLocation(context);
  const demo = join(context.cwd, DEMO_STORE);
  if (!create && !location.startsWith('postgres') && !existsSync(location)) {
    throw new EthogramError('store-unavailable', `${location}: found no store, expected one made by an import`, {
      hint: existsSync(demo)
        ? `--store ${relative(context.cwd, demo)} has the runs of the demo; ethogram import PATH reads your own`
        : 'ethogram import PATH makes one; ethogram demo shows what that gives',
    });
  }
  const store = await openStore(location);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
