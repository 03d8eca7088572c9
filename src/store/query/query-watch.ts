import { Worker } from 'node:worker_threads';
import { EthogramError } from '../../core/ethogram-error.ts';

/** Bytes that the process may take while a query runs. */
const MOST_MEMORY = 1_000_000_000;

/** What the process says last, on stderr, when it ends itself. */
export const ENDED = { time: 'ended: out of time', memory: 'ended: out of memory' } as const;

// A query holds its thread until it is done, and may never be. So another thread looks at the clock, at the memory (SQLite as Node
// builds it does not count its own), and whether whoever asked is still there.
const WATCH = `const { writeSync } = require('node:fs');
  const { until, parent, most, ended } = require('node:worker_threads').workerData;
  const end = (why) => { writeSync(2, why); process.kill(process.pid, 'SIGKILL'); };
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
    if (until[0] === Infinity) return;
    if (Date.now() > until[0]) end(ended.time);
    if (process.memoryUsage.rss() > most) end(ended.memory);
  }, 20);`;

/** The error of a query that needs too much memory. */
export function outOfMemory(place: string, cause?: Error): EthogramError {
  return new EthogramError('query-stopped', `${place}: found a query that needs more than 1 GB of memory, expected less`, {
    hint: 'fewer rows to sort, shorter texts, or only some of the runs: --project, --since, --format, --outcome',
    cause,
  });
} // prettier-ignore

/**
 * Ends this process, whatever it is at, once it has been started for so long, or takes more than 1 GB meanwhile; and whenever its parent
 * is gone.
 */
export function queryWatch(timeoutMs: number): { start(): void; stop(): void } {
  const until = new Float64Array(new SharedArrayBuffer(8)).fill(Infinity);
  const watcher = new Worker(WATCH, {
    eval: true,
    workerData: { until, parent: process.ppid, most: MOST_MEMORY, ended: ENDED },
  });
  watcher.unref();
  return {
    start: () => void until.fill(Date.now() + timeoutMs),
    stop: () => void until.fill(Infinity),
  };
}
