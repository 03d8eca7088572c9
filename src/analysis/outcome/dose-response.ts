import { falseDiscovery } from '../../core/false-discovery.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Interval } from '../../core/rate-interval.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import { permutationP } from '../transition/permutation-p.ts';
import { clipDifference, exposedInterval } from './compare-exposed.ts';
import { lengthControls } from './outcome-differences.ts';
import { agentControls, outcomeStrata } from './outcome-strata.ts';
import { withinStrata, type StratifiedRuns, type WithinStrata } from './within-strata.ts';

/** What one occurrence more goes with: change of the rate of success, −1…1. */
export interface DoseEffect {
  readonly difference: number;
  /** 95%, between tasks. */
  readonly interval: Interval;
  readonly p: number;
  /** Over all behaviors of which this is told. */
  readonly q: number;
}

/** Runs that show a behavior so many times, against runs of the same strata that do not show it at all. */
export interface DoseLevel {
  /** How many times, both inclusive; `to` is null where there is no upper end. */
  readonly from: number;
  readonly to: number | null;
  readonly runs: number;
  readonly successes: number;
  /** Null where no runs compare. */
  readonly difference: number | null;
  readonly interval: Interval | null;
}

/** How success goes with the number of times a behavior comes in a run. */
export interface DoseRow {
  readonly behavior: string;
  /** Runs of strata in which the number varies. */
  readonly n: number;
  /** Runs that show it, and how often these do on average. */
  readonly runs: number;
  readonly meanTimes: number;
  /** Per occurrence; its p is the larger of that of outcomes exchanged within strata and that between tasks. */
  readonly each: DoseEffect;
  /** The same among runs of equal length (and model, where models are compared); null where that tells the number. */
  readonly adjusted: DoseEffect | null;
  /** Per occurrence after the first, at equal length: what is left when whether it comes at all is held equal, too. */
  readonly further: DoseEffect | null;
  /** None, then up to three levels of about as many runs each. */
  readonly levels: readonly DoseLevel[];
}

/** Fewer runs that show it more than once, or that compare, say nothing of doses. */
const FEWEST_REPEATS = 5;
const FEWEST_RUNS = 10;
// Exchanges of outcomes; with more runs fewer say as much.
const MOST_EXCHANGES = 5e6;

/**
 * For each behavior that runs show more than once: does success go with how often? Least squares of success on the count with a mean of
 * its own for every stratum, as `outcomeDifferences` for whether at all, with variance between tasks. Counts grow with
 * length even more than presence does, so the figures at equal length are those to read.
 *
 * @returns strongest evidence first
 */
export function doseResponse(
  { alphabet, sequences }: SequenceSet,
  { exchanges = 999, seed = 1 }: { readonly exchanges?: number; readonly seed?: number } = {},
): DoseRow[] {
  const { strata, tasks } = outcomeStrata(sequences);
  const outcome = Float64Array.from(sequences, ({ success }) => (success === true ? 1 : 0));
  const plain: StratifiedRuns = { strata, clusters: tasks, outcome };
  const controls = [...lengthControls(sequences), ...agentControls(sequences, strata)];
  const random = seededRandom(seed);
  const found = alphabet.flatMap((behavior, code) => {
    const times = timesOf(sequences, code);
    const counted = sequences
      .keys()
      .filter((run) => strata[run]! >= 0 && times[run]! > 0)
      .toArray();
    if (counted.filter((run) => times[run]! > 1).length < FEWEST_REPEATS) return [];
    const each = withinStrata(plain, times);
    // Where all end alike nothing can be told of them.
    if (each === undefined || each.n < FEWEST_RUNS || each.standardError < 1e-9) return [];
    const shown = times.map((count) => Math.min(1, count));
    const p = Math.max(each.p, exchangedP(plain, times, { exchanges, random }));
    return [
      {
        behavior,
        n: each.n,
        runs: counted.length,
        meanTimes: counted.reduce((sum, run) => sum + times[run]!, 0) / counted.length,
        each: { ...each, p },
        adjusted: withinStrata({ ...plain, controls }, times),
        further: withinStrata({ ...plain, controls: [...controls, shown] }, times),
        levels: levelsOf(plain, times),
      },
    ];
  });
  const withQ = (effects: readonly (WithinStrata | undefined)[]): (DoseEffect | null)[] => {
    const q = falseDiscovery(effects.flatMap((effect) => effect?.p ?? []));
    let next = 0;
    return effects.map((effect) => (effect === undefined ? null : effectOf(effect, q[next++]!)));
  };
  const [each, adjusted, further] = (['each', 'adjusted', 'further'] as const).map((key) => withQ(found.map((row) => row[key]))); // prettier-ignore
  return found
    .map((row, place): DoseRow => ({
      ...row,
      each: each![place]!,
      adjusted: adjusted![place]!,
      further: further![place]!,
    }))
    .sort((a, b) => a.each.p - b.each.p || b.n - a.n || (a.behavior < b.behavior ? -1 : 1));
}

