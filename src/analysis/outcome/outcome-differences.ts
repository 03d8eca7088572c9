import { exactStratifiedTest } from '../../core/exact-stratified-test.ts';
import { falseDiscovery } from '../../core/false-discovery.ts';
import { rateDifference, type Interval } from '../../core/rate-interval.ts';
import type { Stratum } from '../../core/stratified-test.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { outcomeStrata, type StratumKind } from './outcome-strata.ts';
import { riskRatio } from './risk-ratio.ts';
import { withinStrata, type WithinStrata } from './within-strata.ts';

/** How many runs, and how many of them succeeded. */
export interface RunCount {
  readonly runs: number;
  readonly successes: number;
}

/** Success of runs that show a behavior against runs of the same tasks that do not. Differences of rates, −1…1. */
export interface OutcomeRow {
  readonly behavior: string;
  /** Runs that say something: of tasks (or groups) with runs both with and without. */
  readonly n: number;
  /** All runs that show it, comparable or not. */
  readonly with: RunCount;
  readonly without: RunCount;
  /** Mantel–Haenszel, within tasks. */
  readonly difference: number;
  /** 95%, between tasks. */
  readonly interval: Interval;
  /** Exact and two-sided. */
  readonly p: number;
  /** Over all rows. */
  readonly q: number;
  /** Rate of success with it over that without, within tasks; null where nobody succeeds on one side. */
  readonly ratio: { readonly ratio: number; readonly interval: Interval } | null;
  /** The same among runs of equal length; null when length tells who shows it. */
  readonly adjusted: {
    readonly for: readonly string[];
    readonly difference: number;
    readonly interval: Interval;
    readonly p: number;
    readonly q: number;
  } | null;
}

/** What {@link outcomeDifferences} found. */
export interface OutcomeDifferences {
  /** Runs of known outcome. */
  readonly runs: number;
  readonly successes: number;
  /** How many of them were compared with which. */
  readonly compared: Readonly<Partial<Record<StratumKind, number>>>;
  /** Largest differences first, those against success last. */
  readonly rows: readonly OutcomeRow[];
  /** Behaviors that occur, but never beside a run that could be compared. */
  readonly notCompared: readonly string[];
}

/**
 * Compares runs with and without each behavior within tasks, where possible of the same model, once as they are and once at equal length: a
 * behavior has more chances to occur in a long run, and long runs fail more often, which makes anything frequent look harmful. Length is
 * the logarithm of steps and of tokens, each with its square. What is found is association: a run's situation may cause both.
 */
export function outcomeDifferences({ alphabet, sequences }: SequenceSet): OutcomeDifferences {
  const { strata, tasks, kinds } = outcomeStrata(sequences);
  const outcome = Float64Array.from(sequences, ({ success }) => (success === true ? 1 : 0));
  const plain = { strata, clusters: tasks, outcome };
  const atLength = { ...plain, controls: lengthControls(sequences) };
  const showing = runsByCode(sequences, alphabet.length);
  const notCompared: string[] = [];
  const found = alphabet.flatMap((behavior, code) => {
    const exposure = exposureTo(sequences, showing[code]!, code);
    const tables = tablesOf(exposure, { strata, outcome });
    const within = withinStrata(plain, exposure);
    const counts = { with: countOf(exposure, 1, { strata, outcome }), without: countOf(exposure, 0, { strata, outcome }) };
    if (within === undefined) {
      if (counts.with.runs > 0) notCompared.push(behavior);
      return [];
    }
    const { difference, p, n } = exactStratifiedTest(tables);
    return [{ behavior, n, ...counts, difference, interval: plainInterval(within, tables), p, ratio: riskRatio(tables) ?? null, adjusted: withinStrata(atLength, exposure) }];
  });
  const qs = falseDiscovery(found.map(({ p }) => p));
  const adjustedQs = falseDiscovery(found.map(({ adjusted }) => adjusted?.p ?? 1));
  const rows = found.map(({ adjusted, ...row }, i): OutcomeRow => ({
    ...row,
    q: qs[i]!,
    adjusted:
      adjusted === undefined
        ? null
        : {
            for: ['steps', 'tokens'],
            difference: clip(adjusted.difference),
            interval: [clip(adjusted.interval[0]), clip(adjusted.interval[1])],
            p: adjusted.p,
            q: adjustedQs[i]!,
          },
  }));
  const compared: Partial<Record<StratumKind, number>> = {};
  for (const stratum of strata) if (stratum >= 0) compared[kinds[stratum]!] = (compared[kinds[stratum]!] ?? 0) + 1;
  return {
    runs: strata.reduce((sum, stratum) => sum + (stratum >= 0 ? 1 : 0), 0),
    successes: outcome.reduce((sum, value) => sum + value, 0),
    compared,
    rows: rows.sort((a, b) => b.difference - a.difference || (a.behavior < b.behavior ? -1 : 1)),
    notCompared,
  };
} // prettier-ignore

