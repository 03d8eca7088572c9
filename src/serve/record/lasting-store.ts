import { statSync } from 'node:fs';
import { EthogramError } from '../../core/ethogram-error.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import type { RecorderStore } from './recorder-store.ts';

/** A store that is opened when it is needed and opened again when it failed or went away. */
export interface LastingStore extends RecorderStore {
  /** Whether the last call failed. */
  isFailing(): boolean;
  close(): Promise<void>;
}

/**
 * The store at a location for as long as a server runs: a file that was deleted or replaced, or a database that was
 * restarted, is opened anew with the next call. A call that fails is not repeated.
 */
export function lastingStore(location: string): LastingStore {
  const isFile = !/^postgres(ql)?:\/\//.test(location);
  let opened: Promise<Store> | undefined;
  let file: number | undefined;
  let failing = false;

  const close = async (): Promise<void> => {
    const store = opened;
    opened = undefined;
    if (store !== undefined) {
      await store.then(
        async (one) => one.close(),
        () => {},
      );
    }
  };
  const using = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    // What is written to a deleted file is lost without an error.
    if (opened !== undefined && isFile && inodeOf(location) !== file) await close();
    if (opened === undefined) {
      opened = openStore(location);
      // Whoever waits for it is told.
      opened.catch(() => {});
    }
    try {
      const store = await opened;
      if (isFile) file = inodeOf(location);
      const done = await work(store);
      if (isFile && inodeOf(location) !== file)
        throw new EthogramError('store-unavailable', `${location}: it went away`);
      failing = false;
      return done;
    } catch (error) {
      failing = (error as { code?: unknown }).code !== 'not-found';
      if (failing) await close();
      throw error;
    }
  };
  return {
    put: async (items) => using(async (store) => store.put(items)),
    get: async (id) => using(async (store) => store.get(id)),
    addOutcome: async (id, ...outcomes) => using(async (store) => store.addOutcome(id, ...outcomes)),
    putDecisions: async (kind, decisions) => using(async (store) => store.putDecisions(kind, decisions)),
    decisions: async (kind, names) => using(async (store) => store.decisions(kind, names)),
    putReceipts: async (receipts) => using(async (store) => store.putReceipts(receipts)),
    isFailing: () => failing,
    close,
  };
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
