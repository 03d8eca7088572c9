import type { TrajectoryHead } from '../../trajectory/trajectory.ts';

/** Whether the source says that the agent was given tools; false also when it does not say. */
export function offersTools({ agent: { tools } }: Pick<TrajectoryHead, 'agent'>): boolean {
  if (Array.isArray(tools)) return tools.length > 0;
  if (typeof tools === 'string') return tools.trim().length > 2;
  return typeof tools === 'object' && tools !== null && Object.keys(tools).length > 0;
}
