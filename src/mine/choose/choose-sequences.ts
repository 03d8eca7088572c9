import type { Candidate } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { statementTokens } from '../wording/state-behavior.ts';
import { openRunCode } from './run-code.ts';
import { stateBest } from './state-best.ts';

/** A sequence that pays for being stated. */
export interface PayingSequence {
  readonly candidate: Candidate;
  /** Tokens of the runs that it explains, beside those chosen before it: their share in bits of all that there is to say. */
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
  const items = candidates.map((candidate) => ({ candidate, phrase: candidate.phrase!, tokens: statementTokens(candidate) }));
  const { chosen } = stateBest(code, items, { tasks: code.learnedTasks });
  let tokens = 0;
  for (const fragment of corpus.fragments) tokens += fragment.tokens.reduce((sum, n) => sum + n, 0);
  return chosen.map(({ item, expectedBits }) => ({
    candidate: item.candidate,
    tokens: (expectedBits / code.learnedBits) * tokens,
  }));
}
