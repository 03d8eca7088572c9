import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ingest } from '../src/store/ingest.ts';
import { openStore } from '../src/store/open-store.ts';
import { writeExampleCorpus } from './example-corpus.ts';
import { median, timeMs } from './median.ts';

const BYTES = 64e6;

/**
 * Import into SQLite, redaction on, against `JSON.parse` of the same lines in one thread: the ratio of their speeds.
 *
 * @param paths - JSONL files to measure too, beside the example agents' logs
 */
export async function importSpeed(paths: readonly string[] = []): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  const results: string[] = [];
  for (const log of ['countdown.jsonl', 'shop.otel.jsonl'] as const) {
    const path = join(folder, log);
    await writeExampleCorpus(path, { bytes: BYTES, directory: join(folder, 'runs'), log });
    results.push(await importRatio(path, folder));
    rmSync(path);
  }
  for (const path of paths) results.push(await importRatio(path, folder));
  rmSync(folder, { recursive: true });
  return results;
}

async function importRatio(path: string, folder: string): Promise<string> {
  const bytes = statSync(path).size;
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const ratios: number[] = [];
  let share = 0;
  for (let i = 0; i < 3; i++) {
    const parseMs = await timeMs(() => lines.forEach((line) => JSON.parse(line)), 1);
    const location = join(folder, `${i}.db`);
    const store = await openStore(location);
    const importMs = await timeMs(() => ingest(store, [path]), 1);
    await store.close();
    ratios.push(parseMs / importMs);
    share = statSync(location).size / bytes;
    rmSync(location);
  }
  return `import ${basename(path)}: ${median(ratios).toFixed(3)} × JSON.parse (${(bytes / 1e6).toFixed(0)} MB, ${lines.length} runs, median of 3); store ${share.toFixed(2)} × source`;
}
