import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';

/** What groups of runs may differ in. */
export const DRIFT_KINDS = ['period', 'model', 'version'] as const;
/** One of {@link DRIFT_KINDS}. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** Runs of one period, model or version. */
export interface DriftGroup {
  readonly name: string;
  readonly runs: readonly BehaviorSequence[];
}

/**
 * Runs in groups, and which groups are held against each other: periods of equally many runs, or the versions, in order of time, each against the
 * one before; models, those with most runs, each against each.
 *
 * @param parts - how many periods
 * @param most - how many models or versions
 */
export function driftGroups(
  { sequences }: SequenceSet,
  { by, parts = 4, most = 6 }: { readonly by: DriftKind; readonly parts?: number; readonly most?: number },
): { readonly groups: readonly DriftGroup[]; readonly pairs: readonly (readonly [number, number])[] } {
  if (by === 'period') {
    const dated = sequences.filter(({ startedAt }) => startedAt !== undefined).sort((a, b) => time(a) - time(b) || (a.id < b.id ? -1 : 1)); // prettier-ignore
    const edges = Array.from({ length: parts + 1 }, (_, i) => Math.round((i * dated.length) / parts));
    const groups = edges.slice(1).flatMap((to, i): DriftGroup[] => {
      const runs = dated.slice(edges[i], to);
      return runs.length === 0 ? [] : [{ name: spanOf(runs, DAY), runs }];
    });
    // Periods of one day are told apart by the clock.
    const isOneName = new Set(groups.map(({ name }) => name)).size < groups.length;
    return { groups: isOneName ? groups.map(({ runs }) => ({ name: spanOf(runs, MINUTE), runs })) : groups, pairs: neighbours(groups.length) };
  }
  const named = [...Map.groupBy(sequences.filter((run) => run[by] !== undefined), (run) => run[by]!)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, most)
    .map(([name, runs]): DriftGroup => ({ name, runs })); // prettier-ignore
  if (by === 'version') {
    const first = ({ runs }: DriftGroup): number => Math.min(...runs.map(time).filter((ms) => !Number.isNaN(ms)));
    const groups = named.sort((a, b) => first(a) - first(b) || (a.name < b.name ? -1 : 1));
    return { groups, pairs: neighbours(groups.length) };
  }
  const groups = named.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { groups, pairs: groups.flatMap((_, i) => groups.slice(i + 1).map((__, j): [number, number] => [i, i + 1 + j])) };
} // prettier-ignore

function neighbours(count: number): [number, number][] {
  return Array.from({ length: Math.max(0, count - 1) }, (_, i): [number, number] => [i, i + 1]);
}

function time({ startedAt }: BehaviorSequence): number {
  return startedAt === undefined ? NaN : Date.parse(startedAt);
}

const DAY = 10;
const MINUTE = 16;

/** When the first and the last of runs in order of time began, to so many characters; one where they are the same. */
function spanOf(runs: readonly BehaviorSequence[], characters: number): string {
  const [from, to] = [runs[0]!, runs.at(-1)!].map(({ startedAt }) => startedAt!.slice(0, characters).replace('T', ' '));
  return from === to ? from! : `${from} – ${to}`;
}
