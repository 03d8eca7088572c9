import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExampleAgents } from '../../../examples/agents/run-example-agents.ts';
import { ingest } from '../ingest.ts';
import { openStore } from '../open-store.ts';
import type { Store } from '../store.ts';

let logs: Promise<string> | undefined;

/** A new store at `location` with the runs of the example agents, which are written once for all the stores of a process. */
export async function exampleStore(location: string): Promise<Store> {
  logs ??= exampleLogs();
  const store = await openStore(location);
  await ingest(store, [await logs], { workers: 0 });
  return store;
}

async function exampleLogs(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-example-'));
  process.once('exit', () => rmSync(directory, { recursive: true }));
  await runExampleAgents({ directory, seed: 3 });
  return directory;
}
