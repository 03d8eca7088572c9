import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runExampleAgents } from '../examples/agents/run-example-agents.ts';

/**
 * Writes a JSONL file of at least `bytes` from the example agents' chat and span logs: the same runs again and again, each
 * copy with run ids of its own, so that every line is a new run.
 *
 * @returns the file's size in bytes
 */
export async function writeExampleCorpus(
  path: string,
  { bytes, directory, log }: { bytes: number; directory: string; log: 'countdown.jsonl' | 'shop.otel.jsonl' },
): Promise<number> {
  await runExampleAgents({ directory });
  const lines = readFileSync(join(directory, log), 'utf8').trim().split('\n');
  const file = openSync(path, 'w');
  let written = 0;
  for (let copy = 0; written < bytes; copy++) {
    const text = lines
      .map((line) =>
        line
          .replace(/"run_id":"/, `"run_id":"${copy}-`)
          .replaceAll('conv_', `conv_${copy}_`)
          .replaceAll('"traceId":"', `"traceId":"${copy}`),
      )
      .join('\n');
    written += writeSync(file, `${text}\n`);
  }
  closeSync(file);
  return statSync(path).size;
}
