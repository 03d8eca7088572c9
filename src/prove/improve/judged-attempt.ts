import { chanceOfNone } from '../../core/pass-at-k.ts';
import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import type { Interval } from '../../core/rate-interval.ts';

/** An attempt as the measures see it. */
export interface JudgedAttempt {
  /** What it answered, in the form in which equal answers are equal. */
  readonly answer: string;
  readonly right: boolean;
  /** What the model itself says of it, without having been told: 1 right, 0 wrong, 0.5 unclear; undefined when not asked. */
  readonly self?: number;
}

/**
 * How many distinct answers `k` attempts drawn without replacement from these hold, on average: comparable between lists of
 * different length.
 *
 * @see Hurlbert 1971, rarefaction
 */
export function distinctAnswers(attempts: readonly JudgedAttempt[], k: number): number {
  const counts = new Map<string, number>();
  for (const { answer } of attempts) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const n = attempts.length;
  return [...counts.values()].reduce((sum, count) => sum + 1 - chanceOfNone(n, count, Math.min(k, n)), 0);
}

/**
 * The chance that two wrong attempts at the same task give different answers, pooled over pairs, 0–1: how wide is still
 * searched where nothing was found. Undefined where no task has two wrong attempts.
 */
export function wrongAnswersDiffer(tasks: readonly (readonly JudgedAttempt[])[]): number | undefined {
  let [differing, pairs] = [0, 0];
  for (const attempts of tasks) {
    const wrong = attempts.filter(({ right }) => !right);
    for (const [i, one] of wrong.entries()) {
      for (const other of wrong.slice(i + 1)) {
        pairs++;
        if (one.answer !== other.answer) differing++;
      }
    }
  }
  return pairs === 0 ? undefined : differing / pairs;
}

/** The answer most attempts give; of several as frequent the one given first. Undefined without attempts. */
export function majorityAnswer<T extends { readonly answer: string }>(attempts: readonly T[]): T | undefined {
  const byAnswer = Map.groupBy(attempts, ({ answer }) => answer);
  let most: readonly T[] = [];
  for (const same of byAnswer.values()) if (same.length > most.length) most = same;
  return most[0];
}

/** Signals by which attempts could be chosen without knowing what is right. */
export const SIGNALS = ['majority', 'self'] as const;
/** One of {@link SIGNALS}: the share of the other attempts that agree, or the model's own verdict. */
export type Signal = (typeof SIGNALS)[number];

/** How well a signal tells right from wrong attempts at the same task: the chance that a right one gets more, 0.5 when it tells nothing. */
export interface Selectivity {
  readonly auc: number;
  readonly interval?: Interval;
  /** Tasks that have right and wrong attempts: the others tell nothing. */
  readonly tasks: number;
}

/** Pools pairs of a right and a wrong attempt at the same task; undefined where there are none. Interval by bootstrap over tasks. */
export function selectivity(tasks: readonly (readonly JudgedAttempt[])[], signal: Signal): Selectivity | undefined {
  const pairs = tasks.map((attempts) => orderedPairs(attempts, signal)).filter(({ of }) => of > 0);
  if (pairs.length === 0) return undefined;
  const auc = (sample: readonly { readonly won: number; readonly of: number }[]): number =>
    sample.reduce((sum, { won }) => sum + won, 0) / sample.reduce((sum, { of }) => sum + of, 0);
  const [interval] = bootstrapIntervals(pairs, (sample) => [auc(sample)]);
  return { auc: auc(pairs), ...(interval !== undefined && { interval }), tasks: pairs.length };
}

function orderedPairs(attempts: readonly JudgedAttempt[], signal: Signal): { won: number; of: number } {
  const valued = attempts.flatMap((attempt, i) => {
    const value = signal === 'self' ? attempt.self : agreement(attempts, i);
    return value === undefined ? [] : [{ value, right: attempt.right }];
  });
  let [won, of] = [0, 0];
  for (const good of valued) {
    if (!good.right) continue;
    for (const bad of valued) {
      if (bad.right) continue;
      of++;
      won += good.value > bad.value ? 1 : good.value === bad.value ? 0.5 : 0;
    }
  }
  return { won, of };
}

/** The share of the other attempts that give the same answer; an attempt does not speak for itself. */
function agreement(attempts: readonly JudgedAttempt[], at: number): number | undefined {
  const others = attempts.filter((_, i) => i !== at);
  if (others.length === 0) return undefined;
  return others.filter(({ answer }) => answer === attempts[at]!.answer).length / others.length;
}
