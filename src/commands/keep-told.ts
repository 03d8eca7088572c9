import { isDeepStrictEqual } from 'node:util';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { BehaviorStore } from '../handbook/behavior-store.ts';
import { editBehavior } from '../handbook/lifecycle.ts';
import { refreshBehavior } from '../handbook/refresh-behavior.ts';

/** A behavior that was told, not counted; `isPersons`: its words are a person's. */
export type ToldBehavior = MinedBehavior & { readonly isPersons?: boolean };

/**
 * Keeps behaviors that were told, not counted, in the handbook: new ones as candidates, known ones (by id, or else by kind and name)
 * brought up to date. Words of a person change those of a known one like an edit; a retired one stays retired, and one that mining
 * counted under the same name stays as it is.
 *
 * @param behaviors - with their evidence
 * @returns the behaviors as they are now, in order
 */
export async function keepTold(
  store: BehaviorStore,
  behaviors: readonly ToldBehavior[],
  now: Date,
): Promise<MinedBehavior[]> {
  return store.updateBehaviors(async (handbook) => {
    const stored = await handbook.behaviors();
    const changed: MinedBehavior[] = [];
    const kept: MinedBehavior[] = [];
    for (const told of behaviors) {
      const known =
        stored.find(({ id }) => id === told.id) ??
        stored.find(({ kind, name }) => kind === told.kind && name === told.name);
      const before = known && { ...known, provenance: await handbook.provenance(known.id) };
      const after = before?.foundBy === undefined && before !== undefined ? before : brought(told, before);
      kept.push(after);
      if (!isDeepStrictEqual(after, before)) changed.push(after);
    }
    return { changed, change: { action: 'mined', at: now.toISOString() }, result: kept };
  });
}

function brought({ isPersons = false, ...told }: ToldBehavior, before: MinedBehavior | undefined): MinedBehavior {
  const fixed = { ...told, parents: [{ id: `${told.id}@1`, how: 'fixed' as const }] };
  if (before === undefined) return isPersons ? fixed : told;
  const fresh = refreshBehavior(before, { ...told, id: before.id });
  if (!isPersons || before.status === 'archived' || told.hash === before.hash) return fresh;
  if (fresh.hash === told.hash) return { ...fresh, parents: [...fresh.parents, ...fixed.parents] };
  const { name, instruction, when = '', whenNot = '' } = told;
  return editBehavior(fresh, { name, instruction, when, whenNot });
}
