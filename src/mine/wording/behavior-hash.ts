import { contentKey } from '../../core/content-key.ts';
import type { Behavior } from '../../behavior/behavior.ts';
import type { Json } from '../../core/json.ts';
import type { Candidate } from '../candidate.ts';

/** What an approval binds to: the 12-digit hash of a behavior's words, kind, polarity and scope. */
export function behaviorHash(
  behavior: Pick<Behavior, 'name' | 'instruction' | 'when' | 'whenNot' | 'kind' | 'polarity' | 'scope'>,
): string {
  const { name, instruction, when, whenNot, kind, polarity, scope } = behavior;
  const words: { [key: string]: Json } = { name, instruction, kind, polarity };
  if (when !== undefined) words['when'] = when;
  if (whenNot !== undefined) words['whenNot'] = whenNot;
  const { tasks, tools, projects, models } = scope;
  words['scope'] = Object.fromEntries(
    Object.entries({ tasks, tools, projects, models }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, [...value]]],
    ),
  );
  return contentKey(words);
}

/**
 * A mined behavior's id: `b_` and ten digits of the hash of what it is (its kind, and how it is seen in a run), so that
 * mining again after more runs gives the same behavior the same id even if it is worded better.
 */
export function behaviorId({
  kind,
  matcher,
  rule,
  name,
}: Pick<Candidate, 'kind' | 'matcher' | 'rule' | 'name'>): string {
  const seen: { [key: string]: Json } = { kind };
  if (rule !== undefined) seen['rule'] = rule;
  if (matcher?.sequence !== undefined) seen['sequence'] = [...matcher.sequence.symbols];
  const cue = matcher?.cues?.[0]?.pattern;
  if (cue !== undefined) seen['cue'] = cue;
  // What is repaired, known or wasted is in the name; the matcher sees no more than the calls.
  if (kind !== 'workflow' && kind !== 'strategy' && rule === undefined) seen['name'] = name;
  return `b_${contentKey(seen, 10)}`;
}
