import { corpusCalls, type CorpusCall } from './corpus-calls.ts';
import type { PlantedCorpus } from './planted-corpus.ts';
import type { FoundBehavior } from './score-planted.ts';

const MIN_SUPPORT = 0.03;
const MAX_LENGTH = 5;
// Patterns that are grown further, per length: the most frequent ones.
const BEAM = 400;

interface Pattern {
  readonly symbols: readonly string[];
  /** For each run that has it, the index of its earliest last call. */
  readonly ends: ReadonlyMap<number, number>;
}

/**
 * Baseline: PrefixSpan over call symbols, with any gaps and without variables: the closed patterns of 2–5 calls with the
 * highest support × length.
 *
 * @see Pei et al. 2001
 */
export function prefixSpan(corpus: PlantedCorpus, count: number): Omit<FoundBehavior, 'kind'>[] {
  const runs = corpusCalls(corpus);
  const least = Math.max(2, MIN_SUPPORT * runs.length);
  const all: Pattern[] = [];
  let level: Pattern[] = [{ symbols: [], ends: new Map(runs.map((_, run) => [run, -1])) }];
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const grown = level.flatMap((pattern) => growths(pattern, runs, least));
    level = grown
      .sort(byName)
      .sort((a, b) => b.ends.size - a.ends.size)
      .slice(0, BEAM);
    if (length > 1) all.push(...level);
  }
  const ranked = all.sort((a, b) => b.ends.size * b.symbols.length - a.ends.size * a.symbols.length || byName(a, b));
  const kept: Pattern[] = [];
  for (const pattern of ranked) {
    if (kept.length === count) break;
    if (!kept.some((other) => other.ends.size === pattern.ends.size && holds(other.symbols, pattern.symbols)))
      kept.push(pattern);
  }
  return kept.map(({ symbols, ends }) => ({
    name: symbols.join(' → '),
    occurrences: [...ends].map(([run, end]) => ({ run, steps: stepsOf(runs[run]!, symbols, end) })),
  }));
}

function growths({ symbols, ends }: Pattern, runs: readonly CorpusCall[][], least: number): Pattern[] {
  const next = new Map<string, Map<number, number>>();
  for (const [run, end] of ends) {
    const calls = runs[run]!;
    for (let i = end + 1; i < calls.length; i++) {
      const { symbol } = calls[i]!;
      const places = next.get(symbol) ?? new Map<number, number>();
      next.set(symbol, places);
      if (!places.has(run)) places.set(run, i);
    }
  }
  return [...next]
    .filter(([, places]) => places.size >= least)
    .map(([symbol, places]) => ({ symbols: [...symbols, symbol], ends: places }));
}

/** The latest calls before `end` that match, so that the window is short. */
function stepsOf(calls: readonly CorpusCall[], symbols: readonly string[], end: number): number[] {
  const steps: number[] = [];
  let wanted = symbols.length - 1;
  for (let i = end; i >= 0 && wanted >= 0; i--) {
    if (calls[i]!.symbol !== symbols[wanted]) continue;
    steps.unshift(calls[i]!.step);
    wanted--;
  }
  return steps;
}

function holds(longer: readonly string[], shorter: readonly string[]): boolean {
  let matched = 0;
  for (const symbol of longer) if (symbol === shorter[matched]) matched++;
  return longer.length > shorter.length && matched === shorter.length;
}

function byName(a: Pattern, b: Pattern): number {
  const [x, y] = [a.symbols.join(' '), b.symbols.join(' ')];
  return x < y ? -1 : x > y ? 1 : 0;
}
