import { EthogramError } from '../core/ethogram-error.ts';
import type { BehaviorStatus, MinedBehavior } from '../behavior/behavior.ts';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { statementTokens } from '../mine/wording/state-behavior.ts';

/**
 * What may be done to a behavior, and from which statuses:
 *
 *   candidate ─┬─ approve ──► active ── retire ──► archived
 *   shadow ────┤                ▲                     │
 *   stale ─────┘                └────── approve ──────┘
 *
 * Retiring is possible from everywhere. Pinning and editing are not possible once archived; words that were edited go
 * back to candidate, since an approval holds for the words it was given to (their hash).
 */
export const LIFECYCLE = {
  approve: ['candidate', 'shadow', 'active', 'stale', 'archived'],
  retire: ['candidate', 'shadow', 'active', 'stale', 'archived'],
  pin: ['candidate', 'shadow', 'active', 'stale'],
  edit: ['candidate', 'shadow', 'active', 'stale'],
} as const satisfies Record<string, readonly BehaviorStatus[]>;

/** What a person may change about a behavior; absent fields stay, `''` removes `when` and `whenNot`. */
export interface BehaviorEdit {
  readonly name?: string;
  readonly instruction?: string;
  readonly when?: string;
  readonly whenNot?: string;
}

/** Makes a behavior active: from now on it is served. */
export function approveBehavior(behavior: MinedBehavior): MinedBehavior {
  check(behavior, 'approve');
  return { ...behavior, status: 'active' };
}

/** Takes a behavior out of service for good; it is unpinned and stays in the store with its evidence. */
export function retireBehavior(behavior: MinedBehavior): MinedBehavior {
  check(behavior, 'retire');
  const { pinned: _, ...rest } = behavior;
  return { ...rest, status: 'archived' };
}

/**
 * Pins a behavior: it is served whatever its status, and no automatic rule changes it.
 *
 * @throws EthogramError `bad-argument` when it is archived
 */
export function pinBehavior(behavior: MinedBehavior): MinedBehavior {
  check(behavior, 'pin');
  return { ...behavior, pinned: true };
}

/**
 * Changes a behavior's words: a new version with a new hash, a candidate again unless it is pinned. Words that do not
 * change leave it as it is.
 *
 * @throws EthogramError `bad-argument` when it is archived, a name is not `behavior_snake_case`, or an instruction is
 *   empty or more than one line
 */
export function editBehavior(
  behavior: MinedBehavior,
  { name, instruction, when, whenNot }: BehaviorEdit,
): MinedBehavior {
  check(behavior, 'edit');
  if (name !== undefined && !/^behavior_[\p{Ll}\p{N}]+(?:_[\p{Ll}\p{N}]+)*$/u.test(name)) {
    throw new EthogramError('bad-argument', `name: found ${JSON.stringify(name)}, expected behavior_snake_case`);
  }
  if (instruction !== undefined && (instruction.trim() === '' || /[\r\n]/.test(instruction))) {
    throw new EthogramError('bad-argument', 'instruction: expected one line of text');
  }
  const { when: oldWhen, whenNot: oldWhenNot, ...rest } = behavior;
  const newWhen = when ?? oldWhen;
  const newWhenNot = whenNot ?? oldWhenNot;
  const edited: MinedBehavior = {
    ...rest,
    ...(name !== undefined && { name }),
    ...(instruction !== undefined && { instruction: instruction.trim() }),
    ...(newWhen !== undefined && newWhen !== '' && { when: newWhen }),
    ...(newWhenNot !== undefined && newWhenNot !== '' && { whenNot: newWhenNot }),
  };
  const hash = behaviorHash(edited);
  if (hash === behavior.hash) return behavior;
  return {
    ...edited,
    hash,
    tokens: statementTokens(edited),
    version: behavior.version + 1,
    status: behavior.pinned === true ? behavior.status : 'candidate',
    parents: [...behavior.parents, { id: `${behavior.id}@${behavior.version}`, how: 'fixed' }],
  };
}

/**
 * What becomes of a stored behavior when mining finds it again: new support, evidence and effect. Its words follow mining
 * (as a new version) only while nobody has approved, pinned or edited it.
 *
 * @param stored - the behavior as it is in the store
 * @param mined - the same id, as just mined
 */
export function refreshBehavior(stored: MinedBehavior, mined: MinedBehavior): MinedBehavior {
  const untouched =
    (stored.status === 'candidate' || stored.status === 'stale') &&
    stored.pinned !== true &&
    stored.parents.every(({ how }) => how !== 'fixed');
  if (untouched && stored.worded?.of === mined.hash) return withWords(stored, mined);
  if (untouched) {
    return { ...mined, parents: stored.parents, version: stored.version + (mined.hash === stored.hash ? 0 : 1) };
  }
  const { status, pinned } = stored;
  return { ...withWords(stored, mined), status, ...(pinned !== undefined && { pinned }) };
}

/** What was mined, in the words that are stored. */
function withWords(stored: MinedBehavior, mined: MinedBehavior): MinedBehavior {
  const { name, instruction, when, whenNot, polarity, scope, version, hash, parents, tokens, worded, reflected } = stored;
  const { when: _when, whenNot: _whenNot, ...evidence } = mined;
  return {
    ...evidence,
    name,
    instruction,
    polarity,
    scope,
    version,
    hash,
    parents,
    tokens,
    ...(when !== undefined && { when }),
    ...(whenNot !== undefined && { whenNot }),
    ...(worded !== undefined && { worded }),
    ...(reflected !== undefined && { reflected }),
  };
} // prettier-ignore

function check({ id, status }: MinedBehavior, action: keyof typeof LIFECYCLE): void {
  const from: readonly BehaviorStatus[] = LIFECYCLE[action];
  if (from.includes(status)) return;
  throw new EthogramError(
    'bad-argument',
    `${id}: found status ${status}, expected ${from.join(', ')} to ${action} it`,
    {
      hint: `ethogram handbook approve ${id}`,
    },
  );
}
