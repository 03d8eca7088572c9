import type { Transaction } from 'kysely';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorRevision } from '../handbook/behavior-store.ts';
import type { PackedFragment } from '../mine/digest/packed-fragment.ts';
import { packJson, unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';

const AT_ONCE = 500;

/** What is forgotten that behaviors may still count. */
export interface ForgottenRuns {
  /** Keys of the runs' tasks, as `runHead` tells them. */
  readonly tasks: ReadonlySet<string>;
  readonly projects: ReadonlySet<string>;
  /** By behavior, the runs among them that it quoted. */
  readonly quoted: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many runs. */
  readonly runs: number;
}

/** The tasks and projects of runs that are about to go, before they are gone. */
export async function tasksOfRuns(
  trx: Transaction<Schema>,
  keys: readonly number[],
): Promise<{ readonly tasks: string[]; readonly projects: string[] }> {
  const rows = await trx
    .selectFrom('trajectories as t')
    .leftJoin('digests as d', 'd.trajectory', 't.key')
    .select(['t.id', 't.task_id', 't.project', 'd.bytes'])
    .where('t.key', 'in', keys)
    .execute();
  return {
    tasks: rows.map(({ id, task_id, bytes }) => taskKey(id, task_id, bytes)),
    projects: rows.flatMap(({ project }) => (project === null ? [] : [project])),
  };
}

/**
 * Takes forgotten runs out of what behaviors and their histories say of their support: tasks and projects that no run is of any more are
 * named no longer, and counts go down by the runs that were quoted. `support.forgotten` says that there may be fewer still: mining counts anew.
 */
export async function forgetSupport(trx: Transaction<Schema>, { tasks, projects, quoted, runs }: ForgottenRuns): Promise<void> {
  const goneTasks = await notLeft(trx, tasks);
  const leftProjects = new Set(
    (await trx.selectFrom('trajectories').select('project').distinct().execute()).map(({ project }) => nameOf(project)),
  );
  const goneProjects = new Set([...projects].map(nameOf).filter((name) => name !== undefined && !leftProjects.has(name)));
  const forgotten = <T extends Omit<MinedBehavior, 'provenance'>>(behavior: T): T | undefined => {
    const { support } = behavior;
    const lost = quoted.get(behavior.id)?.size ?? 0;
    const taskIds = support.taskIds?.filter((task) => !goneTasks.has(task));
    const named = support.projects?.filter((project) => !goneProjects.has(project));
    const isSame = taskIds?.length === support.taskIds?.length && named?.length === support.projects?.length;
    if (lost === 0 && isSame) return undefined;
    return {
      ...behavior,
      support: {
        ...support,
        trajectories: Math.max(0, support.trajectories - lost),
        of: Math.max(0, support.of - runs),
        tasks: taskIds?.length ?? support.tasks,
        ...(taskIds !== undefined && { taskIds }),
        ...(named !== undefined && { projects: named }),
        forgotten: (support.forgotten ?? 0) + Math.max(1, lost),
      },
    };
  };
  for (const { id, body } of await trx.selectFrom('behaviors').select(['id', 'body']).execute()) {
    const changed = forgotten(unpackJson(body) as Omit<MinedBehavior, 'provenance'>);
    if (changed === undefined) continue;
    await trx.updateTable('behaviors').set({ body: packJson(changed) }).where('id', '=', id).execute();
    const entries = await trx.selectFrom('history').select(['number', 'body']).where('behavior', '=', id).execute();
    for (const { number, body: old } of entries) {
      const entry = unpackJson(old) as BehaviorRevision;
      const then = forgotten(entry.behavior);
      if (then === undefined) continue;
      await trx
        .updateTable('history')
        .set({ body: packJson({ ...entry, behavior: then }) })
        .where('behavior', '=', id)
        .where('number', '=', number)
        .execute();
    }
  }
} // prettier-ignore

/** Of task keys those that no run has any more. */
async function notLeft(trx: Transaction<Schema>, tasks: ReadonlySet<string>): Promise<Set<string>> {
  const gone = new Set(tasks);
  for (const some of pieces([...tasks])) {
    const rows = await trx.selectFrom('trajectories').select('task_id').distinct().where('task_id', 'in', some).execute();
    for (const { task_id } of rows) gone.delete(task_id!);
  }
  // Tasks without an id are known by what was asked, which is in the digests.
  let last = 0;
  while ([...gone].some((task) => task.startsWith('~'))) {
    const rows = await trx
      .selectFrom('trajectories as t')
      .innerJoin('digests as d', 'd.trajectory', 't.key')
      .select(['t.key', 't.id', 'd.bytes'])
      .where('t.task_id', 'is', null)
      .where('t.key', '>', last)
      .orderBy('t.key')
      .limit(AT_ONCE)
      .execute();
    for (const { id, bytes } of rows) gone.delete(taskKey(id, null, bytes));
    if (rows.length < AT_ONCE) break;
    last = rows.at(-1)!.key;
  }
  return gone;
} // prettier-ignore

/** As `runHead` has it. */
function taskKey(id: string, taskId: string | null, digest: Uint8Array | null): string {
  if (taskId !== null) return taskId;
  const request = digest === null ? '' : (unpackJson(digest) as PackedFragment).request;
  return request === '' ? id : `~${request}`;
}

/** As `projectName` has it. */
function nameOf(project: string | null): string | undefined {
  return project?.split(/[\\/]+/).findLast((part) => part !== '');
}

function* pieces<T>(list: readonly T[]): Generator<T[]> {
  for (let i = 0; i < list.length; i += AT_ONCE) yield list.slice(i, i + AT_ONCE);
}
