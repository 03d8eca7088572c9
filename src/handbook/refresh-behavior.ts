import type { MinedBehavior } from '../behavior/behavior.ts';
import { approvalOf, moveBehavior } from './lifecycle.ts';

/**
 * What becomes of a stored behavior when mining finds it again: new support, evidence and effect. Its words follow mining
 * (as a new version) only while nobody has approved, pinned or edited it. A stale one comes back, but one that went stale for
 * not having been seen for long only when it was seen since.
 *
 * @param stored - the behavior as it is in the store
 * @param mined - the same id, as just mined
 */
export function refreshBehavior(stored: MinedBehavior, mined: MinedBehavior): MinedBehavior {
  const now = found(stored, mined);
  const { status, pinned, unseenSince } = now;
  if (!isUntouched(stored) || stored.worded?.of === mined.hash) {
    return {
      ...withWords(stored, mined),
      status,
      ...(pinned !== undefined && { pinned }),
      ...(unseenSince !== undefined && { unseenSince }),
    };
  }
  const { held, heldApproval, approval } = stored;
  const isSame = mined.hash === stored.hash;
  return {
    ...mined,
    status,
    parents: stored.parents,
    version: stored.version + (isSame ? 0 : 1),
    ...(unseenSince !== undefined && { unseenSince }),
    // What the words are suspected of is judged where they are written; the same words are suspected of the same.
    ...(isSame && held !== undefined && { held }),
    ...(heldApproval !== undefined && { heldApproval }),
    ...(approval !== undefined && { approval }),
  };
}

/** Whether no person has approved, pinned or edited it. */
function isUntouched(behavior: MinedBehavior): boolean {
  return (
    (behavior.status === 'candidate' || behavior.status === 'stale') &&
    behavior.pinned !== true &&
    approvalOf(behavior) !== 'holds' &&
    behavior.parents.every(({ how }) => how !== 'fixed')
  );
}

function found(stored: MinedBehavior, mined: MinedBehavior): MinedBehavior {
  if (stored.status !== 'stale') return stored;
  if (stored.unseenSince !== undefined && (mined.seen?.last ?? '') <= stored.unseenSince) return stored;
  const back = moveBehavior(stored, 'find');
  return approvalOf(stored) === 'holds' ? { ...back, status: 'active' } : back;
}

/** What was mined, in the words that are stored, with what was decided about them. */
function withWords(stored: MinedBehavior, mined: MinedBehavior): MinedBehavior {
  const { name, instruction, when, whenNot, polarity, scope, version, hash, parents, tokens } = stored;
  const { worded, reflected, held, heldApproval, approval, origin } = stored;
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
    ...(held !== undefined && { held }),
    ...(heldApproval !== undefined && { heldApproval }),
    ...(approval !== undefined && { approval }),
    ...(origin !== undefined && { origin }),
  };
}
