import type { BehaviorKind } from '../behavior/behavior.ts';
import type { Candidate } from './candidate.ts';
import { chooseSequences } from './choose-sequences.ts';
import type { Corpus } from './corpus.ts';
import { sameBehavior, placed, type Placed } from './same-behavior.ts';

const MAX_KEPT = 40;
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
 * Chooses the behaviors worth keeping, best first: sequences by description length (see {@link chooseSequences}), the
 * others in the order their miners gave. Near-duplicates go. The kinds take turns, since bits of sequences and tokens of
 * repairs do not compare.
 *
 * @param candidates - of each kind in its own order of merit (sequences in any)
 * @returns at most 40
 */
export function chooseBehaviors(corpus: Corpus, candidates: readonly Candidate[]): Candidate[] {
  const sequences = chooseSequences(
    corpus,
    candidates.filter(({ phrase }) => phrase !== undefined),
  );
  const turns = new Map<BehaviorKind, number>();
  const kept: Placed[] = [];
  const inTurn = [...sequences, ...candidates.filter(({ phrase }) => phrase === undefined)]
    .map((candidate, order) => {
      const turn = (turns.get(candidate.kind) ?? 0) + TURN[candidate.kind];
      turns.set(candidate.kind, turn);
      return { candidate, turn, order };
    })
    .sort((a, b) => a.turn - b.turn || a.order - b.order);
  for (const { candidate } of inTurn) {
    if (kept.length === MAX_KEPT) break;
    const next = placed(candidate);
    if (!kept.some((other) => sameBehavior(other, next))) kept.push(next);
  }
  return kept.map(({ candidate }) => candidate);
}
