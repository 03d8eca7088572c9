import { EthogramError } from '../core/ethogram-error.ts';
import type { BehaviorStatus, MinedBehavior } from '../behavior/behavior.ts';
import { isHeld } from '../behavior/security/is-held.ts';
import { behaviorHash } from '../mine/wording/behavior-hash.ts';
import { statementTokens } from '../mine/wording/state-behavior.ts';

/** Who can bring a behavior from one status to another. A policy is a rule that a person has carried out. */
export type LifecycleActor = 'person' | 'mining' | 'policy';

/** What may be done to a behavior: in which statuses, by whom, and what status it has then. */
export interface Transition {
  readonly from: readonly BehaviorStatus[];
  readonly to: BehaviorStatus | 'as it was';
  readonly by: readonly LifecycleActor[];
}

const LIVING = ['candidate', 'shadow', 'active', 'stale'] as const;

/**
 * The life of a behavior; what is not in this table cannot happen.
 *
 *              ┌───────────────── edit ◄──────────────┐
 *              ▼                                      │
 *   mine ─► candidate ── try ──► shadow ── approve ─► active ── retire ─► archived
 *            │    ▲                 ▲                 │   ▲                  │
 *      lose, │    │ find            └── try (cap) ────┤   └──── approve ─────┘
 *        age ▼    │                                   │
 *            stale ◄────────────── age ───────────────┘
 *
 * Only active and pinned ones are served. What is pinned no policy and no mining moves.
 */
export const LIFECYCLE = {
  /** Its words may be served, from now on. */
  approve: { from: [...LIVING, 'archived'], to: 'active', by: ['person'] },
  /** Kept and counted, not served; where there are too many, the weakest ones get there. */
  try: { from: ['candidate', 'active', 'stale', 'shadow'], to: 'shadow', by: ['person', 'policy'] },
  /** Not seen for long although runs went on. */
  age: { from: ['candidate', 'shadow', 'active'], to: 'stale', by: ['policy'] },
  /** Not found any more by mining that looked for it. */
  lose: { from: ['candidate'], to: 'stale', by: ['mining'] },
  /** Found again: a candidate, or active where its words are still those that were approved. */
  find: { from: ['stale'], to: 'candidate', by: ['mining'] },
  /** Out of service for good, merged into another, or split up. */
  retire: { from: [...LIVING, 'archived'], to: 'archived', by: ['person', 'mining'] },
  /** Served whatever its status. */
  pin: { from: LIVING, to: 'as it was', by: ['person'] },
  unpin: { from: LIVING, to: 'as it was', by: ['person'] },
  /** Other words, which nobody has approved. */
  edit: { from: LIVING, to: 'candidate', by: ['person'] },
} as const satisfies Record<string, Transition>;

/** What may be done to a behavior: the rows of {@link LIFECYCLE}. */
export type LifecycleAction = keyof typeof LIFECYCLE;

/** Who decides, and when; ISO 8601. */
export interface Decided {
  readonly by: string;
  readonly at: string;
}

/** What a person may change about a behavior; absent fields stay, `''` removes `when` and `whenNot`. */
export interface BehaviorEdit {
  readonly name?: string;
  readonly instruction?: string;
  readonly when?: string;
  readonly whenNot?: string;
}

/** A behavior after an action of {@link LIFECYCLE}, which may be done to it as it is. @throws EthogramError `bad-argument` */
export function moveBehavior(behavior: MinedBehavior, action: LifecycleAction): MinedBehavior {
  requireMove(behavior, action);
  const { to } = LIFECYCLE[action];
  const { unseenSince: _, ...rest } = behavior;
  return to === 'as it was' ? behavior : { ...rest, status: to };
}

/**
 * Makes a behavior active: from now on it is served. The approval is bound to the hash of the words it is given to.
 *
 * @param decided.held - approves words that are held too, whose reasons whoever decides has read
 * @throws EthogramError `held`
 */
export function approveBehavior(
  behavior: MinedBehavior,
  { held = false, by, at }: Decided & { readonly held?: boolean },
): MinedBehavior {
  const approval = { hash: behavior.hash, by, at };
  return {
    ...moveBehavior(admitted(behavior, approval, { held, to: 'approve' }), 'approve'),
    approval,
  };
}

/** Whether a person approved a behavior, and its words are still those. `before` it was kept who did, it was made active. */
export function approvalOf({ approval, hash, status }: MinedBehavior): 'none' | 'holds' | 'void' | 'before' {
  if (approval === undefined) return status === 'active' ? 'before' : 'none';
  return approval.hash === hash ? 'holds' : 'void';
}

