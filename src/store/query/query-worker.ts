import { EthogramError } from '../../core/ethogram-error.ts';
import { loadViews } from './load-views.ts';
import { prepareQuery } from './prepare-query.ts';
import type { QueryNews, QueryOrder, QueryValue } from './query-order.ts';
import { outOfMemory, queryWatch } from './query-watch.ts';
import { viewDatabase } from './view-database.ts';

/** Characters of all rows together. */
const MOST_CHARACTERS = 100_000_000;
const ROWS_AT_ONCE = 500;
const NO_MEMORY = new Set([7, 18]);

if (import.meta.main) {
  process.once('message', (order: QueryOrder) => {
    void answer(order).then(
      () => process.exit(0),
      async (error: unknown) => {
        if (!(error instanceof EthogramError)) throw error;
        const { code, message, hint } = error;
        await say({ kind: 'error', code, message, hint });
        process.exit(0);
      },
    );
  });
}

async function answer({ query, place, location, filter, limit, timeoutMs }: QueryOrder): Promise<void> {
  const clock = queryWatch(timeoutMs);
  const database = viewDatabase();
  clock.start();
  const { reads } = prepareQuery(database, query, place);
  clock.stop();
  await say({ kind: 'checked' });
  if (location === undefined) return;
  database.setAuthorizer(null);
  // To look at a query takes no store, which takes its time to load.
  const { openStore } = await import('../open-store.ts');
  const store = await openStore(location, { readonly: true });
  const counts = await loadViews(database, reads, store, {
    ...(filter !== undefined && { filter }),
    onProgress: (view, rows) => void say({ kind: 'progress', view, rows }),
  })
    .catch((error: unknown) => {
      throw loadingError(error as Error, place);
    })
    .finally(async () => store.close());
  // From here on nothing goes to the disk, which a query could fill.
  database.exec('pragma temp_store = memory; pragma query_only = on');
  const { statement } = prepareQuery(database, query, place);
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const columns = distinct(statement.columns().map(({ name }) => name));
  await say({ kind: 'loaded', read: Object.fromEntries(counts), columns });
  clock.start();
  let given = 0;
  let characters = 0;
  let more = false;
  let rows: QueryValue[][] = [];
  try {
    for (const row of statement.iterate() as unknown as Iterable<readonly SqliteValue[]>) {
      const values = row.map(plain);
      characters += values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
      more = given === limit || characters > MOST_CHARACTERS;
      if (more) break;
      given++;
      if (rows.push(values) < ROWS_AT_ONCE) continue;
      await say({ kind: 'rows', rows });
      rows = [];
    }
  } catch (error) {
    throw runningError(error as Error, place);
  }
  clock.stop();
  await say({ kind: 'rows', rows });
  await say({ kind: 'done', more });
}

type SqliteValue = string | number | bigint | Uint8Array | null;

function plain(value: SqliteValue): QueryValue {
  if (typeof value === 'bigint') return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
} // prettier-ignore

/** Names of which none comes twice: the second `run` is `run_2`. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let n = 2; taken.has(own); n++) own = `${name}_${n}`;
    taken.add(own);
    return own;
  });
}

/** Of the store errors are ours; what else SQLite complains of is the temporary file. */
function loadingError(cause: Error, place: string): Error {
  if ((cause as { code?: string }).code !== 'ERR_SQLITE_ERROR') return cause;
  return new EthogramError('query-stopped', `${place}: found no room for the views it reads (${cause.message}), expected some in the temporary folder`, {
    hint: 'the environment variable SQLITE_TMPDIR names another; --project, --since, --format and --outcome leave runs out',
    cause,
  });
} // prettier-ignore

function runningError(cause: Error, place: string): EthogramError {
  const { errcode, code } = cause as Error & { readonly errcode?: number; readonly code?: string };
  if (NO_MEMORY.has(errcode ?? 0) || code === 'ERR_STRING_TOO_LONG') {
    return outOfMemory(place, cause);
  }
  return new EthogramError('bad-query', `${place}: ${cause.message}`, { cause });
} // prettier-ignore

async function say(news: QueryNews): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(news, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}
