import { EthogramError } from '../core/ethogram-error.ts';

/** The error for an id that names no trajectory, or is the beginning of several. */
export function noTrajectory(id: string, beginnings = 0): EthogramError {
  const found = beginnings > 1 ? `${beginnings} trajectories whose id begins with "${id}"` : `no trajectory "${id}"`;
  const expected = beginnings > 1 ? 'one: more of its id tells which' : 'an id that `ethogram show` lists';
  return new EthogramError('not-found', `found ${found}, expected ${expected}`, { hint: 'ethogram show' });
}
