import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeChatCorpus } from './chat-corpus.ts';
import { measureNode, runMeasured } from './run-measured.ts';

const JSONL_MB = 1000;
const ARRAY_MB = 250;
const KB = 1000;
/**
 * Peak memory of imports above that of a Node that does nothing (MiB, all threads): JSONL of small and of larger runs, and
 * one single array.
 *
 * @param args - megabytes of the JSONL file (default 1000) and of the array (default 250)
 */
export function importMemory(args: readonly string[] = []): string[] {
  const [jsonl = JSONL_MB, array = ARRAY_MB] = args.map(Number);
  const bare = measureNode(['-e', '0']).peakMb;
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
    const importing = runMeasured(['import', path, '--quiet', '--store', join(folder, 'e.db')]).peakMb;
    const size = (statSync(path).size / 1e9).toFixed(2);
    return `memory ${name}, ${size} GB: peak ${(importing - bare).toFixed(0)} MiB above a bare Node (${bare.toFixed(0)} MiB)`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
