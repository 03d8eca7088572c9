import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchServer } from './bench-server.ts';

const PACKAGE = '@portkey-ai/gateway@1.15.2';
const READY_MS = 180_000;

/** Starts the gateway of Portkey as npm has it; the first time it is downloaded. */
export async function startPortkey(): Promise<BenchServer> {
  const port = await freePort();
  const child = spawn('npm', ['exec', '--yes', '--', PACKAGE, `--port=${port}`, '--headless'], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
  });
  const url = `http://127.0.0.1:${port}`;
  const begin = performance.now();
  while (!(await answers(url))) {
    if (performance.now() - begin > READY_MS || child.exitCode !== null) throw new Error(`${PACKAGE} did not start`);
    await sleep(200);
  }
  return {
    url,
    pid: child.pid!,
    // npm starts it in a process of its own: the whole group ends.
    kill: async () => {
      process.kill(-child.pid!, 'SIGTERM');
      await sleep(200);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
