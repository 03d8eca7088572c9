import type { Part } from '../trajectory/trajectory.ts';

/**
 * Whether a part is reasoning that the source does not show (encrypted, or left out): it is not observable, so it counts
 * neither as seen nor as examined, whatever text stands in its place.
 */
export function isHidden(part: Part): boolean {
  return part.kind === 'reasoning' && (part.visibility === 'encrypted' || part.visibility === 'absent');
}
