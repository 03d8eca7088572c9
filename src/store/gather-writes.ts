import type { Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** Runs work in a transaction; what it gives back is committed. */
export type Write = <T>(work: (trx: Transaction<Schema>) => Promise<T>) => Promise<T>;

interface Waiting {
  readonly work: (trx: Transaction<Schema>) => Promise<unknown>;
  readonly done: (result: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A {@link Write} for small works that come several at a time: those that what runs just now asks for share a transaction, which
 * costs more than they do. Each is committed when its promise resolves. Where one fails, each is done by itself.
 */
export function gatherWrites(write: Write): Write {
  let waiting: Waiting[] = [];
  const alone = async ({ work, done, failed }: Waiting): Promise<void> => {
    try {
      done(await write(work));
    } catch (error) {
      failed(error);
    }
  };
  const flush = async (): Promise<void> => {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    const results: unknown[] = [];
    try {
      await write(async (trx) => {
        for (const { work } of batch) results.push(await work(trx));
      });
    } catch (error) {
      if (batch.length === 1) batch[0]!.failed(error);
      else await Promise.all(batch.map(alone));
      return;
    }
    for (const [i, { done }] of batch.entries()) done(results[i]);
  };
  return async <T>(work: (trx: Transaction<Schema>) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, done: (result) => resolve(result as T), failed: reject });
      // To wait for the whole turn (setImmediate) makes fewer transactions, and leaves places of a model's queue empty meanwhile.
      if (waiting.length === 1) process.nextTick(() => void flush());
    });
}
