import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeExampleCorpus } from './example-corpus.ts';

const CLI = fileURLToPath(new URL('../bin/ethogram.js', import.meta.url));
// What the system counts for the process alone; `maxRSS` also counts what its parent had when it was started.
const PRINT_PEAK = `
  import { readFileSync } from 'node:fs';
  process.on('exit', () => console.error(/VmHWM:.*/.exec(readFileSync('/proc/self/status', 'utf8'))[0]));`;

/** Peak memory of importing 1 GB, above that of a Node that does nothing (MB, all threads). */
export async function importMemory({ bytes = 1e9 }: { bytes?: number } = {}): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  const path = join(folder, 'big.jsonl');
  await writeExampleCorpus(path, { bytes, directory: join(folder, 'runs'), log: 'countdown.jsonl' });
  const bare = peakMb(['-e', '0']);
  const importing = peakMb([CLI, 'import', path, '--quiet', '--store', join(folder, 'e.db')]);
  rmSync(folder, { recursive: true });
  return [
    `import of ${(bytes / 1e9).toFixed(1)} GB: peak ${(importing - bare).toFixed(0)} MB above a bare Node (${bare.toFixed(0)} MB)`,
  ];
}

function peakMb(args: readonly string[]): number {
  const preload = `data:text/javascript,${encodeURIComponent(PRINT_PEAK)}`;
  const { stderr } = spawnSync(process.execPath, ['--import', preload, ...args], { encoding: 'utf8' });
  return Number(/VmHWM:\s+(\d+)/.exec(stderr)?.[1]) / 1024;
}
