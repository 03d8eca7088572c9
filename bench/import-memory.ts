import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeChatCorpus } from './chat-corpus.ts';

const CLI = fileURLToPath(new URL('../bin/ethogram.js', import.meta.url));
const JSONL_MB = 1000;
const ARRAY_MB = 250;
const KB = 1000;
// What the system counts for the process alone; `maxRSS` also counts what its parent had when it was started.
const PRINT_PEAK = `
  import { readFileSync } from 'node:fs';
  process.on('exit', () => console.error(/VmHWM:.*/.exec(readFileSync('/proc/self/status', 'utf8'))[0]));`;

/**
 * Peak memory of imports above that of a Node that does nothing (MiB, all threads): JSONL of small and of larger runs, and
 * one single array.
 *
 * @param args - megabytes of the JSONL file (default 1000) and of the array (default 250)
 */
export function importMemory(args: readonly string[] = []): string[] {
  const [jsonl = JSONL_MB, array = ARRAY_MB] = args.map(Number);
  const bare = peakMb(['-e', '0']);
  return [
    importPeak('JSONL of 1.3 kB runs', { bytes: jsonl * 1e6, runBytes: 1.3 * KB, container: 'jsonl' }, bare),
    importPeak('JSONL of 20 kB runs', { bytes: jsonl * 1e6, runBytes: 20 * KB, container: 'jsonl' }, bare),
    importPeak('one array of 20 kB runs', { bytes: array * 1e6, runBytes: 20 * KB, container: 'array' }, bare),
  ];
}

function importPeak(name: string, corpus: Parameters<typeof writeChatCorpus>[1], bare: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  try {
    const path = join(folder, 'runs.json');
    writeChatCorpus(path, corpus);
    const importing = peakMb([CLI, 'import', path, '--quiet', '--store', join(folder, 'e.db')]);
    const size = (statSync(path).size / 1e9).toFixed(2);
    return `memory ${name}, ${size} GB: peak ${(importing - bare).toFixed(0)} MiB above a bare Node (${bare.toFixed(0)} MiB)`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function peakMb(args: readonly string[]): number {
  const preload = `data:text/javascript,${encodeURIComponent(PRINT_PEAK)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(/VmHWM:\s+(\d+)/.exec(stderr)?.[1]) / 1024;
}
