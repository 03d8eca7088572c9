import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Receipt } from '../../../handbook/receipt.ts';
import { openStore } from '../../../store/open-store.ts';
import type { Trajectory } from '../../../trajectory/trajectory.ts';
import { REFUND } from '../../testing/start-gateway.ts';

/** What a store held when it was looked at. */
export interface StoreContents {
  readonly runs: readonly Trajectory[];
  readonly receipts: readonly Receipt[];
}

/** A store in a folder of its own, with the behavior {@link REFUND}; it goes with the test. */
export async function storeWithRefund(
  context: TestContext,
): Promise<{ readonly path: string; readonly contents: () => Promise<StoreContents> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.db');
  const store = await openStore(path);
  await store.putBehaviors([REFUND], { action: 'mined', at: '2026-01-01T00:00:00Z' });
  await store.close();
  return {
    path,
    async contents() {
      const read = await openStore(path, { readonly: true });
      const runs = await Array.fromAsync(read.read());
      const receipts = await Array.fromAsync(read.receipts());
      await read.close();
      return { runs, receipts };
    },
  };
}
