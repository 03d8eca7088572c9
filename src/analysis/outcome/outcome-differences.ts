import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { clipDifference, compareExposed, type ExposedComparison } from './compare-exposed.ts';
import { agentControls, comparedKinds, outcomeStrata, type StratumKind } from './outcome-strata.ts';
import { withinStrata } from './within-strata.ts';

/** Success of runs that show a behavior against runs of the same tasks that do not, the interval between tasks. */
export interface OutcomeRow extends ExposedComparison {
  readonly behavior: string;
  /** Over all rows. */
  readonly q: number;
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
  /** Strongest evidence first. */
  readonly rows: readonly OutcomeRow[];
  /** Behaviors that occur, but beside too few runs without them in the same stratum to tell anything. */
  readonly notCompared: readonly string[];
}

/**
 * Compares runs with and without each behavior within tasks, where possible of the same model, once as they are and once at equal length: a
 * behavior has more chances to occur in a long run, and long runs fail more often, which makes anything frequent look harmful. Length is
 * the logarithm of steps and of tokens, each with its square; where runs of different models are compared, those of equal length are also of
 * the same model. What is found is association: a run's situation may cause both.
 */
export function outcomeDifferences({ alphabet, sequences }: SequenceSet): OutcomeDifferences {
  const { strata, tasks, kinds } = outcomeStrata(sequences);
  const outcome = Float64Array.from(sequences, ({ success }) => (success === true ? 1 : 0));
  const plain = { strata, clusters: tasks, outcome };
  const agents = agentControls(sequences, strata);
  const atLength = { ...plain, controls: [...lengthControls(sequences), ...agents] };
  const showing = runsByCode(sequences, alphabet.length);
  const notCompared: string[] = [];
  const found = alphabet.flatMap((behavior, code) => {
    const exposure = exposureTo(sequences, showing[code]!, code);
    const comparison = compareExposed(plain, exposure);
    if (comparison === undefined) {
      if (showing[code]!.some((run) => strata[run]! >= 0)) notCompared.push(behavior);
      return [];
    }
    return [{ behavior, ...comparison, adjusted: withinStrata(atLength, exposure) }];
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
            for: ['steps', 'tokens', ...(agents.length > 0 ? ['model'] : [])],
            difference: clipDifference(adjusted.difference),
            interval: [clipDifference(adjusted.interval[0]), clipDifference(adjusted.interval[1])],
            p: adjusted.p,
            q: adjustedQs[i]!,
          },
  }));
  return {
    runs: strata.reduce((sum, stratum) => sum + (stratum >= 0 ? 1 : 0), 0),
    successes: outcome.reduce((sum, value, run) => sum + (strata[run]! >= 0 ? value : 0), 0),
    compared: comparedKinds(strata, kinds),
    rows: rows.sort((a, b) => a.p - b.p || b.n - a.n || (a.behavior < b.behavior ? -1 : 1)),
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
