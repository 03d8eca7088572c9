import { addToShare, clusteredShare, NO_SHARE } from '../../core/clustered-share.ts';
import { falseDiscovery } from '../../core/false-discovery.ts';
import { rateInterval, type Interval } from '../../core/rate-interval.ts';
import { cohortDifference, type CohortDifference } from '../compare/cohort-difference.ts';
import { addPart, addWhole, momentsOf, momentSums } from '../compare/cohort-moments.ts';
import type { SequenceSet } from '../sequence/behavior-sequence.ts';
import { lengthSlope, type LengthSlope } from './length-slope.ts';

/** Runs of one model or checkpoint. */
export interface LengthGroup {
  readonly name: string;
  /** Places of its runs. */
  readonly runs: readonly number[];
  /** Mean tokens that the agent wrote. */
  readonly length: number;
}

/** How much of a behavior runs show for their length. */
export interface LengthRate {
  readonly behavior: string;
  readonly events: number;
  /** Per group, in their order; null where it could not be observed. */
  readonly groups: readonly ({ readonly perRun: number; readonly perThousand: number; readonly interval: Interval } | null)[]; // prettier-ignore
  /** Within runs of a group (and task): the power of the length to which the count grows; q of its being 1. */
  readonly within?: LengthSlope & { readonly q: number };
  /** Events per thousand tokens, last group less first. */
  readonly change?: Pick<CohortDifference, 'difference' | 'interval' | 'p'> & { readonly q: number };
}

/** Behaviors against length. */
export interface LengthRates {
  /** What runs are compared within: `task` where most have others of their task and group, else `group`. */
  readonly within: 'task' | 'group';
  readonly rows: readonly LengthRate[];
}

/**
 * How often behaviors come per run and per thousand tokens that the agent wrote, by group; whether longer runs of a group show more of it per
 * token; and what changed from the first group to the last. Rates and changes have intervals between tasks.
 *
 * @param lengths - tokens per run, above 0
 * @param groups - in the order in which they are to be read: checkpoints from first to last
 */
export function lengthRates({ alphabet, sequences }: SequenceSet, lengths: Float64Array, groups: readonly LengthGroup[]): LengthRates {
  const taskOf = numbered(sequences.map(({ task }) => task));
  // Of a run in several groups (tags), the first counts.
  const groupOf = new Map(groups.toReversed().flatMap(({ runs }, i) => runs.map((run) => [run, groups.length - 1 - i] as const)));
  const all = [...groupOf].map(([run, group]) => ({ run, group }));
  const strata = numbered(all.map(({ run, group }) => `${group} ${taskOf[run]!}`));
  const sizes = new Map<number, number>();
  for (const stratum of strata) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1);
  const within = strata.filter((stratum) => sizes.get(stratum)! > 1).length >= all.length / 2 ? 'task' : 'group';
  const counts = Array.from(alphabet, () => new Float64Array(sequences.length));
  for (const { run } of all) for (const code of sequences[run]!.codes) counts[code]![run]!++;
  const seen = (run: number, code: number): boolean => sequences[run]!.observed?.[code] !== 0;
  const rows = alphabet.flatMap((behavior, code): Omit<LengthRate, 'q'>[] => {
    const own = [...all.keys()].filter((i) => seen(all[i]!.run, code));
    const events = own.reduce((sum, i) => sum + counts[code]![all[i]!.run]!, 0);
    if (events === 0) return [];
    const slope = lengthSlope({
      counts: Float64Array.from(own, (i) => counts[code]![all[i]!.run]!),
      lengths: Float64Array.from(own, (i) => lengths[all[i]!.run]!),
      strata: Int32Array.from(own, (i) => (within === 'task' ? strata[i]! : all[i]!.group)),
      clusters: Int32Array.from(own, (i) => taskOf[all[i]!.run]!),
    });
    const rates = groups.map(({ runs }) => rateOf(runs.filter((run) => seen(run, code)), counts[code]!));
    const change = groups.length < 2 ? undefined : changeOf(groups[0]!.runs, groups.at(-1)!.runs, code);
    return [{ behavior, events, groups: rates, ...(slope !== undefined && { within: { ...slope, q: 1 } }), ...(change !== undefined && { change: { ...change, q: 1 } }) }];
  });
  return { within, rows: withQ(rows).toSorted((a, b) => (a.within?.p ?? 2) - (b.within?.p ?? 2) || (a.behavior < b.behavior ? -1 : 1)) };

  function rateOf(runs: readonly number[], own: Float64Array): LengthRate['groups'][number] {
    if (runs.length === 0) return null;
    let sums = NO_SHARE;
    for (const list of Map.groupBy(runs, (run) => taskOf[run]!).values()) {
      sums = addToShare(sums, list.reduce((sum, run) => sum + own[run]!, 0), list.reduce((sum, run) => sum + lengths[run]!, 0));
    }
    const { share, interval } = clusteredShare(sums);
    // Of nothing, the most that so many runs could hide is told per run, not per token.
    if (sums.part === 0) return { perRun: 0, perThousand: 0, interval: [0, (rateInterval(0, sums.runs)[1] * runs.length * 1000) / sums.whole] };
    return { perRun: sums.part / runs.length, perThousand: share * 1000, interval: [interval[0] * 1000, interval[1] * 1000] };
  }

  function changeOf(first: readonly number[], last: readonly number[], code: number): CohortDifference | undefined {
    const sums = new Map<number, { parts: [number, number]; wholes: [number, number]; runs: [number, number] }>();
    for (const [side, runs] of [first, last].entries()) {
      for (const run of runs) {
        if (!seen(run, code)) continue;
        const own = sums.get(taskOf[run]!) ?? { parts: [0, 0], wholes: [0, 0], runs: [0, 0] };
        own.parts[side]! += counts[code]![run]!;
        own.wholes[side]! += lengths[run]! / 1000;
        own.runs[side]!++;
        sums.set(taskOf[run]!, own);
      }
    }
    const moments = momentSums(1, 1);
    for (const { parts, wholes, runs } of sums.values()) {
      addWhole(moments, 0, wholes, runs);
      addPart(moments, 0, parts, wholes);
    }
    return cohortDifference(momentsOf(moments, 0, 0), { paired: false, isShare: false });
  }
} // prettier-ignore

function withQ(rows: readonly LengthRate[]): LengthRate[] {
  const within = rows.flatMap((row) => row.within ?? []);
  const change = rows.flatMap((row) => row.change ?? []);
  const q = [within, change].map((list) => new Map(falseDiscovery(list.map(({ p }) => p)).map((value, i) => [list[i], value])));
  return rows.map((row) => ({
    ...row,
    ...(row.within !== undefined && { within: { ...row.within, q: q[0]!.get(row.within)! } }),
    ...(row.change !== undefined && { change: { ...row.change, q: q[1]!.get(row.change)! } }),
  }));
} // prettier-ignore

function numbered(values: readonly string[]): Int32Array {
  const places = new Map<string, number>();
  return Int32Array.from(values, (value) => {
    const known = places.get(value) ?? places.size;
    places.set(value, known);
    return known;
  });
}
