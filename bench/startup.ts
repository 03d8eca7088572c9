import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timeMs } from './median.ts';

const CLI = fileURLToPath(new URL('../bin/ethogram.js', import.meta.url));

/** Seconds of `ethogram --help` and `ethogram demo`, processes and all; the only absolute figures, since they are promises. */
export async function startup(): Promise<string[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  const run = (...args: string[]): unknown => spawnSync(process.execPath, [CLI, ...args], { cwd });
  const helpMs = await timeMs(() => run('--help'), 5);
  const demoMs = await timeMs(() => run('demo'), 3);
  const bareMs = await timeMs(() => spawnSync(process.execPath, ['-e', '0']), 5);
  rmSync(cwd, { recursive: true });
  return [
    `ethogram --help: ${(helpMs / 1000).toFixed(2)} s (${(helpMs / bareMs).toFixed(1)} × a Node that does nothing)`,
    `ethogram demo: ${(demoMs / 1000).toFixed(1)} s`,
  ];
}
