import type { Label, Trajectory } from './trajectory.ts';

/**
 * A trajectory and its labels as lines of Ethogram's lossless JSONL, each ending in a newline. Read again by the format
 * `ethogram`, the same trajectories and labels come out; text of any kind survives, lone surrogates included.
 */
export function exportJsonl(trajectory: Trajectory, labels: readonly Label[] = []): string {
  let lines = `${JSON.stringify({ trajectory })}\n`;
  for (const label of labels) lines += `${JSON.stringify({ label })}\n`;
  return lines;
}
