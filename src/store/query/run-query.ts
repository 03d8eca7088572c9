import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { TrajectoryFilter } from '../../trajectory/trajectory-store.ts';
import { threadEnvironment } from '../thread-environment.ts';
import type { QueryNews, QueryOrder, QueryValue } from './query-order.ts';
import { ENDED, outOfMemory } from './query-watch.ts';

/** What a query gave. */
export interface QueryAnswer {
  /** None twice. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly QueryValue[])[];
  /** Whether there are more rows than were asked for, or than 100 million characters hold. */
  readonly more: boolean;
  /** Rows of each view that was read. */
  readonly read: Readonly<Record<string, number>>;
}

/** Limits of a query. */
export interface QueryLimits {
  /** What to call the query in messages: a file, an option. */
  readonly place: string;
  readonly timeoutMs: number;
}

/** How to run a query. */
export interface QueryOptions extends QueryLimits {
  /** Rows, at most. */
  readonly limit: number;
  /** Only these runs are in the views. */
  readonly filter?: TrajectoryFilter;
  /** Told while the store is read. */
  readonly onProgress?: (view: string, rows: number) => void;
}

/**
 * Runs one query over the views of a store, in a process of its own, which sees nothing but the views that it reads and is killed when
 * time is up. Nothing that a query says can change a store or a file.
 *
 * @param location - of the store, on either engine
 * @throws EthogramError `bad-query`, `query-stopped`; as `openStore`
 */
export async function runQuery(location: string, query: string, options: QueryOptions): Promise<QueryAnswer> {
  const { onProgress, ...order } = options;
  const rows: (readonly QueryValue[])[] = [];
  let columns: readonly string[] = [];
  let read: QueryAnswer['read'] = {};
  let more = false;
  await inProcess({ ...order, location, query }, (news) => {
    if (news.kind === 'progress') onProgress?.(news.view, news.rows);
    if (news.kind === 'loaded') ({ columns, read } = news);
    if (news.kind === 'rows') rows.push(...news.rows);
    if (news.kind === 'done') ({ more } = news);
  });
  return { columns, rows, more, read };
}

/**
 * Looks whether a query could be run, without a store.
 *
 * @throws EthogramError `bad-query`, `query-stopped`
 */
export async function checkQuery(query: string, limits: QueryLimits): Promise<void> {
  await inProcess({ ...limits, query, limit: 0 }, () => {});
}

async function inProcess(order: QueryOrder, onNews: (news: QueryNews) => void): Promise<void> {
  const script = fileURLToPath(new URL(`query-worker${extname(import.meta.url)}`, import.meta.url));
  const child = fork(script, [], {
    execArgv: [],
    env: threadEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  let wrong: EthogramError | undefined;
  child.on('message', (news: QueryNews) => {
    if (news.kind === 'error') wrong = new EthogramError(news.code, news.message, news.hint === undefined ? {} : { hint: news.hint });
    else onNews(news);
  });
  const ended = new Promise<{ readonly code: number | null; readonly signal: string | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  child.send(order);
  const { code, signal } = await ended;
  if (wrong !== undefined) throw wrong;
  if (code === 0) return;
  const { place, timeoutMs } = order;
  if (said.endsWith(ENDED.memory)) throw outOfMemory(place);
  if (said.endsWith(ENDED.time)) {
    const seconds = timeoutMs / 1000;
    throw new EthogramError('query-stopped', `${place}: found a query that takes longer than ${seconds} s, expected less`, {
      hint: `--timeout ${seconds * 4} gives it more time; --project, --since, --format and --outcome leave runs out`,
    });
  }
  if (signal !== null) throw new EthogramError('query-stopped', `${place}: found the query’s process ended by ${signal}, expected it to go on`);
  throw new Error(`the process of a query ended with ${code}: ${said}`);
} // prettier-ignore
