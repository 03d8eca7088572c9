import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Behavior } from '../../behavior/behavior.ts';

/** A behavior as it is put before an agent: `name: instruction`, with when and when not. */
export function stateBehavior({
  name,
  instruction,
  when,
  whenNot,
}: Pick<Behavior, 'name' | 'instruction' | 'when' | 'whenNot'>): string {
  const conditions = [
    ...(when === undefined ? [] : [` When: ${when}.`]),
    ...(whenNot === undefined ? [] : [` Not when: ${whenNot}.`]),
  ];
  return `${name}: ${instruction}${conditions.join('')}`;
}

/** What {@link stateBehavior} costs, in tokens (estimate). */
export function statementTokens(behavior: Pick<Behavior, 'name' | 'instruction' | 'when' | 'whenNot'>): number {
  return estimateTokens(stateBehavior(behavior));
}
