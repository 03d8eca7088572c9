import type { MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { BehaviorReader } from '../handbook/behavior-store.ts';

/**
 * The behavior of an id or a name; of several of one name the one that is in use. With `@VERSION` behind it, it must be of that version:
 * who decides on words that were read does not decide on others.
 *
 * @throws EthogramError `not-found`; `bad-argument` when it is of another version
 */
export async function behaviorNamed(handbook: BehaviorReader, asked: string): Promise<MinedBehavior> {
  const [, idOrName = asked, version] = /^(.+)@(\d+)$/.exec(asked) ?? [];
  const behavior = (await handbook.behavior(idOrName)) ?? (await ofName(handbook, idOrName));
  if (behavior === undefined) {
    throw new EthogramError('not-found', `found no behavior "${asked}", expected an id or name from the handbook`, {
      hint: 'ethogram handbook list',
    });
  }
  if (version !== undefined && Number(version) !== behavior.version) {
    throw new EthogramError(
      'bad-argument',
      `${asked}: found version ${behavior.version}, expected ${version}: its words were changed`,
      {
        hint: `ethogram handbook history ${behavior.id}`,
      },
    );
  }
  return behavior;
}

async function ofName(handbook: BehaviorReader, wanted: string): Promise<MinedBehavior | undefined> {
  const named = (await handbook.behaviors()).filter(({ name }) => name === wanted);
  return named.find(({ status }) => status !== 'archived') ?? named[0];
}
