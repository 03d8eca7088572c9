import { pt, qgamma, qt } from 'lib-r-math.js';
import { rateInterval, type Interval } from '../../core/rate-interval.ts';

/** How a pair is from task to task. */
export interface BetweenTasks {
  /** Tasks in which the pair could come. */
  readonly tasks: number;
  /** Two-sided p of "the mean excess over chance is 0"; 1 with fewer than two tasks. */
  readonly p: number;
  /** `observed / chance`; null when chance is 0. */
  readonly ratio: number | null;
  /** 95%, on the scale of logarithms; null with fewer than two tasks. */
  readonly interval: Interval | null;
}

/** Sums over tasks of how often a pair was seen and how often it comes by chance. */
export interface TaskSums {
  /** Tasks in which it could come. */
  readonly tasks: number;
  readonly observed: number;
  readonly chance: number;
  /** Second and fourth powers of observed − chance. */
  readonly excess2: number;
  readonly excess4: number;
  /** Products: observed², observed × chance, chance². */
  readonly seen2: number;
  readonly seenChance: number;
  readonly chance2: number;
}

/** No task. */
export const NO_TASKS: TaskSums = {
  tasks: 0,
  observed: 0,
  chance: 0,
  excess2: 0,
  excess4: 0,
  seen2: 0,
  seenChance: 0,
  chance2: 0,
};

/** The sums with one more task. */
export function addTask(sums: TaskSums, observed: number, chance: number): TaskSums {
  const excess = (observed - chance) ** 2;
  return {
    tasks: sums.tasks + 1,
    observed: sums.observed + observed,
    chance: sums.chance + chance,
    excess2: sums.excess2 + excess,
    excess4: sums.excess4 + excess * excess,
    seen2: sums.seen2 + observed * observed,
    seenChance: sums.seenChance + observed * chance,
    chance2: sums.chance2 + chance * chance,
  };
}

/**
 * How often a pair comes for every time that chance would have it, and whether its excess over chance is there from task to task: by
 * Student's t of the sum over tasks with the variance between them, with as many degrees of freedom as tasks carry that variance. With
 * rare pairs that are nowhere seen the variance is too small: take the larger of this p and that of a test within runs.
 *
 * @see Cochran 1977, §6 for the interval of a ratio
 */
export function betweenTasks(sums: TaskSums): BetweenTasks {
  const { tasks: n, observed, chance, excess2, excess4, seen2, seenChance, chance2 } = sums;
  const ratio = chance > 1e-9 ? observed / chance : null;
  if (n < 2 || excess2 <= 0) return { tasks: n, p: 1, ratio, interval: null };
  const mean = (observed - chance) / n;
  const variance = ((excess2 - n * mean * mean) * n) / (n - 1);
  // Tasks that carry the variance: n when all are alike, 1 when one is all of it.
  const carrying = Math.max(2, excess2 ** 2 / excess4);
  const degrees = Math.min(n, carrying) - 1;
  const t = variance > 1e-12 ? Math.abs(observed - chance) / Math.sqrt(variance) : Number.POSITIVE_INFINITY;
  const p = observed === chance ? 1 : Math.min(1, 2 * pt(t, degrees, undefined, false));
  if (ratio === null) return { tasks: n, p, ratio, interval: null };
  // Never seen: as many as could hide behind none.
  if (observed === 0) return { tasks: n, p, ratio, interval: [0, qgamma(0.975, 1) / chance] };
  const spread = Math.max(0, seen2 - 2 * ratio * seenChance + ratio * ratio * chance2);
  // Tasks that are all alike are as sure as so many trials that all went one way.
  const error =
    spread < 1e-9 * seen2
      ? -Math.log(rateInterval(n, n)[0])
      : (qt(0.975, n - 1) * Math.sqrt((spread * n) / (n - 1))) / observed;
  return { tasks: n, p, ratio, interval: [ratio * Math.exp(-error), ratio * Math.exp(error)] };
}
