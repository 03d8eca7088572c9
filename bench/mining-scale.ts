import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAgentCorpus } from './agent-corpus.ts';
import { exponentOf } from './exponent-of.ts';
import { runMeasured } from './run-measured.ts';

const SIZES = [10_000, 30_000, 100_000, 300_000, 1_000_000];
const DEFAULT_MOST = 100_000;

/**
 * Time and peak memory of `ethogram mine` on stores of 10,000 to 1,000,000 steps, first with nothing digested, then again;
 * and the exponent of time over steps.
 *
 * @param args - steps of the largest store; default 100,000
 */
export function miningScale([most = String(DEFAULT_MOST)]: readonly string[] = []): string[] {
  const lines: string[] = [];
  const points: [steps: number, seconds: number][] = [];
  for (const size of SIZES.filter((steps) => steps <= Number(most))) {
    const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
    try {
      const path = join(folder, 'runs.jsonl');
      const store = ['--quiet', '--store', join(folder, 'e.db')];
      const steps = writeAgentCorpus(path, size);
      runMeasured(['import', path, ...store]);
      const first = runMeasured(['mine', ...store]);
      const again = runMeasured(['mine', ...store]);
      points.push([steps, first.seconds]);
      lines.push(
        `mine ${steps} steps (${(statSync(path).size / 1e6).toFixed(0)} MB): ${first.seconds.toFixed(1)} s, peak ${first.peakMb.toFixed(0)} MiB; again ${again.seconds.toFixed(1)} s, ${again.peakMb.toFixed(0)} MiB`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  lines.push(`mine: exponent ${exponentOf(points).toFixed(2)} of time over steps`);
  return lines;
}
