import type { Store } from '../store/store.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { noTrajectory } from './no-trajectory.ts';

/**
 * The run that an id names, or the beginning of exactly one id (with or without its format).
 *
 * @throws EthogramError `not-found`
 */
export async function findTrajectory(store: Pick<Store, 'get' | 'list'>, id: string): Promise<Trajectory> {
  const known = await store.get(id);
  if (known !== undefined) return known;
  const ids: string[] = [];
  for await (const { id: other } of store.list()) {
    if (other.startsWith(id) || other.split(':').at(-1)!.startsWith(id)) ids.push(other);
  }
  const found = ids.length === 1 && id !== '' ? await store.get(ids[0]!) : undefined;
  if (found === undefined) throw noTrajectory(id, id === '' ? 0 : ids.length);
  return found;
}