/** Takes a behavior out of service for good; it is unpinned and stays in the store with its evidence. */
export function retireBehavior(behavior: MinedBehavior): MinedBehavior {
  const { pinned: _, ...rest } = moveBehavior(behavior, 'retire');
  return rest;
}

/**
 * Pins a behavior: it is served whatever its status, and no automatic rule changes it.
 *
 * @param decided.held - as of {@link approveBehavior}
 * @throws EthogramError `bad-argument` when it is archived; `held`
 */
export function pinBehavior(
  behavior: MinedBehavior,
  { held = false, by, at }: Decided & { readonly held?: boolean },
): MinedBehavior {
  const approval = { hash: behavior.hash, by, at };
  return { ...moveBehavior(admitted(behavior, approval, { held, to: 'pin' }), 'pin'), pinned: true };
}

/** Takes a pin out again. */
export function unpinBehavior(behavior: MinedBehavior): MinedBehavior {
  const { pinned: _, ...rest } = moveBehavior(behavior, 'unpin');
  return rest;
}

/**
 * Changes a behavior's words: a new version with a new hash, a candidate again, since an approval holds for the words it was
 * given to. A pin stays. Words that do not change leave it as it is.
 *
 * @throws EthogramError `bad-argument` when it is archived, a name is not `behavior_snake_case`, or a text is empty or more
 *   than one line
 */
export function editBehavior(behavior: MinedBehavior, edit: BehaviorEdit): MinedBehavior {
  requireMove(behavior, 'edit');
  const edited = withEdit(behavior, edit);
  if (edited.hash === behavior.hash) return behavior;
  return {
    ...moveBehavior(edited, 'edit'),
    version: behavior.version + 1,
    parents: [...behavior.parents, { id: `${behavior.id}@${behavior.version}`, how: 'fixed' }],
  };
}

/**
 * A behavior in the words of an edit, with their hash and cost, and nothing else changed.
 *
 * @throws EthogramError `bad-argument`
 */
export function withEdit(behavior: MinedBehavior, { name, instruction, ...edit }: BehaviorEdit): MinedBehavior {
  if (name !== undefined && !/^behavior_[\p{Ll}\p{Lo}\p{N}]+(?:_[\p{Ll}\p{Lo}\p{N}]+)*$/u.test(name)) {
    throw new EthogramError('bad-argument', `name: found ${JSON.stringify(name)}, expected behavior_snake_case`);
  }
  if (instruction?.trim() === '') throw new EthogramError('bad-argument', 'instruction: expected one line of text');
  for (const [field, text = ''] of Object.entries({ instruction, ...edit })) {
    if (/[\r\n\u2028\u2029]/.test(text)) {
      throw new EthogramError('bad-argument', `${field}: expected one line of text`);
    }
  }
  const { when: oldWhen, whenNot: oldWhenNot, ...rest } = behavior;
  const [when = '', whenNot = ''] = [edit.when ?? oldWhen, edit.whenNot ?? oldWhenNot];
  const edited: MinedBehavior = {
    ...rest,
    ...(name !== undefined && { name }),
    ...(instruction !== undefined && { instruction: instruction.trim() }),
    ...(when !== '' && { when }),
    ...(whenNot !== '' && { whenNot }),
  };
  return { ...edited, hash: behaviorHash(edited), tokens: statementTokens(edited) };
}

/** Refuses words that are held, unless whoever decides has read why. */
function admitted(
  behavior: MinedBehavior,
  approval: Required<Pick<MinedBehavior, 'approval'>>['approval'],
  { held, to }: { readonly held: boolean; readonly to: LifecycleAction },
): MinedBehavior {
  if (!isHeld(behavior)) return behavior;
  if (held) return { ...behavior, heldApproval: approval };
  const reasons = behavior.held!.map(({ reason, quote }) => `${reason} (“${quote}”)`);
  throw new EthogramError('held', `${behavior.id}: found words that are held: ${reasons.join('; ')}`, {
    hint: `who has read them and still wants it: ethogram handbook ${to} ${behavior.id} --held`,
  });
}

function requireMove({ id, status }: MinedBehavior, action: LifecycleAction): void {
  const from: readonly BehaviorStatus[] = LIFECYCLE[action].from;
  if (from.includes(status)) return;
  throw new EthogramError(
    'bad-argument',
    `${id}: found status ${status}, expected ${from.join(', ')} to ${action} it`,
    { hint: `ethogram handbook approve ${id}` },
  );
}
