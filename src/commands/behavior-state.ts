import type { MinedBehavior } from '../behavior/behavior.ts';
import { isHeld } from '../behavior/security/is-held.ts';
import { shorten } from '../chart/visible-text.ts';
import { approvalOf } from '../handbook/lifecycle.ts';

const QUOTE_LENGTH = 90;
const SHOWN_EVIDENCE = 20;

const UNSEEN = 'matcher: none (it cannot be seen in runs: ethogram detect and effects do not count it)';

/** Where a behavior stands, for people: status, whose approval, why it is held, where it comes from, its evidence by number. */
export function behaviorState(behavior: MinedBehavior): string[] {
  const {
    status,
    pinned,
    version,
    held = [],
    heldApproval,
    origin,
    parents,
    unseenSince,
    provenance,
    scope,
  } = behavior;
  const places = Object.entries(scope).flatMap(([of, names]) =>
    names === undefined ? [] : [`${of} ${names.join(', ')}`],
  );
  const descent = parents.filter(({ how }) => how !== 'fixed').map(({ id }) => id);
  return [
    `${status}${pinned === true ? ', pinned' : ''}, version ${version}${approvalText(behavior)}`,
    ...(behavior.matcher === undefined ? [UNSEEN] : []),
    ...(unseenSince === undefined ? [] : [`stale: not seen since ${unseenSince.slice(0, 10)}`]),
    ...(places.length > 0 ? [`only for ${places.join('; ')}`] : []),
    ...(origin === undefined ? [] : [[origin.how, ...(descent.length > 0 ? [`from ${descent.join(', ')}`] : []), ...(origin.from === undefined ? [] : [`(${origin.from})`])].join(' ')]), // prettier-ignore
    ...(isHeld(behavior) ? [] : held.map(({ reason, quote }) => `was held: ${reason} (“${quote}”)`)),
    ...(held.length > 0 && heldApproval !== undefined
      ? [`held words approved by ${heldApproval.by} on ${heldApproval.at.slice(0, 10)}${isHeld(behavior) ? ', for other words: void' : ''}`]
      : []),
    ...provenance
      .slice(0, SHOWN_EVIDENCE)
      .map(({ trajectoryId, at, quote }, i) => `${i + 1}. ${trajectoryId}, step ${at.step}: “${shorten(quote, QUOTE_LENGTH)}”`),
  ]; // prettier-ignore
}

function approvalText(behavior: MinedBehavior): string {
  const { approval } = behavior;
  if (approval === undefined) return '';
  const said = `approved by ${approval.by} on ${approval.at.slice(0, 10)}`;
  return approvalOf(behavior) === 'holds' ? `, ${said}` : `, ${said} for other words: void`;
}
