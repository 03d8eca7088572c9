import { outcomeOf, type OutcomeRecord, type Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectorySummary } from '../trajectory/trajectory-store.ts';
import { unpackJson } from './pack-json.ts';

/** A run without what columns and chunks hold: steps, outcomes, extra; large shared values are named by hash. */
export interface StoredHead {
  readonly run: Omit<Trajectory, 'steps' | 'outcomes' | 'extra' | 'contentHash' | 'revision'>;
  /** Hash of `agent.tools`. */
  readonly tools?: string;
  /** Hash of `agent.instructions`. */
  readonly instructions?: string;
  /** The beginning of the first words a user said, where the source names no task. */
  readonly request?: string;
}

/** The columns from which a run without its steps is put together again. */
export interface HeadRow {
  readonly key: number;
  readonly id: string;
  readonly suffix: string | null;
  readonly revision: number;
  readonly content_hash: Uint8Array;
  readonly steps: number;
  readonly tokens: number;
  readonly head: Uint8Array;
  readonly outcomes: Uint8Array;
  /** Head of the earliest run with the same content, if that is another. */
  readonly original_head: Uint8Array | null;
  readonly original_suffix: string | null;
  /** A packed `{ parentId, callId }`, when a parent's log names the call that started this run. */
  readonly link: Uint8Array | null;
}

/** The id of a stored run: the source's, and a suffix when another run had it first. */
export function storedId(head: StoredHead, suffix: string | null): string {
  return suffix === null ? head.run.id : `${head.run.id}~${suffix}`;
}

/** A run without what its chunks hold, and the hashes of what is shared, which is left out. */
export function trajectoryOf(row: HeadRow): { trajectory: Omit<Trajectory, 'steps' | 'extra'>; head: StoredHead } {
  const head = unpackJson(row.head) as StoredHead;
  const { id: _, copyOf, parentId, spawnedBy, ...run } = head.run;
  const link = row.link === null ? undefined : (unpackJson(row.link) as { parentId: string; callId: string });
  const original =
    row.original_head === null ? copyOf : storedId(unpackJson(row.original_head) as StoredHead, row.original_suffix);
  const parent = parentId ?? link?.parentId;
  const spawned = spawnedBy ?? (link && { trajectoryId: link.parentId, callId: link.callId });
  return {
    head,
    trajectory: {
      id: storedId(head, row.suffix),
      contentHash: Buffer.from(row.content_hash).toString('hex'),
      revision: row.revision,
      ...(original !== undefined && { copyOf: original }),
      ...(parent !== undefined && { parentId: parent }),
      ...(spawned !== undefined && { spawnedBy: spawned }),
      ...run,
      outcomes: unpackJson(row.outcomes) as OutcomeRecord[],
    },
  };
}

/** A run as a list shows it. A task without a text shows the first words a user said. */
export function summaryOf(row: HeadRow): TrajectorySummary {
  const { trajectory, head } = trajectoryOf(row);
  const { id, revision, source, task, agent, project, parentId, startedAt, outcomes } = trajectory;
  const { name, model, version } = agent;
  return {
    id,
    format: source.format,
    source,
    task: task.text === undefined && head.request !== undefined ? { ...task, text: head.request } : task,
    agent: {
      ...(name !== undefined && { name }),
      ...(model !== undefined && { model }),
      ...(version !== undefined && { version }),
    },
    ...(project !== undefined && { project }),
    ...(parentId !== undefined && { parentId }),
    ...(startedAt !== undefined && { startedAt }),
    outcome: outcomeOf(outcomes),
    steps: row.steps,
    tokens: row.tokens,
    revision,
  };
}
