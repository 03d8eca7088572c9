import { ppois } from 'lib-r-math.js';
import { falseDiscovery } from '../../core/false-discovery.ts';

/** A pair of symbols where the second follows the first more often than chance would have it. */
export interface SymbolPair {
  readonly first: number;
  readonly second: number;
  /** How many occurrences of the first have the second within the window. */
  readonly observed: number;
  /** The same number, expected if every run's symbols stood in random order. */
  readonly expected: number;
  readonly q: number;
}

const MAX_Q = 0.05;
const MIN_LIFT = 1.5;

/**
 * Pairs of symbols that belong together: within each run (never across runs) it is counted how often `second` stands at
 * most `maxGap` symbols after `first`, against what a random order of that run's own symbols would give. Three windows
 * are tried (next, next but one, all); the surest counts, and all are paid for in the false discovery rate.
 *
 * @param sequences - symbol ids, one array per run
 * @returns pairs with q ≤ 0.05 and at least 1.5 times as many as expected, by `first`, then `second`
 * @see Bakeman & Quera 2011, ch. 5, for pooling within sequences; Benjamini & Hochberg 1995 for q
 */
export function symbolPairs(sequences: readonly Int32Array[], { maxGap = 4 }: { maxGap?: number } = {}): SymbolPair[] {
  const windows = [...new Set([1, 2, maxGap + 1])].filter((window) => window <= maxGap + 1);
  const tallies = new Map<number, Tally>();
  let size = 1;
  for (const sequence of sequences) for (const symbol of sequence) size = Math.max(size, symbol + 1);
  const vocabulary = new Set<number>();
  for (const sequence of sequences) {
    const counts = new Map<number, number>();
    for (const symbol of sequence) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    for (const symbol of counts.keys()) vocabulary.add(symbol);
    countObserved(sequence, windows, size, tallies);
    for (const [first, n] of counts) {
      for (const [second, m] of counts) {
        const others = first === second ? m - 1 : m;
        if (others === 0) continue;
        const tally = tallyOf(tallies, first * size + second, windows.length);
        for (const [k, window] of windows.entries())
          tally.expected[k]! += n * chanceWithin(sequence.length, others, window);
      }
    }
  }
  return significant(tallies, { size, tested: vocabulary.size ** 2 * windows.length });
}

interface Tally {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
}

function tallyOf(tallies: Map<number, Tally>, key: number, windows: number): Tally {
  let tally = tallies.get(key);
  if (tally === undefined) {
    tally = { observed: new Float64Array(windows), expected: new Float64Array(windows) };
    tallies.set(key, tally);
  }
  return tally;
}

function countObserved(
  sequence: Int32Array,
  windows: readonly number[],
  size: number,
  tallies: Map<number, Tally>,
): void {
  const reach = windows.at(-1)!;
  for (let i = 0; i < sequence.length; i++) {
    const first = sequence[i]!;
    for (let distance = 1; distance <= reach && i + distance < sequence.length; distance++) {
      const second = sequence[i + distance]!;
      if (sequence.subarray(i + 1, i + distance).includes(second)) continue;
      const { observed } = tallyOf(tallies, first * size + second, windows.length);
      for (const [k, window] of windows.entries()) if (distance <= window) observed[k]! += 1;
    }
  }
}

/** Chance that at least one of `others` symbols, in random places, stands in the `window` places after a random place. */
function chanceWithin(length: number, others: number, window: number): number {
  const missing = 1 - others / (length - 1);
  const whole = Math.max(0, length - window);
  let sum = whole * (1 - missing ** window);
  for (let room = 1; room < Math.min(window, length); room++) sum += 1 - missing ** room;
  return sum / length;
}

function significant(
  tallies: ReadonlyMap<number, Tally>,
  { size, tested }: { size: number; tested: number },
): SymbolPair[] {
  const best = [...tallies]
    .map(([key, { observed, expected }]) => {
      let surest = { p: 1, k: 0 };
      for (let k = 0; k < observed.length; k++) {
        const p = observed[k]! < 2 ? 1 : ppois(observed[k]! - 1, expected[k]!, false);
        if (p < surest.p && observed[k]! >= MIN_LIFT * expected[k]!) surest = { p, k };
      }
      return { key, p: surest.p, observed: observed[surest.k]!, expected: expected[surest.k]! };
    })
    .sort((a, b) => a.key - b.key);
  // Pairs never seen together were tested too, with p = 1.
  const scale = Math.max(1, tested / Math.max(1, best.length));
  const q = falseDiscovery(best.map(({ p }) => Math.min(1, p * scale)));
  return best
    .map(({ key, observed, expected }, i) => ({
      first: Math.floor(key / size),
      second: key % size,
      observed,
      expected,
      q: q[i]!,
    }))
    .filter((pair) => pair.q <= MAX_Q);
}
