import { findSlices, type Slice } from './find-slices.ts';
import type { RunFeature } from './run-features.ts';

/** Words for a group of runs. */
export interface GroupDescription {
  readonly features: readonly RunFeature[];
  /** Runs that the words are true of. */
  readonly runs: number;
  /** Of these runs, those of the group, and of all others (0–1). */
  readonly inside: number;
  readonly outside: number;
  /** Of the runs of the group, those that the words are true of. */
  readonly covers: number;
  /** On the half of the runs that was not searched: the difference of inside and outside, its interval, and whether it holds. */
  readonly held: Pick<Slice, 'difference' | 'interval' | 'q' | 'holds'>;
}

/**
 * Describes a group of runs by what they have and others have not: of the slices in which membership is seen to differ on one half of the
 * runs and holds on the other, those whose runs are most nearly the group (F1 of inside and covers).
 *
 * @param members - per run, 1 or 0
 * @param clusters - per run, its task
 * @returns at most so many, best first
 */
export function describeMembers(
  features: readonly RunFeature[],
  members: Uint8Array,
  { clusters, most = 5, seed = 1 }: { readonly clusters: Int32Array; readonly most?: number; readonly seed?: number },
): GroupDescription[] {
  const size = members.reduce((sum, member) => sum + member, 0);
  if (size === 0 || size === members.length) return [];
  // What others have would stand for what the group has not.
  const more = features.filter(({ members: runs }) => runs.reduce((sum, run) => sum + members[run]!, 0) / runs.length > size / members.length); // prettier-ignore
  const { slices } = findSlices(more, { values: Float64Array.from(members), isShare: true, clusters }, { seed, fewest: 2 }); // prettier-ignore
  return slices
    .filter(({ holds, difference }) => holds && difference > 0)
    .map(
      ({
        features: own,
        members: runs,
        difference,
        interval,
        q,
        holds,
      }): { readonly description: GroupDescription; readonly f1: number } => {
        const shared = runs.reduce((sum, run) => sum + members[run]!, 0);
        return {
          description: {
            features: own,
            runs: runs.length,
            inside: shared / runs.length,
            outside: (size - shared) / Math.max(1, members.length - runs.length),
            covers: shared / size,
            held: { difference, interval, q, holds },
          },
          f1: (2 * shared) / (runs.length + size),
        };
      },
    )
    .sort((a, b) => b.f1 - a.f1)
    .slice(0, most)
    .map(({ description }) => description);
}
