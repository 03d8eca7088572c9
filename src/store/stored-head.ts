import { outcomeOf, type OutcomeRecord, type Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectorySummary } from '../trajectory/trajectory-store.ts';
import { isOwnKey } from './key-text.ts';
import { unpackJson } from './pack-json.ts';

/** A run without what columns and chunks hold: steps, outcomes, extra; large shared values are named by hash. */
export interface StoredHead {
  /** `id` only where the key of the run does not say it. */
  readonly run: Omit<Trajectory, 'id' | 'steps' | 'outcomes' | 'extra' | 'contentHash' | 'revision'> & {
    readonly id?: string;
  };
  /** Hash of `agent.tools`. */
  readonly tools?: string;
  /** Hash of `agent.instructions`. */
  readonly instructions?: string;
  /** The beginning of the first words a user said, where the source names no task. */
  readonly request?: string;
}

/** What a run is put together of, but for its steps. */
export interface HeadRow {
  readonly key: number;
  /** The `keyText` of the run's id. */
  readonly id: string;
  readonly suffix: string | null;
  readonly revision: number;
  readonly content_hash: Uint8Array;
  readonly steps: number;
  readonly tokens: number;
  readonly outcomes: Uint8Array;
  readonly head: StoredHead;
  /** The steps of a small run, as `decodeChunk` reads them; empty when they lie in chunks. */
  readonly packed: Uint8Array;
  /** Id of the earliest run with the same content, if that is another. */
  readonly original: string | undefined;
  /** A packed `{ parentId, callId }`, when a parent's log names the call that started this run. */
  readonly link: Uint8Array | null;
}

// With the longest suffix (64 digits and the mark before them) such an id is still no longer than a key may be.
const LONGEST_SAID = 120;

/** Whether the key of a run says the id that its source gave, whatever suffix is added: then heads need not. */
export function saidByKey(id: string): boolean {
  return id.length <= LONGEST_SAID && isOwnKey(id);
}

/** The id of a stored run from its key: the source's, and a suffix when another run had it first. */
export function storedId(key: string, suffix: string | null, head: StoredHead | undefined): string {
  const { id } = head?.run ?? {};
  if (id === undefined) return key;
  return suffix === null ? id : `${id}~${suffix}`;
}

/** A run without what its chunks hold, and the hashes of what is shared, which is left out. */
export function trajectoryOf(row: HeadRow): { trajectory: Omit<Trajectory, 'steps' | 'extra'>; head: StoredHead } {
  const { head } = row;
  const { id: _, copyOf, parentId, spawnedBy, ...run } = head.run;
  const link = row.link === null ? undefined : (unpackJson(row.link) as { parentId: string; callId: string });
  const original = row.original ?? copyOf;
  const parent = parentId ?? link?.parentId;
  const spawned = spawnedBy ?? (link && { trajectoryId: link.parentId, callId: link.callId });
  return {
    head,
    trajectory: {
      id: storedId(row.id, row.suffix, head),
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

/** A run without its steps: as a list shows it, and what else is known of it. */
export interface RunHead extends TrajectorySummary {
  readonly sessionId?: string;
  /** Id of an earlier run with the same content. */
  readonly copyOf?: string;
  /** Every judgement, oldest first. */
  readonly outcomes: readonly OutcomeRecord[];
}

/** The head of a run. */
export function runHeadOf(row: HeadRow): RunHead {
  const { sessionId, copyOf, outcomes } = trajectoryOf(row).trajectory;
  return {
    ...summaryOf(row),
    ...(sessionId !== undefined && { sessionId }),
    ...(copyOf !== undefined && { copyOf }),
    outcomes,
  };
}

/** A run as a list shows it. A task without a text shows the first words a user said. */
export function summaryOf(row: HeadRow): TrajectorySummary {
  const { trajectory, head } = trajectoryOf(row);
  const { id, revision, source, task, agent, project, parentId, startedAt, endedAt, outcomes } = trajectory;
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
    ...(endedAt !== undefined && { endedAt }),
    outcome: outcomeOf(outcomes),
    steps: row.steps,
    tokens: row.tokens,
    revision,
  };
}
