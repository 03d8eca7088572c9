import { setImmediate } from 'node:timers/promises';
import { loadHandbookIndex, type HandbookSource as BehaviorSource } from '../handbook/load-handbook-index.ts';
import { handbookIndex, type HandbookIndex } from '../handbook/handbook-index.ts';

/** A store as far as the handbook that is served needs it. */
export interface StampedSource extends BehaviorSource {
  /** Changes whenever the handbook does. */
  handbookStamp(): Promise<string>;
}

/** The handbook of a store, kept up to date. */
export interface HandbookSource {
  /** As it was when it was last looked at; before that, an empty one. Never waits. */
  current(): HandbookIndex;
  /** Looks for changes now; resolves when they are in. Never rejects. */
  refresh(): Promise<void>;
  /** Looks no more. */
  close(): void;
}

const EVERY_MS = 2000;

/**
 * Keeps the handbook of a store at hand, off the path of requests: every two seconds it is asked whether it changed. While the
 * store cannot be read, what was read before is served.
 *
 * @param options.onError - told each time that the store could not be read
 */
export function handbookSource(
  store: StampedSource,
  {
    everyMs = EVERY_MS,
    onError = () => {},
  }: { readonly everyMs?: number; readonly onError?: (error: unknown) => void } = {},
): HandbookSource {
  let index = handbookIndex([]);
  let stamp: string | undefined;
  let turn: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    try {
      const now = await store.handbookStamp();
      if (now === stamp) return;
      // Answers of models pass through this thread.
      index = await loadHandbookIndex(store, { rest: async () => setImmediate() });
      stamp = now;
    } catch (error) {
      onError(error);
    }
  };
  const refresh = async (): Promise<void> => {
    turn ??= look().finally(() => (turn = undefined));
    return turn;
  };
  const timer = setInterval(() => void refresh(), everyMs);
  timer.unref();
  return { current: () => index, refresh, close: () => clearInterval(timer) };
}
