import { pt, qt } from 'lib-r-math.js';
import type { Interval } from '../../core/rate-interval.ts';

/** Runs on their way to an end. Steps are counted from 1. */
export interface TimedRuns {
  /** Per run, its stratum, 0-based; −1 leaves the run out. */
  readonly strata: Int32Array;
  /** Per run, its cluster: runs of one cluster are alike. */
  readonly clusters: Int32Array;
  /** Per run, its last step. */
  readonly steps: Int32Array;
  /** Per run 1 when it happened in its last step, else 0. */
  readonly happened: Uint8Array;
}

/** How many times as likely a step is to be the end once the behavior has been seen. */
export interface HazardRatio {
  /** Null when it happened only to runs with it, or only to runs without. */
  readonly ratio: number | null;
  /** 95%, between clusters; null when there is no ratio, or one cluster says all. */
  readonly interval: Interval | null;
  /** Of no difference, two-sided (score test). */
  readonly p: number;
  /** Ends that say something: with others at risk in the same step of the same stratum that differ in exposure. */
  readonly events: number;
}

/** Risk sets: per end, who was at risk in the same step of the same stratum. */
interface RiskSet {
  readonly stratum: number;
  readonly step: number;
  readonly exposed: number;
  readonly unexposed: number;
  readonly exposedEvents: number;
  readonly events: number;
}

const ROUNDS = 50;
const LARGEST = 15;

/**
 * The hazard ratio of a behavior as it comes to be seen: a log-linear regression over steps of runs with a baseline of its own for every
 * step of every stratum, which drops out, so that a run is compared only with runs of its stratum that got as far. The behavior counts
 * from the step after it was first seen; before that the run counts as one without, so that only long runs having the time for it is no
 * advantage to it. Errors are clustered, with as many degrees of freedom as effective clusters less one.
 *
 * @param seen - per run, the step in which the behavior was first seen (from 1); Infinity for never, NaN leaves the run out
 * @returns undefined when no end had others at risk that differ
 * @see Breslow 1974; Lin & Wei 1989 for robust errors; Wooldridge 1999 for why ties and equal variance do not matter
 */
export function hazardRatio(runs: TimedRuns, seen: Float64Array): HazardRatio | undefined {
  const members = strataMembers(runs, seen);
  const sets = members.flatMap((list, stratum) => riskSets(runs, seen, { list, stratum }));
  const telling = sets.filter(({ exposed, unexposed }) => exposed > 0 && unexposed > 0);
  const events = telling.reduce((sum, set) => sum + set.events, 0);
  if (events === 0) return undefined;
  const atNone = robustScore(runs, seen, { members, sets: telling, logRatio: 0 });
  const size = atNone.variance <= 0 ? 0 : Math.abs(atNone.score) / Math.sqrt(atNone.variance);
  const p = atNone.variance <= 0 ? 1 : 2 * pt(-size, Math.max(1, atNone.clusters - 1));
  const logRatio = maximum(telling);
  if (logRatio === undefined) return { ratio: null, interval: null, p, events };
  const { variance, information, clusters } = robustScore(runs, seen, { members, sets: telling, logRatio });
  // A cluster that says all fits itself: nothing is left to tell how sure that is.
  if (variance < 1e-9 * information) return { ratio: Math.exp(logRatio), interval: null, p: 1, events };
  const reach = (qt(0.975, Math.max(1, clusters - 1)) * Math.sqrt(variance)) / information;
  return { ratio: Math.exp(logRatio), interval: [Math.exp(logRatio - reach), Math.exp(logRatio + reach)], p, events };
}

function strataMembers({ strata }: TimedRuns, seen: Float64Array): number[][] {
  const members: number[][] = [];
  for (const [run, stratum] of strata.entries()) {
    if (stratum < 0 || Number.isNaN(seen[run]!)) continue;
    (members[stratum] ??= []).push(run);
  }
  return Array.from(members, (list) => list ?? []);
}

