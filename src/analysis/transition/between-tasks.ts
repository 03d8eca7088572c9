import { pt, qgamma, qt } from 'lib-r-math.js';
import { rateInterval, type Interval } from '../../core/rate-interval.ts';

/** How a pair is from task to task. */
export interface BetweenTasks {
  /** Tasks in which the pair could come. */
  readonly tasks: number;
  /** Two-sided p of "the ratio is 1"; 1 with fewer than two tasks. */
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
  seen2: 0,
  seenChance: 0,
  chance2: 0,
};

/** The sums with one more task. */
export function addTask(sums: TaskSums, observed: number, chance: number): TaskSums {
  return {
    tasks: sums.tasks + 1,
    observed: sums.observed + observed,
    chance: sums.chance + chance,
    seen2: sums.seen2 + observed * observed,
    seenChance: sums.seenChance + observed * chance,
    chance2: sums.chance2 + chance * chance,
  };
}

/**
 * How often a pair comes for every time that chance would have it, and whether it is another number than 1 from task to task: the logarithm of the
 * ratio against the variance of what each task adds to it, with as many degrees of freedom as tasks there are in effect (many alike
 * count in full, one that has all the chance counts 1), less one. p is below 0.05 exactly when the interval leaves out 1. With
 * rare pairs the variance is too small: take the larger of this p and that of a test within runs.
 *
 * @see Cochran 1977, §6 for the variance of a ratio; Kish 1965 for the effective number
 */
export function betweenTasks({ tasks: n, observed, chance, seen2, seenChance, chance2 }: TaskSums): BetweenTasks {
  if (chance <= 1e-9) return { tasks: n, p: 1, ratio: null, interval: null };
  const ratio = observed / chance;
  if (n < 2) return { tasks: n, p: 1, ratio, interval: null };
  // Never seen: as many as could hide behind none.
  if (observed === 0)
    return { tasks: n, p: Math.min(1, 2 * Math.exp(-chance)), ratio, interval: [0, qgamma(0.975, 1) / chance] };
  const effective = Math.max(2, (chance * chance) / chance2);
  const degrees = effective - 1;
  const spread = Math.max(0, seen2 - 2 * ratio * seenChance + ratio * ratio * chance2);
  // Tasks that are all alike are as sure as so many trials that all went one way.
  const error =
    spread < 1e-9 * seen2
      ? -Math.log(rateInterval(n, n)[0]) / qt(0.975, degrees)
      : Math.sqrt((spread * effective) / degrees) / observed;
  const reach = qt(0.975, degrees) * error;
  return {
    tasks: n,
    p: 2 * pt(-Math.abs(Math.log(ratio)) / error, degrees),
    ratio,
    interval: [ratio * Math.exp(-reach), ratio * Math.exp(reach)],
  };
}
