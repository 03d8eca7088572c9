import type { Candidate } from '../candidate.ts';
import { chooseSequences } from './choose-sequences.ts';
import type { Corpus } from '../digest/corpus.ts';
import { inTurns } from './in-turns.ts';
import { sameBehavior, placed, type Placed } from './same-behavior.ts';

// More than a person reads through is no handbook.
const MAX_KEPT = 30;

/**
 * Chooses the behaviors worth keeping, best first: sequences by description length (see {@link chooseSequences}), the
 * others in the order their miners gave. Near-duplicates go. The kinds take turns (see {@link inTurns}).
 *
 * @param candidates - of each kind in its own order of merit (sequences in any)
 * @returns at most 30
 */
export function chooseBehaviors(corpus: Corpus, candidates: readonly Candidate[]): Candidate[] {
  const sequences = chooseSequences(
    corpus,
    candidates.filter(({ phrase }) => phrase !== undefined),
  );
  const kept: Placed[] = [];
  for (const candidate of inTurns([...sequences, ...candidates.filter(({ phrase }) => phrase === undefined)])) {
    if (kept.length === MAX_KEPT) break;
    const next = placed(candidate);
    if (!kept.some((other) => sameBehavior(other, next))) kept.push(next);
  }
  return kept.map(({ candidate }) => candidate);
}
