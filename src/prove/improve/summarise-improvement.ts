import { passAtK } from '../../core/pass-at-k.ts';
import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { addToShare, clusteredShare, NO_SHARE } from '../../core/clustered-share.ts';
import type { Interval } from '../../core/rate-interval.ts';
import {
  distinctAnswers,
  majorityAnswer,
  selectivity,
  SIGNALS,
  wrongAnswersDiffer,
  type JudgedAttempt,
  type Selectivity,
  type Signal,
} from './judged-attempt.ts';
import { IMPROVE_ARMS, type ImproveArm, type ImproveRound } from './improve-task.ts';
import type { MeteredTokens } from './metered-model.ts';
import type { TaskSpec } from '../task/task-spec.ts'; // prettier-ignore

/** A task with all that was done for it. */
export interface ImprovedTask {
  readonly task: Pick<TaskSpec, 'id' | 'tags'>;
  readonly rounds: readonly ImproveRound[];
}

/** A difference of success rates, the round minus another, over the tasks of both, with its 95% bootstrap interval. */
export interface RoundDifference {
  readonly difference: number;
  readonly interval?: Interval;
  readonly tasks: number;
}

/** What a round of one arm comes to over all tasks. */
export interface RoundSummary {
  readonly arm: ImproveArm;
  readonly iteration: number;
  readonly tasks: number;
  readonly attempts: number;
  /** Rate 0–1 over attempts; the interval knows that attempts at one task are alike. */
  readonly success: number;
  readonly interval: Interval;
  /** Chance that one of `k` attempts is right, mean over tasks; `k` is the same for all rounds. */
  readonly passAtK: { readonly k: number; readonly rate: number; readonly interval?: Interval };
  /** Success of the answer that most attempts of the round give: what the round's tokens buy without a checker. */
  readonly majority: { readonly rate: number; readonly interval?: Interval };
  /** Exploration: distinct answers among `k` attempts, mean over tasks; between 1 and k. */
  readonly distinct: number;
  /** The chance that two wrong attempts at a task differ; undefined where no task has two. */
  readonly wrongDiffer?: number;
  /** Exploitation: how well signals that are there without a checker tell right from wrong. */
  readonly selectivity: Partial<Record<Signal, Selectivity>>;
  /** Behaviors that conditioned attempts, mean per task. */
  readonly behaviors: number;
  /** Means per task, looking back included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Sum over tasks at list price; undefined when no price is known. */
  readonly costUsd?: number;
  /** Against the first attempts, the round of the same arm before it, and the other arms of the same iteration. */
  readonly against: Partial<Record<'start' | 'before' | (typeof IMPROVE_ARMS)[number], RoundDifference>>;
}

interface TaskRound {
  readonly task: string;
  readonly attempts: readonly JudgedAttempt[];
  readonly round: ImproveRound;
}

/**
 * What every round comes to, in order of iteration, then arm. Tasks of which a round has no attempts are left out of it.
 *
 * @param k - for pass@k and distinct answers
 */
export function summariseImprovement(
  tasks: readonly ImprovedTask[],
  { k, costOf }: { readonly k: number; readonly costOf?: (tokens: MeteredTokens) => number },
): RoundSummary[] {
  const byRound = new Map<string, TaskRound[]>();
  for (const { task, rounds } of tasks) {
    for (const round of rounds) {
      if (round.attempts.length === 0) continue;
      const key = keyOf(round);
      const known = byRound.get(key);
      const one = { task: task.id, attempts: round.attempts.map(judged), round };
      if (known === undefined) byRound.set(key, [one]);
      else known.push(one);
    }
  }
  const rounds = [...byRound.values()].sort(([a], [b]) => a!.round.iteration - b!.round.iteration || order(a!) - order(b!));
  return rounds.map((own) => {
    const { arm, iteration } = own[0]!.round;
    const others = {
      start: iteration === 0 ? undefined : byRound.get(keyOf({ arm: 'start', iteration: 0 })),
      before: iteration > 1 ? byRound.get(keyOf({ arm, iteration: iteration - 1 })) : undefined,
      ...Object.fromEntries(IMPROVE_ARMS.filter((other) => other !== arm && iteration > 0).map((other) => [other, byRound.get(keyOf({ arm: other, iteration }))])),
    };
    const against = Object.fromEntries(Object.entries(others).flatMap(([name, other]) => (other === undefined ? [] : [[name, difference(own, other)]])));
    return { ...summary(own, k), ...(costOf !== undefined && { costUsd: sum(own.map(({ round }) => costOf(round.tokens))) }), against };
  });
} // prettier-ignore

