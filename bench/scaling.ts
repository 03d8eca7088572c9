import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExampleAgents } from '../examples/agents/run-example-agents.ts';
import { detectRun } from '../src/behavior/detect-run.ts';
import { loadCodebooks } from '../src/behavior/codebooks/load-codebooks.ts';
import { mineBehaviors } from '../src/mine/mine-behaviors.ts';
import { importFiles } from '../src/trajectory/import-files.ts';
import { partText, type Trajectory } from '../src/trajectory/trajectory.ts';
import { exponentOf } from './exponent-of.ts';
import { timeMs } from './median.ts';

const SIZES = [1, 4, 16];

/** Speed of detection and mining in MB of text per second and core, and how their time grows with the number of runs. */
export async function scaling(): Promise<string[]> {
  const codebooks = loadCodebooks();
  const points: { runs: number; megabytes: number; detectMs: number; mineMs: number }[] = [];
  for (const size of SIZES) {
    const runs = await exampleRuns(size);
    const megabytes = runs.reduce((sum, run) => sum + textBytes(run), 0) / 1e6;
    const again = async function* (): AsyncGenerator<Trajectory> {
      yield* runs;
    };
    const detectMs = await timeMs(() => runs.forEach((run) => detectRun(run, codebooks)));
    const mineMs = await timeMs(() => mineBehaviors(again));
    points.push({ runs: runs.length, megabytes, detectMs, mineMs });
  }
  const last = points.at(-1)!;
  const line = (name: string, key: 'detectMs' | 'mineMs'): string =>
    `${name}: ${(last.megabytes / (last[key] / 1000)).toFixed(1)} MB/s of text, exponent ${exponentOf(points.map((point) => [point.runs, point[key]])).toFixed(2)} over ${points.map(({ runs }) => runs).join(', ')} runs`;
  return [line('detect, all codebooks', 'detectMs'), line('mine', 'mineMs')];
}

async function exampleRuns(size: number): Promise<Trajectory[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  await runExampleAgents({
    directory,
    seed: size,
    runs: { countdown: 100 * size, shop: 100 * size, coding: 40 * size },
  });
  const runs: Trajectory[] = [];
  for await (const item of importFiles([directory])) {
    if ('trajectory' in item) runs.push(item.trajectory);
  }
  rmSync(directory, { recursive: true });
  return runs;
}

function textBytes({ steps }: Trajectory): number {
  return steps.reduce(
    (sum, { parts }) => sum + parts.reduce((inner, part) => inner + Buffer.byteLength(partText(part)), 0),
    0,
  );
}
