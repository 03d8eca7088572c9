import type { Phrase } from '../phrase.ts';
import type { Order1 } from './order1.ts';

const WINDOW = 5;
// A phrase has two elements and, as often as not, one more; an alternative one time in four.
const ALTERNATIVE = 0.25;

/**
 * How many bits it takes to state a phrase to somebody who knows the learned runs: how long it is, whether gaps are allowed, and
 * each element and alternative by a mixture of guesses: how common it is, how often it follows the element before at
 * once, and how much more often than by chance within five symbols.
 *
 * @param runs - the learned runs
 */
export function statementCode(runs: readonly Int32Array[], order1: Order1): (phrase: Phrase) => number {
  const follow = followers(runs, order1);
  const chanceOf = (symbol: number, before: number | undefined): number => {
    const common = order1.share(symbol);
    if (before === undefined) return (common + follow.first(symbol)) / 2;
    return (common + order1.chance(before, symbol) + follow.chance(before, symbol)) / 3;
  };
  return ({ elements }) => {
    let bits = 1 + (elements.length - 1);
    for (const [k, alternatives] of elements.entries()) {
      const before = k === 0 ? undefined : elements[k - 1]![0];
      let left = 1;
      for (const [n, symbol] of alternatives.entries()) {
        const chance = chanceOf(symbol, before);
        // None is named twice, and their order says nothing.
        bits -= Math.log2(chance / Math.max(left, chance)) + Math.log2(n + 1) + Math.log2(n > 0 ? ALTERNATIVE : 1);
        left -= chance;
      }
      bits -= Math.log2(1 - ALTERNATIVE);
    }
    return bits;
  };
}

/** Who follows whom more often than by chance. */
function followers(
  runs: readonly Int32Array[],
  order1: Order1,
): { first(symbol: number): number; chance(before: number, symbol: number): number } {
  const seen = new Map<number, Map<number, number>>();
  const times = new Map<number, number>();
  for (const symbols of runs) {
    for (let i = 0; i < symbols.length; i++) {
      const before = symbols[i]!;
      times.set(before, (times.get(before) ?? 0) + 1);
      const row = seen.get(before) ?? new Map<number, number>();
      seen.set(before, row);
      for (let j = i + 1; j <= i + WINDOW && j < symbols.length; j++) {
        if (!symbols.subarray(i + 1, j).includes(symbols[j]!)) row.set(symbols[j]!, (row.get(symbols[j]!) ?? 0) + 1);
      }
    }
  }
  const totals = new Map<number, number>();
  let all = 0;
  for (const [before, row] of seen) {
    let total = 0;
    for (const [symbol, n] of row) {
      const more = Math.max(0, n - times.get(before)! * (1 - (1 - order1.share(symbol)) ** WINDOW));
      row.set(symbol, more);
      total += more;
    }
    totals.set(before, total);
    all += total;
  }
  return {
    first: (symbol) => (totals.get(symbol) ?? 0) / Math.max(all, 1e-9),
    chance: (before, symbol) => (seen.get(before)?.get(symbol) ?? 0) / Math.max(totals.get(before) ?? 0, 1e-9),
  };
}
