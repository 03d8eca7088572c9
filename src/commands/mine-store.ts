import type { BehaviorKind } from '../behavior/behavior.ts';
import { refreshBehavior } from '../handbook/lifecycle.ts';
import { mineBehaviors } from '../mine/mine-behaviors.ts';
import type { MineResult } from '../mine/mine-corpus.ts';
import type { Store } from '../store/store.ts';

/** How to mine a store. */
export interface MineStoreOptions {
  readonly kinds?: readonly BehaviorKind[];
  readonly budgetTokens?: number;
  readonly heldOut?: number;
  readonly seed?: number;
  /** Places kept as evidence of each behavior; default 20. */
  readonly exemplars?: number;
  readonly now: Date;
}

/**
 * Mines the runs of a store and keeps what is found: new behaviors as candidates, known ones brought up to date as
 * `refreshBehavior` says.
 */
export async function mineStore(store: Store, { now, ...options }: MineStoreOptions): Promise<MineResult> {
  const result = await mineBehaviors(() => store.read(), options);
  const kept = new Map((await store.behaviors()).map((behavior) => [behavior.id, behavior]));
  const behaviors = result.behaviors.map((mined) => {
    const stored = kept.get(mined.id);
    return stored === undefined ? mined : refreshBehavior(stored, mined);
  });
  await store.putBehaviors(behaviors, { action: 'mined', at: now.toISOString() });
  return { ...result, behaviors };
}
