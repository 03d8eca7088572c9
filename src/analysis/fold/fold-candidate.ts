import { answeredCalls } from '../../behavior/call/answered-calls.ts';
import { jsonObjectIn } from '../../core/json.ts';
import type { Step } from '../../trajectory/trajectory.ts';
import { foldKeyText, foldValue, type FoldKey } from './fold-key.ts';

/** A key that runs could be folded by. */
export interface FoldCandidate {
  readonly key: FoldKey;
  /** Calls that have a value of it, and runs with such calls. */
  readonly calls: number;
  readonly runs: number;
  /** Values of all runs, each counted once per run. */
  readonly strands: number;
  /** Distinct values over all runs. */
  readonly values: number;
}

interface Tally {
  calls: number;
  runs: number;
  strands: number;
  readonly values: Set<string>;
}

// Longer values are text, not names of things.
const LONGEST = 80;
const MOST_VALUES = 100_000;
const MOST_FIELDS = 1_000;

/**
 * Counts, run by run, what calls are about: files, and every argument whose values name things. Where the same values come in
 * most runs, an argument is a setting and not a thing.
 */
export function startFoldKeys(): { add(steps: readonly Step[]): void; candidates(): FoldCandidate[] } {
  const tallies = new Map<string, Tally>();
  return {
    add(steps) {
      const own = new Map<string, { calls: number; values: Set<string> }>();
      const note = (name: string, value: string): void => {
        const known = own.get(name) ?? { calls: 0, values: new Set<string>() };
        known.calls++;
        known.values.add(value);
        own.set(name, known);
      };
      for (const { call } of answeredCalls(steps)) {
        const file = foldValue({ by: 'file' }, call);
        if (file !== undefined) note('file', file);
        for (const [field, value] of Object.entries(jsonObjectIn(call.argumentsText) ?? {})) {
          if ((typeof value === 'string' || typeof value === 'number') && isName(String(value))) note(`argument:${field}`, String(value)); // prettier-ignore
        }
      }
      for (const [name, { calls, values }] of own) {
        if (!tallies.has(name) && tallies.size >= MOST_FIELDS) continue;
        const tally = tallies.get(name) ?? { calls: 0, runs: 0, strands: 0, values: new Set<string>() };
        tally.calls += calls;
        tally.runs++;
        tally.strands += values.size;
        if (tally.values.size < MOST_VALUES) for (const value of values) tally.values.add(value);
        tallies.set(name, tally);
      }
    },
    candidates() {
      return [...tallies]
        .map(([name, { calls, runs, strands, values }]): FoldCandidate => {
          const key: FoldKey = name === 'file' ? { by: 'file' } : { by: 'argument', name: name.slice('argument:'.length) };
          return { key, calls, runs, strands, values: values.size };
        })
        .filter(({ runs, values, strands }) => runs === 1 || (values >= runs / 4 && values >= strands / 8))
        .sort((a, b) => gain(b) - gain(a) || (foldKeyText(a.key) < foldKeyText(b.key) ? -1 : 1));
    },
  };
} // prettier-ignore

/** A number of few digits is an amount, a text with spaces a sentence. */
function isName(value: string): boolean {
  return value.length > 1 && value.length <= LONGEST && !/\s/.test(value) && !/^-?\d{1,3}(?:\.\d+)?$/.test(value);
}

/** Calls that need not be told by themselves, and in how many runs. */
function gain({ runs, calls, strands }: FoldCandidate): number {
  return runs * (calls - strands);
}
