import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FormatSample } from './format-samples.ts';
import { checkFuzzInput, fuzzInput } from './fuzz-input.ts';

/** What a worker is started with. */
export interface FuzzStart {
  readonly samples: readonly FormatSample[];
  readonly folder: string;
}

/** What a worker says of a seed. */
export interface FuzzReport {
  readonly seed: number;
  readonly cpuMs: number;
  readonly how: string;
  readonly problem?: string;
}

const port = parentPort;
if (port !== null) {
  const { samples, folder } = workerData as FuzzStart;
  const whole = samples.map((sample) => ({ ...sample, bytes: Buffer.from(sample.bytes) }));
  port.on('message', async (seed: number) => {
    const input = fuzzInput(seed, whole);
    const before = process.threadCpuUsage();
    // Deep inside the folder, so that what climbs out of its place is seen.
    const problem = await checkFuzzInput(input, join(folder, 'deep', 'down', 'here'));
    const { user, system } = process.threadCpuUsage(before);
    const report = { seed, cpuMs: (user + system) / 1000, how: input.how, ...(problem !== undefined && { problem }) };
    port.postMessage(report satisfies FuzzReport);
  });
}
