import type { MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { BehaviorReader } from '../handbook/behavior-store.ts';

/**
 * The behavior of an id or a name; of several of one name the one that is in use.
 *
 * @throws EthogramError `not-found`
 */
export async function behaviorNamed(handbook: BehaviorReader, idOrName: string): Promise<MinedBehavior> {
  const byId = await handbook.behavior(idOrName);
  if (byId !== undefined) return byId;
  const named = (await handbook.behaviors()).filter(({ name }) => name === idOrName);
  const behavior = named.find(({ status }) => status !== 'archived') ?? named[0];
  if (behavior === undefined) {
    throw new EthogramError('not-found', `found no behavior "${idOrName}", expected an id or name from the handbook`, {
      hint: 'ethogram handbook list',
    });
  }
  return behavior;
}
