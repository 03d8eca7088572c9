import { isDeepStrictEqual } from 'node:util';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { BehaviorChange, BehaviorRevision } from './behavior-store.ts';
import { retireBehavior } from './lifecycle.ts';

// What people decide, and undoing brings back. What was counted in runs stays as it is now: runs may have been forgotten since.
const DECIDED = [
  'name', 'instruction', 'when', 'whenNot', 'kind', 'polarity', 'scope', 'status', 'pinned', 'hash', 'tokens',
  'worded', 'approval', 'heldApproval', 'origin', 'unseenSince',
] as const satisfies readonly (keyof MinedBehavior)[]; // prettier-ignore
// Changes that count runs, and decide nothing by themselves.
const COUNTING: ReadonlySet<string> = new Set(['mined', 'refined']);

// Changes that make sense for all that they touch only; so does taking them back.
const JOINT: ReadonlySet<string> = new Set(['merged', 'split', 'undone']);

/** The histories of all behaviors, by id, oldest first. */
export type Histories = ReadonlyMap<string, readonly BehaviorRevision[]>;

/** What undoing comes to. */
export interface Undone {
  /** The behaviors as they are to be, in order of id. */
  readonly changed: readonly MinedBehavior[];
  /** What was taken back. */
  readonly change: BehaviorChange;
}

/**
 * Takes the last change of a behavior back; undoing is itself a change that can be undone. Of what it was merged or split from
 * or into in that change, each comes back too. What first brought it into the handbook is taken back by retiring it.
 *
 * @param id - of a behavior that is there; without it the last change that was made by hand, with all that it touched
 * @throws EthogramError `bad-argument` when there is nothing to undo, or something else was changed since
 */
export function undoChange(histories: Histories, id?: string): Undone {
  const last = id === undefined ? lastByHand(histories) : lastOf(histories, id);
  if (last === undefined) {
    throw new EthogramError(
      'bad-argument',
      `undo: found no change${id === undefined ? ' made by hand' : ` of ${id}`}, expected one`,
      {
        hint: id === undefined ? 'ethogram handbook list' : `ethogram handbook history ${id}`,
      },
    );
  }
  const touched = [...histories].flatMap(([other, history]) => {
    const index = history.findLastIndex((revision) => isSameChange(revision, last));
    return index < 0 ? [] : [{ id: other, history, index }];
  });
  const isJoint = id === undefined || JOINT.has(last.action);
  const parts = isJoint ? touched : touched.filter((one) => one.id === id);
  return {
    changed: parts.map(({ history, index }) => backFrom(history, index)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    change: last,
  };
}

/**
 * A behavior as a revision of its history had it: words, scope, status, pin and approval. What was counted stays as it is
 * now, and the version goes on, so that each names the same words forever.
 *
 * @param number - 1-based, as `history` lists them
 * @throws EthogramError `bad-argument`
 */
export function restoreRevision(history: readonly BehaviorRevision[], number: number): MinedBehavior {
  const revision = history[number - 1];
  const now = history.at(-1)!.behavior;
  if (revision === undefined) {
    throw new EthogramError('bad-argument', `--to: found ${number}, expected 1 to ${history.length}`, {
      hint: `ethogram handbook history ${now.id}`,
    });
  }
  return restored(now, revision.behavior);
}

function restored(now: MinedBehavior, then: MinedBehavior): MinedBehavior {
  const behavior: Record<string, unknown> = { ...now };
  for (const field of [...DECIDED, 'parents'] as const) {
    if (then[field] === undefined) delete behavior[field];
    else behavior[field] = then[field];
  }
  return { ...(behavior as unknown as MinedBehavior), version: now.version + (now.hash === then.hash ? 0 : 1) };
}

function backFrom(history: readonly BehaviorRevision[], index: number): MinedBehavior {
  const now = history.at(-1)!.behavior;
  if (!isSameDecision(now, history[index]!.behavior)) {
    const since = history.slice(index + 1).findLast(({ action }) => !COUNTING.has(action));
    throw new EthogramError(
      'bad-argument',
      `${now.id}: found it ${since?.action ?? 'changed'} since, expected nothing newer`,
      {
        hint: `ethogram handbook history ${now.id}; then undo ${now.id} --to N brings any state back`,
      },
    );
  }
  const before = history[index - 1];
  if (before !== undefined) return restored(now, before.behavior);
  if (now.status !== 'archived') return retireBehavior(now);
  throw new EthogramError(
    'bad-argument',
    `${now.id}: found nothing before it was ${history[0]!.action}, expected a change`,
  );
}

/** The change that made a behavior what it is. */
function lastOf(histories: Histories, id: string): BehaviorChange | undefined {
  const history = histories.get(id) ?? [];
  const now = history.at(-1)?.behavior;
  if (now === undefined) return undefined;
  let index = history.length - 1;
  while (index > 0 && isSameDecision(history[index - 1]!.behavior, now)) index--;
  return history[index];
}

function lastByHand(histories: Histories): BehaviorChange | undefined {
  return [...histories.values()]
    .flatMap((history) => history.filter(({ action }) => !COUNTING.has(action)))
    .reduce<BehaviorChange | undefined>(
      (last, one) => (last === undefined || one.at >= last.at ? one : last),
      undefined,
    );
}

function isSameChange(a: BehaviorChange, b: BehaviorChange): boolean {
  return a.action === b.action && a.at === b.at && a.by === b.by;
}

function isSameDecision(a: MinedBehavior, b: MinedBehavior): boolean {
  return DECIDED.every((field) => isDeepStrictEqual(a[field], b[field]));
}