/** The ends of a stratum, first to last. */
function riskSets(
  { steps, happened }: TimedRuns,
  seen: Float64Array,
  { list, stratum }: { readonly list: readonly number[]; readonly stratum: number },
): RiskSet[] {
  if (list.length < 2) return [];
  const last = list.reduce((most, run) => Math.max(most, steps[run]!), 0);
  // Changes from one step to the next, added up along the way.
  const atRisk = new Int32Array(last + 2);
  const exposed = new Int32Array(last + 2);
  const events = new Int32Array(last + 2);
  const exposedEvents = new Int32Array(last + 2);
  for (const run of list) {
    const end = steps[run]!;
    atRisk[end + 1]!--;
    if (seen[run]! < end) {
      exposed[seen[run]! + 1]!++;
      exposed[end + 1]!--;
    }
    if (happened[run] === 1) {
      events[end]!++;
      if (seen[run]! < end) exposedEvents[end]!++;
    }
  }
  const sets: RiskSet[] = [];
  let running = list.length;
  let shown = 0;
  for (let step = 0; step <= last; step++) {
    running += atRisk[step]!;
    shown += exposed[step]!;
    const ended = events[step] ?? 0;
    if (ended === 0) continue;
    sets.push({ stratum, step, exposed: shown, unexposed: running - shown, exposedEvents: exposedEvents[step]!, events: ended }); // prettier-ignore
  }
  return sets;
}

/** The logarithm of the ratio at which the score is zero; undefined when it is infinite. */
function maximum(sets: readonly RiskSet[]): number | undefined {
  let logRatio = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const ratio = Math.exp(logRatio);
    let score = 0;
    let information = 0;
    for (const { exposed, unexposed, exposedEvents, events } of sets) {
      const share = (exposed * ratio) / (exposed * ratio + unexposed);
      score += exposedEvents - events * share;
      information += events * share * (1 - share);
    }
    const step = Math.max(-2, Math.min(2, score / information));
    logRatio += step;
    if (!(Math.abs(logRatio) < LARGEST)) return undefined;
    if (Math.abs(step) < 1e-10) return logRatio;
  }
  return logRatio;
}

/** The score at a ratio with its variance between clusters, the information, and how many clusters there are in effect. */
function robustScore(
  { clusters, steps, happened }: TimedRuns,
  seen: Float64Array,
  { members, sets, logRatio }: { readonly members: readonly (readonly number[])[]; readonly sets: readonly RiskSet[]; readonly logRatio: number },
): { readonly score: number; readonly variance: number; readonly information: number; readonly clusters: number } {
  const ratio = Math.exp(logRatio);
  const sums = new Map<number, { score: number; weight: number }>();
  let information = 0;
  let score = 0;
  for (const [stratum, own] of Map.groupBy(sets, (set) => set.stratum)) {
    const curves = cumulated(own, ratio);
    for (const run of members[stratum]!) {
      const end = steps[run]!;
      const before = Math.min(end, seen[run]!);
      const [atSeen, atEnd] = [curves.upTo(before), curves.upTo(end)];
      // Of the steps without and with it: what was expected of the run, times how it differs from those at risk.
      let residual = atSeen.unexposed - (atEnd.exposed - atSeen.exposed);
      const weight = atSeen.unexposedWeight + (atEnd.exposedWeight - atSeen.exposedWeight);
      if (happened[run] === 1) residual += curves.at(end, seen[run]! < end);
      const sum = sums.get(clusters[run]!) ?? { score: 0, weight: 0 };
      sum.score += residual;
      sum.weight += weight;
      sums.set(clusters[run]!, sum);
      information += weight;
      score += residual;
    }
  }
  let variance = 0;
  let concentration = 0;
  for (const { score: own, weight } of sums.values()) {
    const leverage = weight / information;
    concentration += leverage * leverage;
    variance += (own * own) / Math.max(1e-9, 1 - leverage);
  }
  return { score, variance, information, clusters: 1 / concentration };
} // prettier-ignore

/** Running sums over the ends of a stratum, so that each run's part is two look-ups. */
function cumulated(sets: readonly RiskSet[], ratio: number) {
  const steps = Int32Array.from(sets, ({ step }) => step);
  const zero = { unexposed: 0, exposed: 0, unexposedWeight: 0, exposedWeight: 0 };
  const shares = sets.map(({ exposed, unexposed }) => (exposed * ratio) / (exposed * ratio + unexposed));
  let sum = zero;
  const sums = sets.map(({ exposed, unexposed, events }, i) => {
    const share = shares[i]!;
    const each = events / (exposed * ratio + unexposed);
    sum = {
      unexposed: sum.unexposed + each * share,
      exposed: sum.exposed + each * ratio * (1 - share),
      unexposedWeight: sum.unexposedWeight + each * share * share,
      exposedWeight: sum.exposedWeight + each * ratio * (1 - share) ** 2,
    };
    return sum;
  });
  const places = (step: number): number => {
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle]! <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  return {
    upTo: (step: number) => sums[places(step)] ?? zero,
    /** How a run that ended in this step differs from those at risk; nothing where they did not differ. */
    at(step: number, isExposed: boolean): number {
      const place = places(step);
      return steps[place] === step ? (isExposed ? 1 : 0) - shares[place]! : 0;
    },
  };
}
