import type { Phrase } from '../phrase.ts';

const MAX_REPEAT = 8;
const MAX_GAP = 4;
const MAX_GROWN = 4;
// More than could be stated in any budget that is measured.
const MAX_PHRASES = 60;

/**
 * Simpler ways to find sequences, to compare with: the most frequent three symbols in a row; the longest stretches, up to
 * eight symbols, that two runs have in common; and the most frequent sequences of two to four symbols with gaps (as
 * PrefixSpan finds them).
 *
 * @returns at most 60 phrases of each, best first
 */
export function coverageBaselines(runs: readonly Int32Array[]): Readonly<Record<string, readonly Phrase[]>> {
  const adjacent = (symbols: readonly number[]): Phrase => ({ elements: symbols.map((symbol) => [symbol]), maxGap: 0 });
  const lengths = Array.from({ length: MAX_REPEAT - 2 }, (_, i) => i + 3);
  return {
    'frequent-trigrams': repeats(runs, [3]).slice(0, MAX_PHRASES).map(adjacent),
    'longest-repeats': repeats(runs, lengths)
      .sort((a, b) => b.length - a.length)
      .slice(0, MAX_PHRASES)
      .map(adjacent),
    'frequent-with-gaps': gapped(runs).map((symbols) => ({
      elements: symbols.map((symbol) => [symbol]),
      maxGap: MAX_GAP,
    })),
  };
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

interface Grown {
  readonly symbols: readonly number[];
  /** The places where it ends, by run. */
  readonly ends: Map<number, Set<number>>;
}

/** Sequences with gaps by the number of runs they are in; of each length only the most frequent grow on. */
function gapped(runs: readonly Int32Array[]): (readonly number[])[] {
  let level: Grown[] = [{ symbols: [], ends: new Map() }];
  const found: { symbols: readonly number[]; runs: number }[] = [];
  for (let length = 1; length <= MAX_GROWN; length++) {
    const next: Grown[] = [];
    for (const { symbols, ends } of level) {
      const longer = new Map<number, Grown>();
      const extend = (run: number, at: number): void => {
        const symbol = runs[run]![at]!;
        let known = longer.get(symbol);
        if (known === undefined) longer.set(symbol, (known = { symbols: [...symbols, symbol], ends: new Map() }));
        const places = known.ends.get(run);
        if (places === undefined) known.ends.set(run, new Set([at]));
        else places.add(at);
      };
      for (const [run, sequence] of runs.entries()) {
        if (length === 1) for (let at = 0; at < sequence.length; at++) extend(run, at);
        for (const end of ends.get(run) ?? [])
          for (let at = end + 1; at <= end + 1 + MAX_GAP && at < sequence.length; at++) extend(run, at);
      }
      next.push(...longer.values());
    }
    level = next
      .filter(({ ends }) => ends.size >= 2)
      .sort((a, b) => b.ends.size - a.ends.size || (a.symbols.join(' ') < b.symbols.join(' ') ? -1 : 1))
      .slice(0, MAX_PHRASES);
    if (length > 1) found.push(...level.map(({ symbols, ends }) => ({ symbols, runs: ends.size })));
  }
  return found
    .sort(
      (a, b) =>
        b.runs - a.runs || b.symbols.length - a.symbols.length || (a.symbols.join(' ') < b.symbols.join(' ') ? -1 : 1),
    )
    .slice(0, MAX_PHRASES)
    .map(({ symbols }) => symbols);
}
