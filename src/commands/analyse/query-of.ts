import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { resolve } from 'node:path';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { CommandContext } from '../command.ts';

/** A query and what to call it in messages. */
export interface GivenQuery {
  readonly query: string;
  readonly place: string;
}

/**
 * The query that `--sql` gives: itself, `@FILE`, or `-` for stdin.
 *
 * @throws EthogramError `file-not-found`
 */
export async function queryOf(given: string, { cwd, stdin }: CommandContext): Promise<GivenQuery> {
  if (given === '-') return { query: await textOf(stdin), place: 'stdin' };
  if (!given.startsWith('@')) return { query: given, place: '--sql' };
  const place = given.slice(1);
  const query = await readFile(resolve(cwd, place), 'utf8').catch((cause: unknown) => {
    throw new EthogramError('file-not-found', `--sql: found no file ${place}, expected one with a query`, { cause });
  });
  // What editors put before the first line is no SQL.
  return { query: query.replace(/^\ufeff/, ''), place };
}
