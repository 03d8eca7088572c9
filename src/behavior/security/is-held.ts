import type { MinedBehavior } from '../behavior.ts';
import { suspicionsOf } from './suspicions-of.ts';

/** Whether a behavior's words are suspicious and nobody approved these very words: such a behavior reaches no agent. */
export function isHeld({
  held = [],
  heldApproval,
  hash,
}: Pick<MinedBehavior, 'held' | 'heldApproval' | 'hash'>): boolean {
  return held.length > 0 && heldApproval?.hash !== hash;
}

/** A behavior with what its words are suspected of now, whatever was said of them before. */
export function withSuspicions<T extends Omit<MinedBehavior, 'provenance'>>(behavior: T): T {
  const { held: _, ...rest } = behavior;
  const held = suspicionsOf(behavior);
  return { ...rest, ...(held.length > 0 && { held }) } as T;
}
