import type { MinedBehavior } from '../behavior.ts';
import { nameSkeleton } from './name-skeleton.ts';
import { suspicionsOf } from './suspicions-of.ts';

/** Whether a behavior's words are suspicious and nobody approved these very words: such a behavior reaches no agent. */
export function isHeld({
  held = [],
  heldApproval,
  hash,
}: Pick<MinedBehavior, 'held' | 'heldApproval' | 'hash'>): boolean {
  return held.length > 0 && heldApproval?.hash !== hash;
}

/** Names that agents are served, by their look; see {@link namesByLook}. */
export type NamesByLook = ReadonlyMap<string, readonly Pick<MinedBehavior, 'id' | 'name'>[]>;

/** Behaviors that are served, by how their names look. */
export function namesByLook(served: readonly Pick<MinedBehavior, 'id' | 'name'>[]): NamesByLook {
  return Map.groupBy(served, ({ name }) => nameSkeleton(name));
}

/**
 * A behavior with what its words are suspected of now, whatever was said of them before.
 *
 * @param served - other behaviors: a name that is read like one of theirs, and is not, passes for it
 */
export function withSuspicions<T extends Omit<MinedBehavior, 'provenance'>>(
  behavior: T,
  served: NamesByLook = new Map(),
): T {
  const { held: _, ...rest } = behavior;
  const { id, name, obeyed } = behavior;
  const alike = served.size === 0 ? [] : (served.get(nameSkeleton(name)) ?? []);
  const twins = new Set(alike.filter((other) => other.id !== id && other.name !== name).map((other) => other.name));
  const held = [
    ...suspicionsOf(behavior),
    ...(obeyed === undefined
      ? []
      : [
          {
            code: 'obeys-others' as const,
            reason: 'was learned where agents obeyed what a tool’s answer told them',
            quote: obeyed.quote,
          },
        ]),
    ...[...twins].map((quote) => ({
      code: 'look-alike' as const,
      reason: 'has a name that looks like that of another',
      quote,
    })),
  ];
  return { ...rest, ...(held.length > 0 && { held }) } as T;
}
