import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { addToShare, clusteredShare, NO_SHARE } from '../../core/clustered-share.ts';
import type { Interval } from '../../core/rate-interval.ts';

/** What became of one attempt. Tokens are sums over its calls. */
export interface AttemptResult {
  readonly arm: string;
  readonly task: string;
  readonly success: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; undefined when no price is known. */
  readonly costUsd?: number;
}

/** A difference of means, arm minus first arm, with its 95% interval over tasks; none with fewer than two tasks. */
export interface ArmDifference {
  readonly difference: number;
  readonly interval?: Interval;
}

/** What an arm comes to. */
export interface ArmResult {
  readonly name: string;
  /** Attempts. */
  readonly n: number;
  readonly tasks: number;
  /** Rate 0–1 over attempts. The interval knows that attempts at one task are alike. */
  readonly success: number;
  readonly interval: Interval;
  /** Means per attempt. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Sum over the attempts; undefined when no price is known. */
  readonly costUsd?: number;
  /** Against the first arm, on the tasks that both attempted, each task counting once. */
  readonly against?: {
    readonly arm: string;
    readonly tasks: number;
    readonly success: ArmDifference;
    readonly outputTokens: ArmDifference;
  };
}

/**
 * Results per arm, in the order given, each further one against the first: the same tasks are compared with themselves.
 * Intervals of differences are percentile bootstrap intervals over tasks.
 *
 * @param arms - names, in order; what has no attempt is left out
 */
export function compareArms(arms: readonly string[], results: readonly AttemptResult[]): ArmResult[] {
  const byArm = new Map<string, Map<string, AttemptResult[]>>();
  for (const result of results) {
    const tasks = byArm.get(result.arm) ?? new Map<string, AttemptResult[]>();
    byArm.set(result.arm, tasks);
    const attempts = tasks.get(result.task);
    if (attempts === undefined) tasks.set(result.task, [result]);
    else attempts.push(result);
  }
  const known = [...new Set(arms)].filter((arm) => byArm.has(arm));
  return known.map((name, i) => {
    const tasks = byArm.get(name)!;
    const first = known[0]!;
    return {
      ...armResult(name, tasks),
      ...(i > 0 && { against: against(first, byArm.get(first)!, tasks) }),
    };
  });
}

function armResult(name: string, tasks: ReadonlyMap<string, readonly AttemptResult[]>): Omit<ArmResult, 'against'> {
  let sums = NO_SHARE;
  for (const attempts of tasks.values()) {
    sums = addToShare(sums, attempts.filter(({ success }) => success).length, attempts.length);
  }
  const all = [...tasks.values()].flat();
  const { share, interval } = clusteredShare(sums);
  const priced = all.every(({ costUsd }) => costUsd !== undefined);
  return {
    name,
    n: all.length,
    tasks: tasks.size,
    success: share,
    interval,
    inputTokens: mean(all.map(({ inputTokens }) => inputTokens)),
    outputTokens: mean(all.map(({ outputTokens }) => outputTokens)),
    ...(priced && { costUsd: all.reduce((sum, { costUsd }) => sum + costUsd!, 0) }),
  };
}

function against(
  arm: string,
  first: ReadonlyMap<string, readonly AttemptResult[]>,
  second: ReadonlyMap<string, readonly AttemptResult[]>,
): ArmResult['against'] {
  const pairs = [...first].flatMap(([task, before]) => {
    const after = second.get(task);
    return after === undefined
      ? []
      : [{ success: rise(before, after, successOf), tokens: rise(before, after, tokensOf) }];
  });
  const statistics = (sample: readonly { readonly success: number; readonly tokens: number }[]): number[] => [
    mean(sample.map(({ success }) => success)),
    mean(sample.map(({ tokens }) => tokens)),
  ];
  const [success, tokens] = statistics(pairs);
  const [successInterval, tokensInterval] = bootstrapIntervals(pairs, statistics);
  return {
    arm,
    tasks: pairs.length,
    success: { difference: success!, ...(successInterval !== undefined && { interval: successInterval }) },
    outputTokens: { difference: tokens!, ...(tokensInterval !== undefined && { interval: tokensInterval }) },
  };
}

const successOf = ({ success }: AttemptResult): number => Number(success);
const tokensOf = ({ outputTokens }: AttemptResult): number => outputTokens;

function rise(
  before: readonly AttemptResult[],
  after: readonly AttemptResult[],
  valueOf: (attempt: AttemptResult) => number,
): number {
  return mean(after.map(valueOf)) - mean(before.map(valueOf));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
