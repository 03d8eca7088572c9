import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../bin/ethogram.js', import.meta.url));
// What the system counts for the process alone; `maxRSS` also counts what its parent had when it was started.
const PRINT_PEAK = `
  import { readFileSync } from 'node:fs';
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    console.error(/VmHWM:.*/.exec(readFileSync('/proc/self/status', 'utf8'))[0], 'CPU: ' + (user + system) / 1e6);
  });`;

/** What a command took: seconds, those of the processor, and peak memory of all its threads in MiB. */
interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Runs a command line of ours in a process of its own and measures it. */
export function runMeasured(args: readonly string[]): Measured {
  return measureNode([CLI, ...args]);
}

/** {@link runMeasured} for any arguments of Node. */
export function measureNode(args: readonly string[]): Measured {
  const preload = `data:text/javascript,${encodeURIComponent(PRINT_PEAK)}`;
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = (performance.now() - startedMs) / 1000;
  if (status !== 0) throw new Error(stderr);
  return {
    seconds,
    cpuSeconds: Number(/CPU: ([\d.]+)/.exec(stderr)?.[1]),
    peakMb: Number(/VmHWM:\s+(\d+)/.exec(stderr)?.[1]) / 1024,
  };
}
