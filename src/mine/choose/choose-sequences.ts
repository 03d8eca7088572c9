import type { Candidate } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { statementTokens } from '../wording/state-behavior.ts';
import { openRunCode } from './run-code.ts';
import { stateBest } from './state-best.ts';

/** A sequence that pays for being stated. */
export interface PayingSequence {
  readonly candidate: Candidate;
  /** Tokens of its occurrences that it explains, beside those chosen before it: as great a share of them as of their bits. */
  readonly tokens: number;
}

/**
 * Chooses sequences by description length: always the one that shortens the description of runs of *other tasks* most,
 * beside those chosen before, as long as it surely saves more than stating it takes. The description knows how common
 * each act and each value is, but nothing of order: to an agent that has not seen these runs, "after a comes b" is news,
 * even where a model of pairs foresees it.
 *
 * @param candidates - that have a phrase
 * @returns in the order of being chosen
 */
export function chooseSequences(corpus: Corpus, candidates: readonly Candidate[]): PayingSequence[] {
  if (candidates.length === 0) return [];
  const code = openRunCode(corpus, { ordered: false });
  const items = candidates.map((candidate) => ({
    candidate,
    phrase: candidate.phrase!,
    tokens: statementTokens(candidate),
  }));
  const { chosen } = stateBest(code, items, { tasks: code.learnedTasks });
  const all = corpus.fragments.reduce((sum, { symbols }) => sum + symbols.length, 0);
  return chosen.map(({ item: { candidate, phrase }, expectedBits }) => {
    const places = candidate.occurrences.length * phrase.elements.length;
    const share = (expectedBits * all) / (code.learnedBits * places);
    const tokens = candidate.occurrences.reduce((sum, occurrence) => sum + occurrence.tokens, 0);
    return { candidate, tokens: Math.min(1, share) * tokens };
  });
}
