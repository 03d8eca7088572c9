import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { rateInterval, type Interval } from '../../core/rate-interval.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { TRAITS, TRAIT_CODES, type Trait } from './personality-items.ts';
import { STATED_HABITS } from './stated-habits.ts';

/** What was coded in one run, by `codebook/slug`. */
export interface CodedRates {
  /** Events per observed unit; absent where the run was not examined, or nothing could be observed. */
  readonly rates: ReadonlyMap<string, number>;
}

/** What an agent says of a habit, and what its runs show. */
export interface HabitComparison {
  readonly habit: string;
  readonly code: string;
  /** Mean over the answers, 0–1: in how many tasks it says that it does so. */
  readonly stated: number;
  readonly answers: number;
  /** Share of runs that show it, of those that were examined; undefined when none was. */
  readonly shown?: { readonly share: number; readonly interval: Interval; readonly runs: number };
}

/** Stated habits against coded ones: each, and whether those that are said to be frequent are. */
export interface SelfComparison {
  readonly habits: readonly HabitComparison[];
  /** Spearman's rank correlation over the habits that can be compared; undefined with fewer than three, or without spread. */
  readonly correlation?: number;
}

/**
 * Holds what agents say of their habits against the runs they said it in.
 *
 * @param runs - with each run's stated habits by field, 0–100
 */
export function compareHabits(
  runs: readonly (CodedRates & { readonly stated: Readonly<Record<string, unknown>> })[],
): SelfComparison {
  const habits = STATED_HABITS.flatMap(({ field, code }): HabitComparison[] => {
    const stated = runs.map((run) => run.stated[field]).filter((value) => typeof value === 'number');
    if (stated.length === 0) return [];
    const coded = runs.flatMap(({ rates }) => (rates.has(code) ? [rates.get(code)! > 0] : []));
    const showing = coded.filter(Boolean).length;
    const shown = { share: showing / coded.length, interval: rateInterval(showing, coded.length), runs: coded.length };
    const said = stated.map((value) => Math.min(100, Math.max(0, value)) / 100);
    return [{ habit: field, code, stated: mean(said), answers: said.length, ...(coded.length > 0 && { shown }) }];
  });
  const both = habits.flatMap(({ stated, shown }) => (shown === undefined ? [] : [[stated, shown.share] as const]));
  const correlation = both.length < 3 ? undefined : rankCorrelation(both);
  return { habits, ...(correlation !== undefined && { correlation }) };
}

/** A scale over all answers. */
export interface TraitSummary {
  readonly trait: Trait;
  readonly answers: number;
  /** 1–5. */
  readonly mean: number;
  /** Standard deviation between answers; 0 with one. */
  readonly deviation: number;
  /** The codes it should show in: rank correlation of score and rate over runs, times the sign that is expected. */
  readonly codes: readonly { readonly code: string; readonly runs: number; readonly correlation?: number; readonly interval?: Interval }[];
} // prettier-ignore

/** Fewer runs say nothing about a correlation. */
const FEWEST_RUNS = 5;

/** Stated traits over runs, and whether runs with a higher score show more of what the trait should show in. */
export function compareTraits(
  runs: readonly (CodedRates & { readonly scores: Partial<Record<Trait, number>> })[],
): TraitSummary[] {
  return TRAITS.flatMap((trait): TraitSummary[] => {
    const scores = runs.flatMap(({ scores: own }) => own[trait] ?? []);
    if (scores.length === 0) return [];
    const centre = mean(scores);
    const deviation = scores.length < 2 ? 0 : Math.sqrt(scores.reduce((sum, score) => sum + (score - centre) ** 2, 0) / (scores.length - 1)); // prettier-ignore
    const codes = TRAIT_CODES.filter((link) => link.trait === trait).map(({ code, sign }) => {
      const pairs = runs.flatMap(({ scores: own, rates }) => {
        const [score, rate] = [own[trait], rates.get(code)];
        return score === undefined || rate === undefined ? [] : [[score, sign * rate] as const];
      });
      const correlation = pairs.length < FEWEST_RUNS ? undefined : rankCorrelation(pairs);
      if (correlation === undefined) return { code, runs: pairs.length };
      const [interval] = bootstrapIntervals(pairs, (sample) => [rankCorrelation(sample)]);
      return { code, runs: pairs.length, correlation, ...(interval !== undefined && { interval }) };
    });
    return [{ trait, answers: scores.length, mean: centre, deviation, codes }];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
