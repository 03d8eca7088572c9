import type { SymbolPair } from './symbol-pairs.ts';

/** A sequence of symbols that recurs, with the runs and tasks it recurs in. */
export interface Sequence {
  readonly symbols: readonly number[];
  readonly runs: number;
  readonly tasks: number;
  /** Occurrences that end in different places. */
  readonly occurrences: number;
}

/** What to grow from: one entry per run, arrays run parallel. */
export interface SequenceInput {
  readonly sequences: readonly Int32Array[];
  /** Task number of each run. */
  readonly tasks: Int32Array;
  readonly pairs: readonly SymbolPair[];
}

const MAX_SEQUENCES = 4000;
const all = (): boolean => true;
const none = (): boolean => false;

/**
 * Frequent gapped sequences, grown symbol by symbol (as PrefixSpan does) but only along pairs that belong together, so
 * that what is merely frequent never starts to grow. Of two sequences of which one contains the other, the shorter is
 * dropped when the longer one has at least 90% of its runs (nearly closed).
 *
 * @returns in order of symbols; at least `minRuns` runs of at least `minTasks` tasks, 2 to `maxLength` symbols
 * @see Pei et al. 2001 (PrefixSpan); Wang & Han 2004 (BIDE) for closedness
 */
export function growSequences(
  { sequences, tasks, pairs }: SequenceInput,
  {
    maxGap = 4,
    minRuns = 2,
    minTasks = 2,
    minConfidence = 0.2,
    maxLength = 7,
    mayStart = all,
    keep = all,
    always = none,
  }: {
    /** Which symbols a sequence may begin with. */
    mayStart?: (symbol: number) => boolean;
    /** Which sequences count; others only grow. */
    keep?: (symbols: readonly number[]) => boolean;
    /** Which sequences stay although a longer one has nearly all of their runs. */
    always?: (symbols: readonly number[]) => boolean;
    maxGap?: number;
    minRuns?: number;
    minTasks?: number;
    /** A symbol is added only when it follows in at least this share of the runs. */
    minConfidence?: number;
    maxLength?: number;
  } = {},
): Sequence[] {
  const followers = new Map<number, Set<number>>();
  for (const { first, second } of pairs) followers.set(first, (followers.get(first) ?? new Set()).add(second));
  const found: Sequence[] = [];

  const grow = (symbols: readonly number[], ends: Ends, runs: number): void => {
    if (symbols.length >= maxLength || found.length >= MAX_SEQUENCES) return;
    const next = followers.get(symbols.at(-1)!);
    if (next === undefined) return;
    const extended = extend(sequences, ends, next, maxGap);
    for (const symbol of [...extended.keys()].sort((a, b) => a - b)) {
      const places = extended.get(symbol)!;
      const support = supportOf(places, tasks);
      if (support.runs < Math.max(minRuns, minConfidence * runs) || support.tasks < minTasks) continue;
      const longer = [...symbols, symbol];
      if (keep(longer)) found.push({ symbols: longer, ...support, occurrences: places.length / 2 });
      grow(longer, places, support.runs);
    }
  };

  for (const first of [...followers.keys()].filter(mayStart).sort((a, b) => a - b)) {
    const ends: number[] = [];
    for (const [run, sequence] of sequences.entries()) {
      for (let i = 0; i < sequence.length; i++) if (sequence[i] === first) ends.push(run, i);
    }
    grow([first], ends, supportOf(ends, tasks).runs);
  }
  return nearlyClosed(found, always);
}

/** Where occurrences end, flat: run, index, run, index…; in order. */
type Ends = readonly number[];

function extend(
  sequences: readonly Int32Array[],
  ends: Ends,
  next: ReadonlySet<number>,
  maxGap: number,
): Map<number, number[]> {
  const extended = new Map<number, number[]>();
  for (let k = 0; k < ends.length; k += 2) {
    const run = ends[k]!;
    const sequence = sequences[run]!;
    const limit = Math.min(sequence.length - 1, ends[k + 1]! + maxGap + 1);
    for (let i = ends[k + 1]! + 1; i <= limit; i++) {
      const symbol = sequence[i]!;
      if (!next.has(symbol) || sequence.subarray(ends[k + 1]! + 1, i).includes(symbol)) continue;
      let places = extended.get(symbol);
      if (places === undefined) extended.set(symbol, (places = []));
      // Two starts that reach the same end are one occurrence.
      if (places.at(-1) !== i || places.at(-2) !== run) places.push(run, i);
    }
  }
  return extended;
}

function supportOf(ends: Ends, tasks: Int32Array): { runs: number; tasks: number } {
  const runs = new Set<number>();
  const seen = new Set<number>();
  for (let k = 0; k < ends.length; k += 2) {
    runs.add(ends[k]!);
    seen.add(tasks[ends[k]!]!);
  }
  return { runs: runs.size, tasks: seen.size };
}

const CLOSED_SHARE = 0.9;

function nearlyClosed(found: readonly Sequence[], always: (symbols: readonly number[]) => boolean): Sequence[] {
  const kept = found.filter(
    (short) =>
      always(short.symbols) ||
      !found.some(
        (long) =>
          long.symbols.length > short.symbols.length &&
          long.runs >= CLOSED_SHARE * short.runs &&
          contains(long.symbols, short.symbols),
      ),
  );
  return kept.sort((a, b) => compareSymbols(a.symbols, b.symbols));
}

/** Whether `short` is a subsequence of `long`. */
function contains(long: readonly number[], short: readonly number[]): boolean {
  let matched = 0;
  for (const symbol of long) if (symbol === short[matched]) matched++;
  return matched === short.length;
}

function compareSymbols(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
