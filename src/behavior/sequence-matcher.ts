import type { RunSymbol } from './run-symbols.ts';

/** A pattern over a run's symbols. */
export interface SequencePattern {
  /** Each a symbol, or alternatives separated by ` | `, or a prefix ending in `*`. */
  readonly symbols: readonly string[];
  /** How many other symbols may stand between two. */
  readonly maxGap: number;
}

/** Finds a {@link SequencePattern} in a run that is read symbol by symbol. */
export interface SequenceMatcher {
  /** Returns the symbols of an occurrence that this one completes; occurrences do not overlap. */
  next(symbol: RunSymbol): readonly RunSymbol[] | undefined;
}

interface Partial {
  readonly matched: readonly RunSymbol[];
  /** Index in the run of the last matched symbol. */
  readonly at: number;
}

/**
 * Starts matching. Of all ways to have matched the first *k* symbols only the one that ends last is kept: it is the one
 * that leaves the most room for the next, so every occurrence's end is found at the first place where there is one, at
 * `symbols.length` comparisons per symbol read.
 */
export function sequenceMatcher({ symbols, maxGap }: SequencePattern): SequenceMatcher {
  const tests = symbols.map(symbolTest);
  let partials: (Partial | undefined)[] = [];
  let at = -1;
  return {
    next(symbol) {
      at++;
      // From long to short, so that one symbol is not used twice.
      for (let k = tests.length - 1; k >= 0; k--) {
        if (!tests[k]!(symbol.symbol)) continue;
        const before = k === 0 ? { matched: [], at: at - 1 } : partials[k - 1];
        if (before === undefined || at - before.at - 1 > maxGap) continue;
        const matched = [...before.matched, symbol];
        if (k === tests.length - 1) {
          partials = [];
          return matched;
        }
        partials[k] = { matched, at };
      }
      return undefined;
    },
  };
}

function symbolTest(pattern: string): (symbol: string) => boolean {
  const alternatives = pattern.split('|').map((alternative) => alternative.trim());
  const exact = new Set(alternatives.filter((alternative) => !alternative.endsWith('*')));
  const prefixes = alternatives.filter((alternative) => alternative.endsWith('*')).map((prefix) => prefix.slice(0, -1));
  return (symbol) => exact.has(symbol) || prefixes.some((prefix) => symbol.startsWith(prefix));
}
