import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FormatSample } from './format-samples.ts';
import type { FuzzReport, FuzzStart } from './fuzz-worker.ts';

/** An input that broke a promise. */
export interface FuzzProblem {
  readonly seed: number;
  readonly how: string;
  readonly problem: string;
}

/** CPU time that an import of one small damaged file may take. */
const SLOWEST_MS = 2000;
/** A thread that says nothing for so long hangs; machines may be busy. */
const HANGS_MS = 30_000;

/**
 * Imports `count` damaged files, each made from a seed, in worker threads, and returns those that made an import throw,
 * take more than two seconds of CPU time, lose a good line, or write a file outside its place.
 *
 * @param seed - the first; the others follow
 */
export async function runFuzz({
  samples,
  count,
  seed,
  threads = 2,
  onProgress = () => {},
}: {
  readonly samples: readonly FormatSample[];
  readonly count: number;
  readonly seed: number;
  readonly threads?: number;
  readonly onProgress?: (done: number) => void;
}): Promise<FuzzProblem[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-fuzz-'));
  const before = new Set(readdirSync(tmpdir()));
  const problems: FuzzProblem[] = [];
  let next = seed;
  let done = 0;
  const lane = async (index: number): Promise<void> => {
    const place = join(folder, `thread-${index}`);
    let worker = startWorker(samples, place);
    while (next < seed + count) {
      const current = next++;
      const report = await ask(worker, current);
      if (report === undefined) {
        problems.push({ seed: current, how: 'see the seed', problem: `no answer within ${HANGS_MS} ms` });
        await worker.terminate();
        worker = startWorker(samples, place);
      } else if (report.problem !== undefined) {
        problems.push({ seed: current, how: report.how, problem: report.problem });
      } else if (report.cpuMs > SLOWEST_MS) {
        problems.push({ seed: current, how: report.how, problem: `took ${Math.round(report.cpuMs)} ms of CPU time` });
      }
      onProgress(++done);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, (_, i) => lane(i)));
  for (const path of strayFiles(folder)) problems.push({ seed, how: 'some archive', problem: `wrote ${path}` });
  for (const name of readdirSync(tmpdir())) {
    if (!before.has(name) && name.includes('escaped'))
      problems.push({ seed, how: 'some archive', problem: `wrote ${name}` });
  }
  rmSync(folder, { recursive: true });
  return problems;
}

function startWorker(samples: readonly FormatSample[], folder: string): Worker {
  const workerData: FuzzStart = { samples, folder };
  return new Worker(new URL('fuzz-worker.ts', import.meta.url), { workerData, execArgv: [] });
}

/** Undefined when the worker does not answer. */
async function ask(worker: Worker, seed: number): Promise<FuzzReport | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(undefined), HANGS_MS);
    const hear = (report: FuzzReport): void => end(report);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      worker.off('message', hear);
      reject(error);
    };
    function end(report: FuzzReport | undefined): void {
      clearTimeout(timer);
      worker.off('message', hear);
      worker.off('error', fail);
      resolve(report);
    }
    worker.on('message', hear);
    worker.once('error', fail);
    worker.postMessage(seed);
  });
}

// Inputs are written to `thread-N/deep/down/here`, and nothing else is.
function strayFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith(join('deep', 'down', 'here')))
    .map((entry) => join(entry.parentPath, entry.name));
}
