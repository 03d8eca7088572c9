import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { BehaviorKind } from '../../src/behavior/behavior.ts';
import { BASELINES, withBestKind } from './baselines.ts';
import { generatePlanted } from './generate-planted.ts';
import { minePlanted } from './mine-planted.ts';
import { PLANTED_COUNTS, type PlantedSetting } from './planted-setting.ts';
import { scorePlanted, type PlantedScore } from './score-planted.ts';

/** A corpus to be judged, and whether the baselines are to be judged beside mining. */
export interface JudgeTask {
  readonly setting: Partial<PlantedSetting>;
  readonly baselines?: boolean;
}

/** How mining, and perhaps the baselines, did on one corpus. */
export interface Judgement {
  readonly kinds: PlantedScore['kinds'];
  /** In the order of {@link BASELINES}; empty when they were not asked for. */
  readonly baselines: readonly PlantedScore['kinds'][];
  /** Kinds of all behaviors found. */
  readonly found: readonly BehaviorKind[];
  readonly leaks: number;
  readonly mineMs: number;
}

const WORKERS = 2;

/** Generates, mines and scores corpora, two at a time, in worker threads; judgements in the order of the tasks. */
export async function judgePlanted(tasks: readonly JudgeTask[]): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL(import.meta.url));
    while (next < tasks.length) {
      const task = next++;
      worker.postMessage(tasks[task]);
      const [judgement] = (await once(worker, 'message')) as [Judgement];
      judgements[task] = judgement;
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(WORKERS, tasks.length) }, work));
  return judgements;
}

async function judge({ setting, baselines = false }: JudgeTask): Promise<Judgement> {
  const corpus = generatePlanted(setting);
  const { found, leaks, mineMs } = await minePlanted(corpus);
  const count = 2 * Object.values(PLANTED_COUNTS).reduce((sum, n) => sum + n, 0);
  return {
    kinds: scorePlanted(corpus, found).kinds,
    baselines: baselines
      ? Object.values(BASELINES).map((mine) => scorePlanted(corpus, withBestKind(corpus, mine(corpus, count))).kinds)
      : [],
    found: found.map(({ kind }) => kind),
    leaks,
    mineMs,
  };
}

// The same file is the worker.
if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  port.on('message', async (task: JudgeTask) => port.postMessage(await judge(task)));
}
