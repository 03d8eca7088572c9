import { collectDefaultMetrics, Registry } from 'prom-client';
import type { ReceiptStore } from '../handbook/receipt.ts';
import { gateway } from './gateway/gateway.ts';
import { gatewayMetrics } from './gateway/gateway-metrics.ts';
import { upstreamConnections, type Upstream, type UpstreamName } from './gateway/upstream.ts';
import { handbookSource, type HandbookSource, type StampedSource } from './handbook-source.ts';
import { answerOutcome, LARGEST_OUTCOME_BYTES } from './record/answer-outcome.ts';
import type { Recorder } from './record/recorder.ts';
import { openServing } from './serving.ts';
import { sessionFinder } from './session/session-finder.ts';
import { startServer, type FetchHandler, type PostHandler, type RunningServer } from './start-server.ts';

/** A store as far as serving reads it; what is written goes through the recorder. */
export type ServedStore = StampedSource & Pick<ReceiptStore, 'receipts'>;

/** How to serve a store. */
export interface ServeStoreOptions {
  readonly port: number;
  readonly host?: string;
  readonly token?: string | undefined;
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly recorder: Recorder;
  /** Whether what goes through the gateway is recorded; outcomes and traces are, in any case. Default true. */
  readonly record?: boolean;
  /** The project of requests that name none. */
  readonly project?: string | undefined;
  /** At most so many behaviors a session, and what stating them may cost. */
  readonly k?: number;
  readonly tokens?: number;
  /** Whether other processes serve from the same store. Default false. */
  readonly isShared?: boolean;
  /** More handlers of posted bodies, by path. */
  readonly posts?: Readonly<Record<string, PostHandler>>;
  readonly mcp?: ((handbook: HandbookSource) => Promise<FetchHandler>) | undefined;
  readonly pages?: FetchHandler | undefined;
  readonly now: () => Date;
}

const REMEMBERED_MS = 24 * 60 * 60_000;

/**
 * Serves a store on one port: the gateway with its handbook, what is posted to it, MCP, metrics and pages. What was served in the
 * last day is remembered, so that sessions go on where they were.
 */
export async function serveStore(
  store: ServedStore,
  {
    upstreams,
    recorder,
    record = true,
    project,
    k,
    tokens,
    isShared = false,
    posts = {},
    mcp,
    now,
    ...server
  }: ServeStoreOptions,
): Promise<RunningServer> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sessions = sessionFinder(() => now().getTime());
  const metrics = gatewayMetrics(registry, { sessions: () => sessions.size, recorder: () => recorder.counts() });
  const handbook = handbookSource(store, { onError: () => metrics.failed('handbook') });
  const serving = openServing({
    handbook: () => handbook.current(),
    now,
    ...(k !== undefined && { k }),
    ...(tokens !== undefined && { tokens }),
    // A receipt of a session that is recorded goes with its first call.
    ...(!record && { keep: (receipt) => recorder.receipt(receipt) }),
    find: async (unit) => {
      for await (const receipt of store.receipts({ unit })) return receipt;
      return undefined;
    },
    onError: () => metrics.failed('serve'),
  });
  await handbook.refresh();
  try {
    const since = new Date(now().getTime() - REMEMBERED_MS).toISOString();
    for await (const receipt of store.receipts({ since })) {
      serving.remember(receipt);
      sessions.remember(receipt.unit);
    }
  } catch {
    metrics.failed('receipts');
  }
  const connections = upstreamConnections();
  const outcomes: PostHandler = {
    mostBytes: LARGEST_OUTCOME_BYTES,
    answer: async ({ body }) => answerOutcome(recorder, body, now().toISOString()),
  };
  const running = await startServer({
    ...server,
    gateway: gateway({
      upstreams,
      connections,
      serving,
      sessions,
      recorder: record ? recorder : undefined,
      metrics,
      now,
      project,
      mayBeStored: isShared,
    }),
    posts: { '/v1/outcomes': outcomes, ...posts },
    registry,
    mcp: await mcp?.(handbook),
  });
  return {
    url: running.url,
    async close(mostMs) {
      await running.close(mostMs);
      handbook.close();
      connections.close();
    },
  };
}
