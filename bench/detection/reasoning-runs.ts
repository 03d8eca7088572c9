import { detectRun } from '../../src/behavior/detect-run.ts';
import type { Event } from '../../src/behavior/event.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { Label, Trajectory } from '../../src/trajectory/trajectory.ts';

/** A run of a benchmark of reasonings, what its labels say and what was found. */
export interface ReasoningRun {
  readonly run: Trajectory;
  readonly labels: readonly Label[];
  /** Events of the codebook `reasoning`. */
  readonly events: readonly Event[];
}

/** Reads and codes the runs of some files, in order of their ids. */
export async function reasoningRuns(paths: readonly string[]): Promise<ReasoningRun[]> {
  const codebooks = loadCodebooks(['reasoning']);
  const runs = new Map<string, { run: Trajectory; labels: Label[]; events: readonly Event[] }>();
  for await (const item of importFiles([...paths])) {
    if ('trajectory' in item) {
      const { trajectory: run } = item;
      runs.set(run.id, { run, labels: [], events: detectRun(run, codebooks).events });
    } else if ('label' in item) runs.get(item.label.trajectoryId)?.labels.push(item.label);
  }
  return [...runs.values()].sort((a, b) => (a.run.id < b.run.id ? -1 : 1));
}

/** The parts in which a code was found. */
export function partsWith({ events }: ReasoningRun, ...slugs: readonly string[]): Set<number> {
  const found = events.filter(({ code }) => slugs.some((slug) => code.startsWith(`reasoning/${slug}@`)));
  return new Set(found.flatMap(({ spans }) => spans.map(({ part }) => part)));
}

/** The part in which the first error was found; null when there is none. */
export function firstErrorPart(run: ReasoningRun): number | null {
  const [part] = partsWith(run, 'first-error');
  return part ?? null;
}
