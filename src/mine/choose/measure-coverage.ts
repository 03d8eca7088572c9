import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Phrase } from '../phrase.ts';
import { coverageBaselines } from './coverage-baselines.ts';
import { openRunCode } from './run-code.ts';
import { stateBest, type Statable } from './state-best.ts';

/** How much of unseen runs a handbook of a given size explains, beside simpler ways to spend the same tokens. */
export interface Coverage {
  readonly budgetTokens: number;
  /**
   * 1 − (bits to write the held-out runs with the behaviors, stating them included) / (bits with an order-1 model of the
   * same symbols); both learned from the other runs. What is written are acts and the values of their arguments. 0 when
   * nothing is held out, or nothing pays; negative when what was stated did not pay after all.
   */
  readonly heldOut: number;
  /** The same for frequent trigrams, longest repeats and frequent sequences with gaps, none of which has variables. */
  readonly baselines: Readonly<Record<string, number>>;
}

/**
 * Measures behaviors that are sequences on held-out runs. Which of them are stated, within the budget, is judged by the
 * learned runs alone (see {@link stateBest}), for the baselines as for the behaviors.
 *
 * @param options.values - false: only acts are written, not the values of their arguments
 * @param options.baselines - false: without them
 */
export function measureCoverage(
  corpus: Corpus,
  phrases: readonly Statable[],
  {
    budgetTokens,
    values = true,
    baselines: withBaselines = true,
  }: { budgetTokens: number; values?: boolean; baselines?: boolean },
): Coverage {
  if (budgetTokens === 0) return { budgetTokens, heldOut: 0, baselines: {} };
  const { lexicon } = corpus;
  const covered = (stated: readonly Statable[], variables: boolean): number => {
    const code = openRunCode(corpus, { values });
    if (code.unseenBits === 0 || stated.length === 0) return 0;
    const { savedBits, statingBits } = stateBest(code, stated, { budgetTokens, variables });
    return (savedBits - statingBits) / code.unseenBits;
  };
  const statable = (phrase: Phrase): Statable => ({
    phrase,
    tokens: estimateTokens(phrase.elements.map(([symbol]) => lexicon.word(symbol!)).join(' → ')),
  });
  // Trying one takes as long as trying a behavior: of each baseline's best as many as would fill the budget twice.
  const affordable = (found: readonly Phrase[]): Statable[] => {
    let tokens = 0;
    return found.map(statable).filter((item) => (tokens += item.tokens) <= 2 * budgetTokens);
  };
  const baselines = withBaselines ? coverageBaselines(openRunCode(corpus, { values: false }).learned) : {};
  return {
    budgetTokens,
    heldOut: covered(phrases, true),
    baselines: Object.fromEntries(
      Object.entries(baselines).map(([name, found]) => [name, covered(affordable(found), false)]),
    ),
  };
}
