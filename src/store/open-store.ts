import { EthogramError } from '../core/ethogram-error.ts';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { openSqlite } from './open-sqlite.ts';
import { sqlStore } from './sql-store.ts';
import type { Store } from './store.ts';

/**
 * Opens a store, making it where there is none, and brings an older one up to date.
 *
 * @param location - path of a SQLite file, or `postgres://user:password@host:port/database`
 * @param readonly - change nothing: the store must exist and be up to date
 * @throws EthogramError `store-unavailable` (no such place, no database, no right to write), `store-newer` (written by a
 *   newer Ethogram)
 */
export async function openStore(
  location: string,
  { readonly = false }: { readonly readonly?: boolean } = {},
): Promise<Store> {
  const engine = await openEngine(location, { readonly });
  try {
    await migrate(engine);
  } catch (cause) {
    await engine.close();
    if (cause instanceof EthogramError) throw cause;
    throw new EthogramError('store-unavailable', `${engine.location}: ${(cause as Error).message}, expected a store`, {
      cause,
    });
  }
  return sqlStore(engine);
}

/** The database of a location, whatever it holds; see {@link openStore}. */
export async function openEngine(location: string, { readonly }: { readonly readonly: boolean }): Promise<Engine> {
  if (!/^postgres(ql)?:\/\//.test(location)) return openSqlite(location, { readonly });
  // Few stores are there, and the client takes its time to load.
  const { openPostgres } = await import('./open-postgres.ts');
  return openPostgres(location, { readonly });
}
