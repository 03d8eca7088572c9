import { estimateTokens } from '../../core/estimate-tokens.ts';
import { learnCode } from './learn-code.ts';
import type { Corpus } from '../digest/corpus.ts';
import { crossRunBits, taskFolds } from './task-folds.ts';
import type { Phrase } from '../workflow/find-occurrences.ts';

/** How much of unseen runs a handbook of a given size explains, beside simpler ways to spend the same tokens. */
export interface Coverage {
  readonly budgetTokens: number;
  /**
   * 1 − (bits to write the held-out runs with the behaviors, stating them included) / (bits with an order-1 model of the
   * same symbols); both learned from the other runs. 0 when nothing is held out; negative when stating costs more.
   */
  readonly heldOut: number;
  readonly baselines: Readonly<Record<string, number>>;
}

/** A phrase and what stating it costs in a prompt, in tokens. */
export interface StatedPhrase {
  readonly phrase: Phrase;
  readonly tokens: number;
}

const MAX_REPEAT = 8;
const MAX_SYMBOLS = 6000;
// Three in four: stating what does not pay costs little, so that certainty is not asked for.
const ONE_SIDED_Z75 = 0.674;

/**
 * Measures phrases on held-out runs. The phrases are taken in order while they fit into the budget, and so are those of the baselines
 * `frequent-trigrams` (the most frequent three symbols in a row) and `longest-repeats` (the longest stretches, up to
 * eight symbols, that two runs have in common). A phrase is used only if, beside those used before, it will likely pay for
 * itself, judged by the learned runs alone (each task described by what was learned from others).
 */
export function measureCoverage(
  corpus: Corpus,
  phrases: readonly StatedPhrase[],
  { budgetTokens }: { budgetTokens: number },
): Coverage {
  const { fragments, heldOut, lexicon } = corpus;
  const learned = fragments.filter((_, run) => !heldOut[run]).map(({ symbols }) => symbols);
  const unseen = fragments.filter((_, run) => heldOut[run]).map(({ symbols }) => symbols);
  const plain = learnCode(learned, lexicon.size);
  const base = total(plain, unseen);
  const folds = taskFolds(corpus, { maxSymbols: MAX_SYMBOLS });
  const plainCrossed = crossRunBits(folds, lexicon.size, []);
  const covered = (stated: readonly StatedPhrase[]): number => {
    if (base === 0) return 0;
    const paying: Phrase[] = [];
    let before = plainCrossed;
    for (const phrase of withinBudget(stated, budgetTokens)) {
      // What others say already does not pay twice.
      const crossed = crossRunBits(folds, lexicon.size, [...paying, phrase]);
      const gains = before.map((bits, run) => bits - crossed[run]!);
      if (likelyGained(gains, unseen.length) <= plain.statement(phrase)) continue;
      paying.push(phrase);
      before = crossed;
    }
    const model = learnCode(learned, lexicon.size, paying);
    const stating = paying.reduce((bits, phrase) => bits + model.statement(phrase), 0);
    return 1 - (total(model, unseen) + stating) / base;
  };
  const state = (symbols: readonly number[]): StatedPhrase => ({
    phrase: { elements: symbols.map((symbol) => [symbol]), maxGap: 0 },
    tokens: estimateTokens(symbols.map((symbol) => lexicon.word(symbol)).join(' → ')),
  });
  return {
    budgetTokens,
    heldOut: covered(phrases),
    baselines: {
      'frequent-trigrams': covered(repeats(learned, [3]).slice(0, 200).map(state)),
      'longest-repeats': covered(longestFirst(repeats(learned, lengths(3, MAX_REPEAT))).map(state)),
    },
  };
}

/** What `n` runs will gain at least, three times in four, if they gain like these. */
function likelyGained(gains: readonly number[], n: number): number {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1);
  return n * mean - ONE_SIDED_Z75 * Math.sqrt(variance * n);
}

function total(model: { bits(symbols: Int32Array): number }, runs: readonly Int32Array[]): number {
  return runs.reduce((bits, symbols) => bits + model.bits(symbols), 0);
}

function withinBudget(stated: readonly StatedPhrase[], budget: number): Phrase[] {
  let spent = 0;
  return stated
    .filter(({ tokens }) => (spent + tokens <= budget ? ((spent += tokens), true) : false))
    .map(({ phrase }) => phrase);
}

function lengths(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Stretches of the given lengths that stand in at least two runs, most frequent first. */
function repeats(runs: readonly Int32Array[], sizes: readonly number[]): number[][] {
  const found = new Map<string, { stretch: number[]; n: number; run: number; runs: number }>();
  for (const [run, symbols] of runs.entries()) {
    for (const size of sizes) {
      for (let i = 0; i + size <= symbols.length; i++) {
        const stretch = symbols.subarray(i, i + size);
        const key = stretch.join(' ');
        const known = found.get(key);
        if (known === undefined) found.set(key, { stretch: [...stretch], n: 1, run, runs: 1 });
        else {
          known.n++;
          if (known.run !== run) known.runs++;
          known.run = run;
        }
      }
    }
  }
  return [...found]
    .filter(([, { runs: inRuns }]) => inRuns >= 2)
    .sort(([a, x], [b, y]) => y.n - x.n || (a < b ? -1 : 1))
    .map(([, { stretch }]) => stretch);
}

function longestFirst(stretches: readonly number[][]): number[][] {
  return stretches.toSorted((a, b) => b.length - a.length).slice(0, 200);
}
