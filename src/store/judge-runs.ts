import type { EventStore } from '../behavior/event.ts';
import type { JudgeSettings } from '../behavior/judge/judge-requests.ts';
import { judgeRun } from '../behavior/judge/judge-run.ts';
import type { Model } from '../core/model.ts';
import { workItems, type WorkedItems, type WorkOptions } from '../core/work-items.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';
import type { RunToJudge } from './runs-to-judge.ts';
import type { CodedRun } from './write-codings.ts';

/** Who judges, and how. */
export interface JudgeRunsOptions extends JudgeSettings, Omit<WorkOptions, 'concurrency'> {
  readonly model: Model & { readonly concurrency: number };
  /** `name@version` */
  readonly detector: string;
}

/** Codings that are written at a time: more than their answers is not lost when they are not. */
const BATCH = 16;

/**
 * Has a model judge runs of a store and keeps what it finds. Answers are kept as they come, so that whatever ends this, the
 * next start asks nothing twice; a run whose questions could not all be answered is listed as failed, and what was judged of
 * it by other codebooks is kept. Runs that are gone count as done.
 */
export async function judgeRuns(
  store: Pick<TrajectoryStore, 'get'> & Pick<EventStore, 'putCodings'>,
  runs: readonly RunToJudge[],
  { model, detector, samples, stretchTokens, ...work }: JudgeRunsOptions,
): Promise<WorkedItems<RunToJudge>> {
  let waiting: CodedRun[] = [];
  const write = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) await store.putCodings(batch);
  };
  const judge = async ({ id, tasks }: RunToJudge): Promise<void> => {
    const run = await store.get(id);
    if (run === undefined) return;
    const { judged, error } = await judgeRun(run, tasks, { model, detector, samples, stretchTokens });
    waiting.push(...judged);
    if (waiting.length >= BATCH) await write();
    if (error !== undefined) throw error;
  };
  try {
    // Twice as many runs as calls: while one is read or written, another's questions are out.
    return await workItems(runs, judge, { ...work, concurrency: 2 * model.concurrency });
  } finally {
    await write();
  }
}