function effectOf({ difference, interval, p }: WithinStrata, q: number): DoseEffect {
  const [low, high] = interval;
  return { difference: clipDifference(difference), interval: [clipDifference(low), clipDifference(high)], p, q };
}

/** Per run, how often it shows the behavior; NaN where it could not be observed. */
function timesOf(sequences: readonly BehaviorSequence[], code: number): Float64Array {
  return Float64Array.from(sequences, ({ codes, observed }) => {
    let times = 0;
    for (const own of codes) if (own === code) times++;
    return times === 0 && observed?.[code] === 0 ? Number.NaN : times;
  });
}

/** p of "outcomes of a stratum could as well be exchanged", by the sum of counts over successes. */
function exchangedP(
  { strata, outcome }: StratifiedRuns,
  times: Float64Array,
  { exchanges, random }: { readonly exchanges: number; readonly random: Random },
): number {
  const members = [...Map.groupBy(strata.keys().filter((run) => strata[run]! >= 0 && !Number.isNaN(times[run]!)), (run) => strata[run]!).values()]; // prettier-ignore
  const telling = members.filter((runs) => new Set(runs.map((run) => times[run])).size > 1 && new Set(runs.map((run) => outcome[run])).size > 1); // prettier-ignore
  const size = telling.reduce((sum, runs) => sum + runs.length, 0);
  const draws = Math.min(exchanges, Math.max(99, Math.floor(MOST_EXCHANGES / Math.max(1, size))));
  const counts = telling.map((runs) => Float64Array.from(runs, (run) => times[run]!));
  const successes = telling.map((runs) => runs.filter((run) => outcome[run] === 1).length);
  const seen = telling.flat().reduce((sum, run) => sum + times[run]! * outcome[run]!, 0);
  const drawn = Float64Array.from({ length: draws }, () => {
    let sum = 0;
    for (const [place, own] of counts.entries()) {
      // The first so many of a partly shuffled stratum succeed.
      for (let i = 0; i < successes[place]!; i++) {
        const j = i + random.below(own.length - i);
        const count = own[j]!;
        own[j] = own[i]!;
        own[i] = count;
        sum += count;
      }
    }
    return sum;
  });
  return permutationP(seen, drawn);
}

function levelsOf(runs: StratifiedRuns, times: Float64Array): DoseLevel[] {
  const { strata, outcome } = runs;
  const shown = times.filter((count, run) => count > 0 && strata[run]! >= 0).sort();
  const [first, second] = [1, 2].map((third) => shown[Math.ceil((third * shown.length) / 3) - 1]!);
  const most = shown.at(-1)!;
  const ends = [...new Set([0, first!, second!])].filter((end) => end < most);
  return [...ends, most].map((to, level, all): DoseLevel => {
    const from = level === 0 ? 0 : all[level - 1]! + 1;
    const isIn = (count: number): boolean => count >= from && count <= to;
    const exposure = times.map((count) => (isIn(count) ? 1 : count === 0 ? 0 : Number.NaN));
    const members = [...times.keys()].filter((run) => strata[run]! >= 0 && isIn(times[run]!));
    const within = level === 0 ? undefined : withinStrata(runs, exposure);
    return {
      from,
      to: level + 1 === all.length ? null : to,
      runs: members.length,
      successes: members.reduce((sum, run) => sum + outcome[run]!, 0),
      difference: within === undefined ? null : clipDifference(within.difference),
      interval: within === undefined ? null : exposedInterval(runs, exposure, within),
    };
  });
}
