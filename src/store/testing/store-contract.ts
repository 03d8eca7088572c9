import { after, before, describe } from 'node:test';
import { openStore } from '../open-store.ts';
import type { Store } from '../store.ts';
import { detectContract } from './detect-contract.ts';
import { digestContract } from './digest-contract.ts';
import { eventContract } from './event-contract.ts';
import { forgetContract } from './forget-contract.ts';
import { handbookContract } from './handbook-contract.ts';
import { identityContract } from './identity-contract.ts';
import { ingestContract } from './ingest-contract.ts';
import { layoutContract } from './layout-contract.ts';
import { modelContract } from './model-contract.ts';
import { noteContract } from './note-contract.ts';
import { packContract } from './pack-contract.ts';
import { queryContract } from './query-contract.ts';
import { receiptContract } from './receipt-contract.ts';
import { stampContract } from './stamp-contract.ts';
import type { TestEngine } from './start-engines.ts';
import { trajectoryContract } from './trajectory-contract.ts';

/** What a store does on any engine; one file of tests for each, so that they run side by side. */
export function storeContract(name: string, start: () => Promise<TestEngine>): void {
  describe(`a store on ${name}`, () => {
    let engine: TestEngine;
    const opened: Store[] = [];
    const open = async (): Promise<Store> => {
      const store = await openStore(await engine.fresh());
      opened.push(store);
      return store;
    };
    before(async () => {
      engine = await start();
    });
    after(async () => {
      for (const store of opened) await store.close();
      await engine.stop();
    });
    trajectoryContract(open);
    eventContract(open);
    identityContract(open);
    forgetContract(() => engine.fresh());
    handbookContract(() => engine.fresh());
    detectContract(() => engine.fresh());
    digestContract(() => engine.fresh());
    ingestContract(() => engine.fresh());
    layoutContract(() => engine.fresh());
    modelContract(open);
    noteContract(open);
    packContract(() => engine.fresh());
    queryContract(() => engine.fresh());
    receiptContract(open);
    stampContract(open);
  });
}
