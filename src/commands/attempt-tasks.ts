import type { EthogramError } from '../core/ethogram-error.ts';
import type { Model } from '../core/model.ts';
import { workItems, type FailedItem } from '../core/work-items.ts';
import { costOf, type ModelPrice } from '../model/price-of.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { AttemptResult } from '../prove/attempt/compare-arms.ts';
import type { PlannedAttempt } from '../prove/attempt/plan-attempts.ts';
import { solveTask } from '../prove/attempt/solve-task.ts';
import type { Store } from '../store/store.ts';
import { outcomeOf, type Trajectory } from '../trajectory/trajectory.ts';

/** An attempt that is in the store. */
export interface StoredAttempt extends AttemptResult {
  readonly trajectoryId: string;
  /** 0-based. */
  readonly trial: number;
  /** Whether its last answer was cut off at the limit of output tokens. */
  readonly cutOff: boolean;
}

/** What became of the attempts of a plan. */
export interface Attempted {
  /** Made now. */
  readonly attempted: number;
  /** In the store before. */
  readonly skipped: number;
  readonly failed: readonly FailedItem<PlannedAttempt>[];
  readonly left: number;
  readonly stopped?: EthogramError;
}

/** How attempts are made. */
export interface AttemptTasksOptions {
  readonly judge?: Model;
  /** Make those again that are in the store: stored answers are used, and checked anew. */
  readonly again: boolean;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onProgress: (line: string) => void;
}

/**
 * Makes the attempts that are not in the store yet, several at a time, and puts each there as it ends. Killed at any moment,
 * the same plan goes on where it was: what was answered is not asked again, what has ended is not attempted again.
 */
export async function attemptTasks(
  store: Store,
  model: OpenModel,
  plan: readonly PlannedAttempt[],
  { judge, again, signal, now, onProgress }: AttemptTasksOptions,
): Promise<Attempted> {
  const known = await idsIn(store, plan);
  const todo = again ? plan : plan.filter(({ trajectoryId }) => !known.has(trajectoryId));
  const worked = await workItems(
    todo,
    async ({ task, options }) => {
      const { trajectory, checked } = await solveTask(model, task, {
        ...options,
        now,
        ...(judge !== undefined && { judge }),
      });
      const { duplicates } = await store.put([{ trajectory }]);
      if (duplicates === 0) return;
      // The same run again: only what the checker says of it may be new.
      const stored = await store.get(trajectory.id);
      if (stored === undefined || outcomeOf(stored.outcomes).success === checked.right) return;
      const at = now().toISOString();
      await store.addOutcome(trajectory.id, { name: 'success', value: checked.right, by: 'verifier', at });
      await store.addOutcome(trajectory.id, { name: 'feedback', value: checked.why, by: 'verifier', at });
    },
    {
      concurrency: model.concurrency,
      signal,
      onProgress: ({ done, failed }) => {
        const { costUsd } = model.tally;
        const cost = costUsd === undefined ? '' : `, $${costUsd.toFixed(2)}`;
        onProgress(`${done} of ${todo.length} attempts${failed > 0 ? `, ${failed} failed` : ''}${cost}`);
      },
    },
  );
  const { done, failed, left, stopped } = worked;
  return {
    attempted: done,
    skipped: plan.length - todo.length,
    failed,
    left,
    ...(stopped !== undefined && { stopped }),
  };
}

/** The attempts of a plan that are in the store, in the order of the plan. */
export async function storedAttempts(
  store: Store,
  plan: readonly PlannedAttempt[],
  price: ModelPrice | undefined,
): Promise<StoredAttempt[]> {
  const planned = new Map(plan.map((attempt) => [attempt.trajectoryId, attempt]));
  const found = new Map<string, StoredAttempt>();
  if (plan.length === 0) return [];
  for await (const run of store.read({ ids: [...planned.keys()] })) {
    const attempt = planned.get(run.id);
    if (attempt !== undefined) found.set(run.id, resultOf(run, attempt, price));
  }
  return plan.flatMap(({ trajectoryId }) => found.get(trajectoryId) ?? []);
}

function resultOf(
  run: Trajectory,
  { arm, task, options }: PlannedAttempt,
  price: ModelPrice | undefined,
): StoredAttempt {
  const sums = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  for (const { usage } of run.steps) {
    sums.inputTokens += usage?.inputTokens ?? 0;
    sums.cachedInputTokens += usage?.cachedInputTokens ?? 0;
    sums.outputTokens += usage?.outputTokens ?? 0;
  }
  return {
    trajectoryId: run.id,
    arm,
    task: task.id,
    trial: options.trial,
    cutOff: run.steps.findLast(({ actor }) => actor === 'agent')?.extra?.['finish'] === 'length',
    success: outcomeOf(run.outcomes).success === true,
    inputTokens: sums.inputTokens,
    outputTokens: sums.outputTokens,
    ...(price !== undefined && { costUsd: costOf(sums, price) }),
  };
}

async function idsIn(store: Store, plan: readonly PlannedAttempt[]): Promise<Set<string>> {
  const ids = new Set<string>();
  if (plan.length === 0) return ids;
  for await (const { id } of store.list({ ids: plan.map(({ trajectoryId }) => trajectoryId) })) ids.add(id);
  return ids;
}