/** Logarithms of steps and of tokens, each with its square: what counts as the length of a run. */
export function lengthControls(runs: readonly { readonly steps: number; readonly tokens: number }[]): Float64Array[] {
  return (['steps', 'tokens'] as const).flatMap((measure) => {
    const length = Float64Array.from(runs, (run) => Math.log(1 + run[measure]));
    const mean = length.reduce((sum, value) => sum + value, 0) / Math.max(1, length.length);
    return [length, length.map((value) => (value - mean) ** 2)];
  });
}

/** Per code, the runs that show it, ascending. */
export function runsByCode(sequences: readonly BehaviorSequence[], codes: number): number[][] {
  const runs: number[][] = Array.from({ length: codes }, () => []);
  for (const [run, { codes: own }] of sequences.entries()) {
    for (const code of own) if (runs[code]!.at(-1) !== run) runs[code]!.push(run);
  }
  return runs;
}

/** Per run 1 or 0, and NaN where the behavior could not be observed. */
function exposureTo(sequences: readonly BehaviorSequence[], runs: readonly number[], code: number): Float64Array {
  const exposure = new Float64Array(sequences.length);
  for (const [run, { observed }] of sequences.entries()) if (observed?.[code] === 0) exposure[run] = NaN;
  for (const run of runs) exposure[run] = 1;
  return exposure;
}

interface Outcomes {
  readonly strata: Int32Array;
  readonly outcome: Float64Array;
}

function tablesOf(exposure: Float64Array, { strata, outcome }: Outcomes): Stratum[] {
  const tables = new Map<number, { -readonly [key in keyof Stratum]: number }>();
  for (const [run, value] of exposure.entries()) {
    const key = strata[run]!;
    if (key < 0 || Number.isNaN(value)) continue;
    const table = tables.get(key) ?? { withSuccess: 0, withFailure: 0, withoutSuccess: 0, withoutFailure: 0 };
    tables.set(key, table);
    if (value === 1) table[outcome[run] === 1 ? 'withSuccess' : 'withFailure']++;
    else table[outcome[run] === 1 ? 'withoutSuccess' : 'withoutFailure']++;
  }
  return [...tables.values()].filter(
    (table) => table.withSuccess + table.withFailure > 0 && table.withoutSuccess + table.withoutFailure > 0,
  );
}

function countOf(exposure: Float64Array, wanted: number, { strata, outcome }: Outcomes): RunCount {
  let runs = 0;
  let successes = 0;
  for (const [run, value] of exposure.entries()) {
    if (value !== wanted || strata[run]! < 0) continue;
    runs++;
    successes += outcome[run]!;
  }
  return { runs, successes };
}

/** Between tasks; where all are alike, so that their variance is none, that of the rates pooled over the comparable. */
function plainInterval({ interval, standardError, difference }: WithinStrata, tables: readonly Stratum[]): Interval {
  if (standardError > 1e-9) return [clip(interval[0]), clip(interval[1])];
  const sum = (key: keyof Stratum): number => tables.reduce((total, table) => total + table[key], 0);
  const [a, b, c, d] = [sum('withSuccess'), sum('withFailure'), sum('withoutSuccess'), sum('withoutFailure')];
  const [low, high] = rateDifference({ successes: a, trials: a + b }, { successes: c, trials: c + d }).interval;
  return [Math.min(low, difference), Math.max(high, difference)];
}

function clip(difference: number): number {
  return Math.max(-1, Math.min(1, difference));
}
