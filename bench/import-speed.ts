import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ingest } from '../src/store/ingest.ts';
import { openStore } from '../src/store/open-store.ts';
import { writeChatCorpus } from './chat-corpus.ts';
import { writeExampleCorpus } from './example-corpus.ts';
import { median, timeMs } from './median.ts';

const MB = 100;
const CHATS = [
  { name: 'runs of 1.3 kB', runBytes: 1300, container: 'jsonl' },
  { name: 'runs of 20 kB', runBytes: 20_000, container: 'jsonl' },
  { name: 'runs of 200 kB', runBytes: 200_000, container: 'jsonl' },
  { name: 'single array of runs of 20 kB', runBytes: 20_000, container: 'array' },
] as const;

/**
 * Import into SQLite, redaction on, all worker threads, against `JSON.parse` of the same bytes in one thread (of each line, or
 * of a whole array): the ratio of their speeds by the clock, and of the CPU time they take in all threads.
 *
 * @param args - a number: megabytes per file, default 100; paths of JSONL files to measure instead of the made-up chats and
 *   the example agents' logs
 */
export async function importSpeed(args: readonly string[] = []): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  const bytes = Number(args.find((arg) => Number(arg) > 0) ?? MB) * 1e6;
  const paths = args.filter((arg) => Number.isNaN(Number(arg)));
  const results: string[] = [];
  for (const path of paths) results.push(await importRatio(basename(path), path, folder));
  if (paths.length === 0) {
    const path = join(folder, 'runs.json');
    for (const { name, ...corpus } of CHATS) {
      writeChatCorpus(path, { bytes, ...corpus });
      results.push(await importRatio(name, path, folder));
    }
    for (const log of ['countdown.jsonl', 'shop.otel.jsonl'] as const) {
      await writeExampleCorpus(path, { bytes, directory: join(folder, 'runs'), log });
      results.push(await importRatio(log, path, folder));
    }
  }
  rmSync(folder, { recursive: true });
  return results;
}

async function importRatio(name: string, path: string, folder: string): Promise<string> {
  const { size } = statSync(path);
  const ratios: number[] = [];
  const cpuRatios: number[] = [];
  let share = 0;
  let runs = 0;
  for (let i = 0; i < 3; i++) {
    const parsing = await parseMs(path);
    const location = join(folder, `${i}.db`);
    const store = await openStore(location);
    const before = process.cpuUsage();
    const importing = await timeMs(async () => {
      ({ imported: runs } = await ingest(store, [path]));
    }, 1);
    const { user, system } = process.cpuUsage(before);
    await store.close();
    ratios.push(parsing / importing);
    cpuRatios.push((1000 * parsing) / (user + system));
    share = statSync(location).size / size;
    rmSync(location);
  }
  return (
    `import ${name}: ${median(ratios).toFixed(3)} × JSON.parse, of CPU time ${median(cpuRatios).toFixed(3)} × ` +
    `(${(size / 1e6).toFixed(0)} MB, ${runs} runs, median of 3); store ${share.toFixed(2)} × source`
  );
}

async function parseMs(path: string): Promise<number> {
  const text = readFileSync(path, 'utf8');
  const values = text.startsWith('[') ? [text] : text.trim().split('\n');
  return timeMs(() => values.forEach((value) => JSON.parse(value)), 1);
}
