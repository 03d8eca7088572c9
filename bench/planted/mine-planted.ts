import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MinedBehavior } from '../../src/behavior/behavior.ts';
import { mineBehaviors } from '../../src/mine/mine-behaviors.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { Trajectory } from '../../src/trajectory/trajectory.ts';
import type { PlantedCorpus } from './planted-corpus.ts';
import type { FoundBehavior } from './score-planted.ts';

/** What mining found in a planted corpus. */
export interface MinedCorpus {
  readonly behaviors: readonly MinedBehavior[];
  /** The same, in the order of `behaviors`, placed in the corpus' own runs. */
  readonly found: readonly FoundBehavior[];
  /** Behaviors whose words or quotes hold a secret. */
  readonly leaks: number;
  readonly mineMs: number;
}

/** Writes a corpus as JSONL, imports it as any log is imported, and mines it. */
export async function minePlanted(corpus: PlantedCorpus): Promise<MinedCorpus> {
  const trajectories = await importPlanted(corpus);
  const runOf = new Map(trajectories.map(({ id, source }) => [id, source.line! - 1]));
  const start = performance.now();
  const { behaviors } = await mineBehaviors(
    async function* () {
      yield* trajectories;
    },
    { exemplars: Infinity },
  );
  return {
    behaviors,
    mineMs: performance.now() - start,
    found: behaviors.map(({ kind, name, provenance }) => ({
      kind,
      name,
      occurrences: provenance.map(({ trajectoryId, steps }) => ({ run: runOf.get(trajectoryId)!, steps })),
    })),
    leaks: behaviors.filter((behavior) => {
      const text = JSON.stringify(behavior);
      return corpus.secrets.some((secret) => text.includes(secret));
    }).length,
  };
}

/** Writes a corpus as JSONL and imports it as any log is imported; runs in order of the corpus. */
export async function importPlanted({ runs }: PlantedCorpus): Promise<Trajectory[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-planted-'));
  try {
    const file = join(directory, 'runs.jsonl');
    writeFileSync(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
    const trajectories: Trajectory[] = [];
    for await (const item of importFiles([file])) {
      if ('trajectory' in item) trajectories.push(item.trajectory);
    }
    if (trajectories.length !== runs.length)
      throw new Error(`imported ${trajectories.length} of ${runs.length} planted runs`);
    return trajectories;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
