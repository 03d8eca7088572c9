import type { BehaviorKind } from '../behavior/behavior.ts';

// How often each kind comes up in the order of the handbook: a workflow has a turn three times as often as a warning.
const TURN: Readonly<Record<BehaviorKind, number>> = {
  workflow: 1,
  repair: 1.5,
  preference: 1.5,
  strategy: 2,
  fact: 2,
  warning: 3,
};

/**
 * Lets the kinds take turns, each in its own order: bits of sequences, tokens of repairs and effects of warnings do not
 * compare.
 */
export function inTurns<T extends { readonly kind: BehaviorKind }>(behaviors: readonly T[]): T[] {
  const turns = new Map<BehaviorKind, number>();
  return behaviors
    .map((behavior, order) => {
      const turn = (turns.get(behavior.kind) ?? 0) + TURN[behavior.kind];
      turns.set(behavior.kind, turn);
      return { behavior, turn, order };
    })
    .sort((a, b) => a.turn - b.turn || a.order - b.order)
    .map(({ behavior }) => behavior);
}
