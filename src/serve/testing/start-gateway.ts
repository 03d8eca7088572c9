import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { Receipt } from '../../handbook/receipt.ts';
import { proposedBehavior } from '../../handbook/proposed-behavior.ts';
import { parseUpstream } from '../gateway/upstream.ts';
import type { Recorder, RecordedCall } from '../record/recorder.ts';
import { serveStore, type ServeStoreOptions, type ServedStore } from '../serve-store.ts';
import type { RunningServer } from '../start-server.ts';

/** A gateway in this process, in front of a server that stands for all providers. */
export interface TestGateway extends RunningServer {
  /** What was handed to the recorder, in order. */
  readonly calls: readonly RecordedCall[];
  readonly receipts: readonly Receipt[];
  /** The value of a line of `/metrics`, by its name and labels; 0 when it is not there. */
  metric(name: string): Promise<number>;
}

/** The behavior that requests about refunds are served. */
export const REFUND: MinedBehavior = {
  ...proposedBehavior(
    {
      name: 'behavior_confirm_refund',
      instruction: 'Ask the customer for a yes before you refund an order.',
      kind: 'workflow',
    },
    { by: 'test' },
  ),
  status: 'active',
  support: { trajectories: 3, of: 9, tasks: 3, taskIds: ['a', 'b', 'c'] },
};

/** A store that holds behaviors and receipts in memory. */
export function heldStore(behaviors: readonly MinedBehavior[], receipts: readonly Receipt[] = []): ServedStore {
  return {
    behaviors: async () => behaviors,
    provenance: async () => [],
    list: async function* () {},
    handbookStamp: async () => '1',
    async *receipts({ unit } = {}) {
      for (const receipt of receipts) if (unit === undefined || receipt.unit === unit) yield receipt;
    },
  };
}

/** Starts a gateway whose providers are all at `url`; it records into a list. */
export async function startGateway(
  url: string,
  { store = heldStore([REFUND]), ...options }: Partial<ServeStoreOptions> & { readonly store?: ServedStore } = {},
): Promise<TestGateway> {
  const calls: RecordedCall[] = [];
  const receipts: Receipt[] = [];
  const running = await serveStore(store, {
    port: 0,
    upstreams: { openai: parseUpstream('openai', `${url}/v1`), anthropic: parseUpstream('anthropic', url) },
    recorder: listRecorder(calls, receipts),
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    ...options,
  });
  return {
    ...running,
    calls,
    receipts,
    async metric(name) {
      const text = await (await fetch(`${running.url}/metrics`)).text();
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
      return Number(line?.slice(name.length + 1) ?? 0);
    },
  };
}

function listRecorder(calls: RecordedCall[], receipts: Receipt[]): Recorder {
  return {
    record: (call) => void calls.push(call),
    receipt: (receipt) => void receipts.push(receipt),
    outcome: async () => 'stored',
    traces: async () => ({ status: 'unavailable', rejected: 0 }),
    counts: () => ({ recorded: calls.length, dropped: 0, unread: 0, waiting: 0, waitingBytes: 0, failures: 0 }),
    drain: async () => {},
    drainNow: () => true,
    close: async () => {},
  };
}
