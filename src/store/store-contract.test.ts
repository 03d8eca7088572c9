import { after, before, describe } from 'node:test';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { detectContract } from './testing/detect-contract.ts';
import { digestContract } from './testing/digest-contract.ts';
import { eventContract } from './testing/event-contract.ts';
import { forgetContract } from './testing/forget-contract.ts';
import { handbookContract } from './testing/handbook-contract.ts';
import { identityContract } from './testing/identity-contract.ts';
import { ingestContract } from './testing/ingest-contract.ts';
import { layoutContract } from './testing/layout-contract.ts';
import { modelContract } from './testing/model-contract.ts';
import { noteContract } from './testing/note-contract.ts';
import { packContract } from './testing/pack-contract.ts';
import { receiptContract } from './testing/receipt-contract.ts';
import { startPostgres, startSqlite, type TestEngine } from './testing/start-engines.ts';
import { trajectoryContract } from './testing/trajectory-contract.ts';

const ENGINES = [
  ['sqlite', startSqlite],
  ['postgres', startPostgres],
] as const;

for (const [name, start] of ENGINES) {
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
    receiptContract(open);
  });
}