function summary(own: readonly TaskRound[], k: number): Omit<RoundSummary, 'against'> {
  const { arm, iteration } = own[0]!.round;
  let sums = NO_SHARE;
  for (const { attempts } of own) sums = addToShare(sums, rightOf(attempts), attempts.length);
  const { share, interval } = clusteredShare(sums);
  const passes = own.map(({ attempts }) => passAtK(attempts.length, rightOf(attempts), k));
  const majorities = own.map(({ attempts }) => Number(majorityAnswer(attempts)!.right));
  const [passInterval] = bootstrapIntervals(passes, (sample) => [mean(sample)]);
  const [majorityInterval] = bootstrapIntervals(majorities, (sample) => [mean(sample)]);
  const signals = SIGNALS.flatMap((signal) => {
    const found = selectivity(own.map(({ attempts }) => attempts), signal);
    return found === undefined ? [] : [[signal, found] as const];
  });
  const wrongDiffer = wrongAnswersDiffer(own.map(({ attempts }) => attempts));
  return {
    arm,
    iteration,
    tasks: own.length,
    attempts: sum(own.map(({ attempts }) => attempts.length)),
    success: share,
    interval,
    passAtK: { k, rate: mean(passes), ...(passInterval !== undefined && { interval: passInterval }) },
    majority: { rate: mean(majorities), ...(majorityInterval !== undefined && { interval: majorityInterval }) },
    distinct: mean(own.map(({ attempts }) => distinctAnswers(attempts, k))),
    ...(wrongDiffer !== undefined && { wrongDiffer }),
    selectivity: Object.fromEntries(signals),
    behaviors: mean(own.map(({ round }) => round.behaviors.length)),
    inputTokens: mean(own.map(({ round }) => round.tokens.inputTokens)),
    outputTokens: mean(own.map(({ round }) => round.tokens.outputTokens)),
  };
} // prettier-ignore

function difference(own: readonly TaskRound[], other: readonly TaskRound[]): RoundDifference {
  const before = new Map(other.map(({ task, attempts }) => [task, rate(attempts)]));
  const pairs = own.flatMap(({ task, attempts }) => (before.has(task) ? [rate(attempts) - before.get(task)!] : []));
  const [interval] = bootstrapIntervals(pairs, (sample) => [mean(sample)]);
  return { difference: mean(pairs), ...(interval !== undefined && { interval }), tasks: pairs.length };
}

/** Under this share of how often wrong answers differed at first, exploration has collapsed. */
const COLLAPSED = 0.5;

/**
 * One sentence on when to stop: at the first iteration that shows no gain over the one before, or in which wrong answers
 * have become so alike that later rounds can only repeat them.
 */
export function stopAdvice(rounds: readonly RoundSummary[]): string {
  const start = rounds.find(({ arm }) => arm === 'start');
  const improving = rounds.filter(({ arm }) => arm === 'behaviors');
  if (start === undefined || improving.length === 0) return 'There is nothing to go by yet.';
  for (const { iteration, against, success, wrongDiffer } of improving) {
    const { difference: gain, interval, tasks } = against.before ?? against.start ?? { difference: 0, tasks: 0 };
    const since = iteration === 1 ? 'the first attempts' : `iteration ${iteration - 1}`;
    if (interval === undefined) return `Whether to stop cannot be said: ${tasks === 1 ? 'one task gives' : 'so few tasks give'} no interval.`;
    if (interval[1] < 0) return `Stop before iteration ${iteration}: it does worse than ${since} (${points(gain)} points, 95% ${points(interval[0])} to ${points(interval[1])}).`;
    if (interval[0] <= 0) return `Stop before iteration ${iteration}: no gain over ${since} is shown (${points(gain)} points, 95% ${points(interval[0])} to ${points(interval[1])}, ${tasks} tasks).`;
    if (success === 1) return `Stop after iteration ${iteration}: every attempt is right.`;
    const [first, now] = [start.wrongDiffer, wrongDiffer];
    if (first !== undefined && now !== undefined && now < COLLAPSED * first) return `Stop after iteration ${iteration}: it still gained ${points(gain)} points, but exploration has collapsed (two wrong answers differ ${Math.round(100 * now)}% of the time, ${Math.round(100 * first)}% at first).`;
  }
  const last = improving.at(-1)!;
  return `Go on: iteration ${last.iteration} still gained, and wrong answers still differ.`;
} // prettier-ignore

function points(rise: number): string {
  const rounded = Math.round(rise * 100);
  return rounded === 0 ? '0' : rounded > 0 ? `+${rounded}` : `−${-rounded}`;
}

function judged({ attempt: { answer, checked }, self }: ImproveRound['attempts'][number]): JudgedAttempt {
  const plain = answer.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
  return { answer: plain, right: checked.right, ...(self !== undefined && { self }) };
}

function keyOf({ arm, iteration }: Pick<ImproveRound, 'arm' | 'iteration'>): string {
  return `${iteration} ${arm}`;
}

function order({ round: { arm } }: TaskRound): number {
  return arm === 'start' ? 0 : 1 + IMPROVE_ARMS.indexOf(arm);
}

function rightOf(attempts: readonly JudgedAttempt[]): number {
  return attempts.filter(({ right }) => right).length;
}

function rate(attempts: readonly JudgedAttempt[]): number {
  return rightOf(attempts) / attempts.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
