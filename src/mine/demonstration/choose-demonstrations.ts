import type { Trajectory } from '../../trajectory/trajectory.ts';
import { runHead } from '../digest/run-head.ts';
import { taskOf } from '../reflect/proposals-of.ts';

/** What decides whether a run is shown as a demonstration. */
export interface DemonstrationHead {
  readonly id: string;
  readonly task: string;
  /** The kind of task. */
  readonly group: string;
  readonly success?: boolean;
  readonly steps: number;
}

/** Runs of one kind of task that a program is made of. */
export interface Demonstrations {
  readonly group: string;
  /** How many runs of the kind there are. */
  readonly of: number;
  /** Those chosen, by id. */
  readonly ids: readonly string[];
}

const MAX_TASKS = 4;

/** Reads off a run what choosing needs. */
export function demonstrationHead(run: Trajectory): DemonstrationHead {
  const { group, success } = runHead(run, '');
  return { id: run.id, task: taskOf(run), group, ...(success !== undefined && { success }), steps: run.steps.length };
}

/**
 * Chooses demonstrations for each kind of task that has several tasks: the shortest successful run of each of four tasks (where none is
 * known to have succeeded, the shortest), and one failed run beside them, to see what not to do. Of more tasks four are taken, evenly spread.
 */
export function chooseDemonstrations(runs: readonly DemonstrationHead[]): Demonstrations[] {
  return [...Map.groupBy(runs, ({ group }) => group)].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([group, of]) => {
    const tasks = [...Map.groupBy(of, ({ task }) => task)].sort(([a], [b]) => (a < b ? -1 : 1));
    if (tasks.length < 2) return [];
    const best = tasks.map(([, trials]) => trials.toSorted(byWorth)[0]!);
    const top = Math.min(...best.map(rank));
    const good = best.filter((run) => rank(run) === top);
    const enough = good.length > 1 ? good : best.toSorted(byWorth).slice(0, 2);
    const spread = Array.from({ length: Math.min(MAX_TASKS, enough.length) }, (_, i) => enough[Math.floor((i * enough.length) / Math.min(MAX_TASKS, enough.length))]!);
    const failed = of.filter((run) => run.success === false && !spread.includes(run)).toSorted(byWorth)[0];
    return [{ group, of: of.length, ids: [...spread, ...(failed === undefined ? [] : [failed])].map(({ id }) => id) }];
  });
} // prettier-ignore

function rank({ success }: DemonstrationHead): number {
  return success === true ? 0 : success === undefined ? 1 : 2;
}

function byWorth(a: DemonstrationHead, b: DemonstrationHead): number {
  return rank(a) - rank(b) || a.steps - b.steps || (a.id < b.id ? -1 : 1);
}
