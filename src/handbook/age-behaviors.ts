import type { MinedBehavior } from '../behavior/behavior.ts';
import { projectName } from '../mine/digest/run-head.ts';
import { LIFECYCLE, moveBehavior } from './lifecycle.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A run, as far as growing old goes. */
export interface DatedRun {
  /** ISO 8601. */
  readonly startedAt?: string;
  readonly project?: string;
}

/** When a behavior counts as not seen for long: so many days before the newest run, and in none of so many runs since. */
export interface AgeOptions {
  /** Default 90. */
  readonly days?: number;
  /** Runs of where it applies; below that nothing was seen because there was nothing to see. Default 20. */
  readonly runs?: number;
  /** When each was last put before an agent, by id; ISO 8601. Who is told does not look up. */
  readonly servedAt?: ReadonlyMap<string, string>;
}

/** A behavior that goes stale, and since when it was not seen. */
export interface AgedBehavior {
  readonly behavior: MinedBehavior;
  /** Runs of where it applies since then. */
  readonly runs: number;
}

/**
 * The behaviors that go stale because they were not seen for long although runs went on, in order. Time is that of the runs: a
 * store in which nothing happens does not age. What is pinned, or was never dated, stays.
 */
export function ageBehaviors(
  behaviors: readonly MinedBehavior[],
  heads: readonly DatedRun[],
  { days = 90, runs: least = 20, servedAt = new Map() }: AgeOptions = {},
): AgedBehavior[] {
  const from: readonly string[] = LIFECYCLE.age.from;
  const dated = heads
    .flatMap((head) =>
      head.startedAt === undefined ? [] : [{ ms: Date.parse(head.startedAt), project: projectName(head) }],
    )
    .filter(({ ms }) => Number.isFinite(ms))
    .sort((a, b) => a.ms - b.ms);
  const newest = dated.at(-1)?.ms ?? 0;
  return behaviors.flatMap((behavior) => {
    const { id, seen, scope, support, status, pinned } = behavior;
    const last = [seen?.last, servedAt.get(id)]
      .filter((time) => time !== undefined)
      .sort()
      .at(-1);
    if (seen === undefined || last === undefined || !from.includes(status) || pinned === true) return [];
    const lastMs = Date.parse(last);
    if (newest - lastMs < days * DAY_MS) return [];
    const projects = scope.projects ?? support.projects ?? [];
    const isOf = (project: string | undefined): boolean =>
      projects.length === 0 || (project !== undefined && projects.includes(project));
    const runs = dated.filter(({ ms, project }) => ms > lastMs && isOf(project)).length;
    if (runs < least) return [];
    return [{ behavior: { ...moveBehavior(behavior, 'age'), unseenSince: seen.last }, runs }];
  });
}
