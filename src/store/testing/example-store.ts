import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExampleAgents } from '../../../examples/agents/run-example-agents.ts';
import { ingest } from '../ingest.ts';
import { openStore } from '../open-store.ts';
import type { Store } from '../store.ts';

/** A new store at `location` with the runs of the example agents. */
export async function exampleStore(location: string): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-example-'));
  await runExampleAgents({ directory, seed: 3 });
  const store = await openStore(location);
  await ingest(store, [directory], { workers: 0 });
  rmSync(directory, { recursive: true });
  return store;
}
