import { jsonObjectIn } from '../../core/json.ts';
import { argumentAt } from './argument-at.ts';
import type { ElementCondition } from '../codebook.ts';
import type { RunSymbol } from './run-symbols.ts';

/** A pattern over a run's symbols. */
export interface SequencePattern {
  /** Each a symbol, or alternatives separated by ` | `, or a prefix ending in `*`. */
  readonly symbols: readonly string[];
  /** How many other symbols may stand between two. */
  readonly maxGap: number;
  /** What else must be true of elements. */
  readonly where?: readonly ElementCondition[];
}

/** Finds a {@link SequencePattern} in a run that is read symbol by symbol. */
export interface SequenceMatcher {
  /**
   * Returns the symbols of an occurrence that this one completes; occurrences do not overlap.
   *
   * @param textOf - the text of the part that the symbol stands for, read only for conditions; without it none holds
   */
  next(symbol: RunSymbol, textOf?: () => string): readonly RunSymbol[] | undefined;
  /** Whether a text holds what the first element must say; false when that may be anything. */
  opens(text: string): boolean;
}

/** Starts matching; see {@link gapMatcher}. */
export function sequenceMatcher({ symbols, maxGap, where = [] }: SequencePattern): SequenceMatcher {
  const tests = symbols.map(symbolTest);
  const conditions = symbols.map((_, k) => where.filter(({ element }) => element === k));
  let text = (): string => '';
  const next = gapMatcher<RunSymbol>({
    length: symbols.length,
    maxGap,
    fits: (symbol, k) => tests[k]!(symbol.symbol) && conditions[k]!.every((condition) => holds(condition, text())),
  });
  return {
    next(symbol, textOf = () => '') {
      text = textOf;
      return next(symbol);
    },
    opens: (said) => conditions[0]!.length > 0 && conditions[0]!.every((condition) => holds(condition, said)),
  };
}

/**
 * Matches `length` elements in order with at most `maxGap` items between two: a function to call with each item of a run, which
 * returns the items of an occurrence that this one completes; occurrences do not overlap. Mining counts with it what
 * detection finds with it.
 *
 * Of all ways to have matched the first *k* elements only the one that ends last is kept: it is the one that leaves the most room
 * for the next, so every occurrence's end is found at the first place where there is one, at `length` comparisons per item.
 *
 * @param options.fits - whether an item may stand for element `k`
 */
export function gapMatcher<T>({
  length,
  maxGap,
  fits,
}: {
  readonly length: number;
  readonly maxGap: number;
  readonly fits: (item: T, k: number) => boolean;
}): (item: T) => readonly T[] | undefined {
  let partials: ({ readonly matched: readonly T[]; readonly at: number } | undefined)[] = [];
  let at = -1;
  return (item) => {
    at++;
    // From long to short, so that one item is not used twice.
    for (let k = length - 1; k >= 0; k--) {
      const before = k === 0 ? { matched: [], at: at - 1 } : partials[k - 1];
      if (before === undefined || at - before.at - 1 > maxGap || !fits(item, k)) continue;
      const matched = [...before.matched, item];
      if (k === length - 1) {
        partials = [];
        return matched;
      }
      partials[k] = { matched, at };
    }
    return undefined;
  };
}

// What is told stands in the first lines of a result, or is no remark.
const MAX_TEXT = 20_000;

function holds({ says, arguments: wanted }: ElementCondition, whole: string): boolean {
  const text = whole.slice(0, MAX_TEXT);
  if (says !== undefined) {
    const readings = [plainSpaces(text), plainSpaces(unescaped(text))];
    if (!says.some((pieces) => readings.some((reading) => inOrder(pieces, reading)))) return false;
  }
  if (wanted === undefined) return true;
  const values = jsonObjectIn(text);
  if (values === undefined) return false;
  return Object.entries(wanted).every(([field, value]) => {
    const found = argumentAt(values, field);
    return found !== undefined && (value === '*' || found === value);
  });
}

function plainSpaces(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function inOrder(pieces: readonly string[], plain: string): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = plain.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** What JSON within a text says: `\\n` is a line's end. */
function unescaped(text: string): string {
  return text.includes('\\')
    ? text
        .replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
        .replace(/\\[nrt]/g, ' ')
        .replace(/\\(.)/g, '$1')
    : text;
}

function symbolTest(pattern: string): (symbol: string) => boolean {
  const alternatives = pattern.split('|').map((alternative) => alternative.trim());
  const exact = new Set(alternatives.filter((alternative) => !alternative.endsWith('*')));
  const prefixes = alternatives.filter((alternative) => alternative.endsWith('*')).map((prefix) => prefix.slice(0, -1));
  return (symbol) => exact.has(symbol) || prefixes.some((prefix) => symbol.startsWith(prefix));
}
