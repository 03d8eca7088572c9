import { EthogramError } from './ethogram-error.ts';

/** An item that could not be done, and why. */
export interface FailedItem<T> {
  readonly item: T;
  readonly error: EthogramError;
}

/** What became of the items. Every item is in exactly one of `done`, `failed` and `left`. */
export interface WorkedItems<T> {
  /** How many were done. */
  readonly done: number;
  /** In the order in which they failed. */
  readonly failed: readonly FailedItem<T>[];
  /** How many were not begun or not finished because the work stopped. */
  readonly left: number;
  /** Why it stopped early, if it did: `budget-reached`, `model-unusable`, or a store that cannot be written. */
  readonly stopped?: EthogramError;
}

/** How items are worked on. */
export interface WorkOptions {
  /** Items in hand at a time. */
  readonly concurrency: number;
  /** No further item is begun once it aborts; those in hand are finished. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly failed: number; readonly of?: number }) => void;
}

/** Errors after which further items would meet the same. */
const STOPS: ReadonlySet<string> = new Set(['budget-reached', 'model-unusable', 'store-unavailable', 'store-closed']);

/**
 * Does the work for every item, several at a time, in order of beginning. An item that fails with an EthogramError is listed
 * and the rest goes on; what the next items would meet as well (`stopped`) ends it after
 * those in hand. Any other error is thrown.
 *
 * @param items - taken one by one, only when there is room for the next; an array's length is known to progress
 */
export async function workItems<T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<void>,
  { concurrency, signal, onProgress }: WorkOptions,
): Promise<WorkedItems<T>> {
  const failed: FailedItem<T>[] = [];
  const of = Array.isArray(items) ? items.length : undefined;
  let done = 0;
  let left = 0;
  let stopped: EthogramError | undefined;
  let thrown: { readonly error: unknown } | undefined;

  const one = async (item: T): Promise<void> => {
    try {
      await work(item);
      done++;
    } catch (error) {
      if (!(error instanceof EthogramError)) thrown ??= { error };
      else if (STOPS.has(error.code)) {
        stopped ??= error;
        left++;
      } else failed.push({ item, error });
    }
    onProgress?.({ done, failed: failed.length, ...(of !== undefined && { of }) });
  };

  const inHand = new Set<Promise<void>>();
  for await (const item of items) {
    if (thrown !== undefined) break;
    if (stopped !== undefined || signal?.aborted === true) {
      left++;
      continue;
    }
    const promise = one(item).finally(() => inHand.delete(promise));
    inHand.add(promise);
    if (inHand.size >= concurrency) await Promise.race(inHand);
  }
  await Promise.all(inHand);
  if (thrown !== undefined) throw thrown.error;
  return { done, failed, left, ...(stopped !== undefined && { stopped }) };
}
