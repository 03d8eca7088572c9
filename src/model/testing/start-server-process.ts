import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../core/json.ts';
import type { Mind } from './mind.ts';
import { echoMind } from './minds/echo-mind.ts';
import { schemaMind } from './minds/schema-mind.ts';
import { solverMind } from './minds/solver-mind.ts';
import { startModelServer } from './start-model-server.ts';

/** A server of its own process; everything in it is plain JSON. */
export interface ServerProcessOptions {
  readonly mind:
    | { readonly name: 'echo' }
    | { readonly name: 'schema'; readonly values?: Readonly<Record<string, Json>> }
    | {
        readonly name: 'solver';
        readonly seed?: number;
        readonly errorRate?: number;
        readonly advisedErrorRate?: number;
        readonly drawBy?: 'task' | 'prompt';
      };
  readonly port?: number;
  readonly latencyMs?: number;
}

/** A server that runs elsewhere. */
export interface ServerProcess {
  readonly url: string;
  /** Kills it at once; nothing it holds is answered. */
  kill(): Promise<void>;
}

/**
 * Starts a model server in a process of its own, so that what it computes does not count against the client's time: for
 * measuring, and for a server that is killed.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => ['']),
  ])) as [string];
  if (line === '') throw new Error('The server did not start.');
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function mindOf({ mind }: ServerProcessOptions): Mind {
  switch (mind.name) {
    case 'echo':
      return echoMind;
    case 'schema':
      return schemaMind(mind.values);
    case 'solver':
      return solverMind(mind);
  }
}

if (import.meta.main) {
  const options = JSON.parse(process.argv[2] ?? '{"mind":{"name":"echo"}}') as ServerProcessOptions;
  const { url } = await startModelServer(mindOf(options), options);
  process.stdout.write(`${JSON.stringify({ url })}\n`);
}
