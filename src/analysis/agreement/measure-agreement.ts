import { bootstrapIntervals } from '../../core/bootstrap-intervals.ts';
import { addToShare, clusteredShare, effectiveUnits, NO_SHARE, type ShareSums } from '../../core/clustered-share.ts';
import { rateInterval, type Interval } from '../../core/rate-interval.ts';
import { cohenKappa, kappaShares } from './cohen-kappa.ts';
import { correctedPrevalence } from './corrected-prevalence.ts';
import { adjustedKappa, gwetAc1 } from './gwet-ac1.ts';
import { nominalAlpha, nominalSums } from './krippendorff-alpha.ts';
import type { RatedRun, RatedUnit, SpanCounts } from './rate-run.ts';
import { constantBaseline, retrievalScores } from './retrieval-scores.ts';

/**
 * How far two coders agree on one code, the first being the reference. Intervals are at 95%, by bootstrap over runs (over
 * units when there is only one run). `null` is: not defined, e.g. κ where both coders say the same of everything.
 */
export interface AgreementMeasures {
  /** Units that both coders rated. */
  readonly n: number;
  /** Runs with such units. */
  readonly trajectories: number;
  readonly kappa: number | null;
  readonly kappaInterval: Interval | null;
  /** Krippendorff's nominal α over all coders. */
  readonly alpha: number | null;
  readonly alphaInterval: Interval | null;
  readonly gwetAc1: number | null;
  /** κ adjusted for prevalence and bias. */
  readonly pabak: number | null;
  /** Of the second coder's, how much the first has too. */
  readonly precision: number | null;
  /** Of the first coder's, how much the second has too. */
  readonly recall: number | null;
  readonly f1: number | null;
  readonly f1Interval: Interval | null;
  /** What the last three count: units, or stretches of text of which two match at an overlap (IoU) of ½. */
  readonly matching: 'units' | 'events';
  /** Share of units that the second coder calls present. */
  readonly prevalence: number | null;
  readonly prevalenceInterval: Interval | null;
  /** `store`: over every run the detector examined; `labels`: over the units above. */
  readonly prevalenceOf: 'store' | 'labels';
  /** {@link prevalence} without the errors that the second coder makes, if the first is right (Rogan–Gladen). */
  readonly correctedPrevalence: number | null;
  readonly correctedPrevalenceInterval: Interval | null;
  /** The best constant guess against the first coder, by units. */
  readonly baseline: { readonly name: string; readonly kappa: number; readonly f1: number };
  /** Units (or seconds) that both, only one, and none of the two call present. */
  readonly counts: {
    readonly both: number;
    readonly onlyFirst: number;
    readonly onlySecond: number;
    readonly neither: number;
  };
  /** Units that were named and could not be observed. */
  readonly notObservable: number;
}

// Of more units in a single run those that say the same are drawn together.
const MOST_DRAWN = 1000;

interface Sums extends SpanCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** Values of all coders, of units that two or more rated, and what they differ by; see `NominalSums`. */
  readonly present: number;
  readonly absent: number;
  readonly disagreement: number;
}

/**
 * Measures agreement over rated runs.
 *
 * @param apparent - how often the second coder calls the code present over all it examined, if it examined more than these
 */
export function measureAgreement(runs: readonly RatedRun[], apparent?: ShareSums): AgreementMeasures {
  const isByEvents = runs.some(({ spans }) => spans !== undefined);
  const rated = runs.filter(({ units }) => units.some(({ ratings }) => isPair(ratings)));
  // A run that says nothing is none to draw.
  const perRun = runs
    .map(({ units, spans }) => sumsOf(units, spans))
    .filter((sums) => Object.values(sums).some((amount) => amount > 0));
  const perUnit = rated.length < 2 ? runs.flatMap(({ units }) => units.map((unit) => sumsOf([unit]))) : undefined;
  const total = addUp(perRun);
  const table = tableOf(total);
  const scores = isByEvents
    ? retrievalScores(total.matched, total.first, total.second)
    : retrievalScores(total.both, total.both + total.onlyFirst, total.both + total.onlySecond);
  const kinds = perUnit !== undefined && perUnit.length > MOST_DRAWN ? kindsOf(perUnit) : undefined;
  const statistics = (sample: readonly Sums[], times?: readonly number[]): (number | undefined)[] => {
    const sums = addUp(sample, times);
    const f1 = isByEvents
      ? retrievalScores(sums.matched, sums.first, sums.second).f1
      : retrievalScores(sums.both, sums.both + sums.onlyFirst, sums.both + sums.onlySecond).f1;
    return [cohenKappa(tableOf(sums)), alphaOf(sums), f1];
  };
  const [kappaRange, alphaRange, f1Range] =
    kinds === undefined
      ? bootstrapIntervals(perUnit ?? perRun, statistics)
      : bootstrapIntervals(kinds.sums, statistics, { counts: kinds.counts });
  const kappa = cohenKappa(table);
  const alpha = alphaOf(total);
  const shown = perRun.filter((sums) =>
    isByEvents ? sums.first + sums.second > 0 : sums.both + sums.onlyFirst + sums.onlySecond > 0,
  ).length;
  const clusters = perUnit?.length ?? rated.length;
  const differ = total.onlyFirst + total.onlySecond;
  const all = total.both + differ + total.neither;
  const expectedAgreement = kappaShares(table)?.expected ?? 1;
  const seen = shareOver(
    perRun,
    ({ both, onlySecond }) => both + onlySecond,
    ({ both, onlyFirst, onlySecond, neither }) => both + onlyFirst + onlySecond + neither,
  );
  const prevalence = apparent ?? seen;
  const corrected = correct(prevalence, perRun);
  const { share, interval } = clusteredShare(prevalence);
  return {
    n: runs.reduce((sum, { units }) => sum + units.filter(({ ratings }) => isPair(ratings)).length, 0),
    trajectories: rated.length,
    kappa: kappa ?? null,
    kappaInterval: widened(kappaRange, kappa, differ === 0, clusters, 1 - expectedAgreement),
    alpha: alpha ?? null,
    alphaInterval: widened(alphaRange, alpha, total.disagreement === 0, clusters, expectedDisagreement(total)),
    gwetAc1: gwetAc1(table) ?? null,
    pabak: adjustedKappa(table) ?? null,
    precision: scores.precision ?? null,
    recall: scores.recall ?? null,
    f1: scores.f1 ?? null,
    f1Interval: f1Interval(scores.f1, isByEvents && perUnit !== undefined ? undefined : f1Range, shown),
    matching: isByEvents ? 'events' : 'units',
    prevalence: prevalence.whole > 0 ? share : null,
    prevalenceInterval: prevalence.whole > 0 ? interval : null,
    prevalenceOf: apparent === undefined ? 'labels' : 'store',
    correctedPrevalence: corrected?.prevalence ?? null,
    correctedPrevalenceInterval: corrected?.interval ?? null,
    baseline: constantBaseline(all > 0 ? (total.both + total.onlyFirst) / all : 0),
    counts: { both: total.both, onlyFirst: total.onlyFirst, onlySecond: total.onlySecond, neither: total.neither },
    notObservable: runs.reduce((sum, run) => sum + run.notObservable, 0),
  };
}

function isPair([a, b]: readonly (boolean | undefined)[]): boolean {
  return a !== undefined && b !== undefined;
}

const NOTHING: Sums = {
  both: 0,
  onlyFirst: 0,
  onlySecond: 0,
  neither: 0,
  first: 0,
  second: 0,
  matched: 0,
  present: 0,
  absent: 0,
  disagreement: 0,
};

function sumsOf(units: readonly RatedUnit[], spans?: SpanCounts): Sums {
  const sums = { ...NOTHING, ...spans };
  for (const { unit, ratings } of units) {
    const { counts, disagreement } = nominalSums(ratings, unit.weight);
    sums.present += counts.get(true) ?? 0;
    sums.absent += counts.get(false) ?? 0;
    sums.disagreement += disagreement;
    const [a, b] = ratings;
    if (a === undefined || b === undefined) continue;
    sums[a ? (b ? 'both' : 'onlyFirst') : b ? 'onlySecond' : 'neither'] += unit.weight;
  }
  return sums;
}

/** Units that say the same, once. */
function kindsOf(units: readonly Sums[]): { readonly sums: readonly Sums[]; readonly counts: readonly number[] } {
  const kinds = [...Map.groupBy(units, (sums) => Object.values(sums).join(' ')).values()];
  return { sums: kinds.map((own) => own[0]!), counts: kinds.map((own) => own.length) };
}

function addUp(all: readonly Sums[], times?: readonly number[]): Sums {
  const sums = { ...NOTHING };
  for (const [i, one] of all.entries()) {
    const n = times?.[i] ?? 1;
    sums.both += n * one.both;
    sums.onlyFirst += n * one.onlyFirst;
    sums.onlySecond += n * one.onlySecond;
    sums.neither += n * one.neither;
    sums.first += n * one.first;
    sums.second += n * one.second;
    sums.matched += n * one.matched;
    sums.present += n * one.present;
    sums.absent += n * one.absent;
    sums.disagreement += n * one.disagreement;
  }
  return sums;
}

function alphaOf({ present, absent, disagreement }: Sums): number | undefined {
  const counts = new Map([
    [true, present],
    [false, absent],
  ]);
  return nominalAlpha([{ counts, disagreement }]);
}

function tableOf({ both, onlyFirst, onlySecond, neither }: Sums): number[][] {
  return [
    [both, onlyFirst],
    [onlySecond, neither],
  ];
}

function expectedDisagreement({ present, absent }: Sums): number {
  const n = present + absent;
  return n < 2 ? 0 : (2 * present * absent) / (n * (n - 1));
}

// Where coders never differ, no resample differs either. That n clusters show none still leaves room for some (Wilson).
function widened(
  interval: Interval | undefined,
  value: number | undefined,
  isPerfect: boolean,
  clusters: number,
  byChance: number,
): Interval | null {
  if (value === undefined || clusters === 0 || byChance <= 0) return null;
  if (isPerfect) return [Math.max(-1, 1 - (1 - rateInterval(clusters, clusters)[0]) / byChance), 1];
  // A coder who calls everything the same gives one value in every resample: that tells nothing of how sure it is.
  return interval === undefined || interval[1] - interval[0] < 1e-9 ? null : interval;
}

// Nor is F1 known to be 1, or 0, because of n runs with something to find all, or none, was found.
function f1Interval(f1: number | undefined, interval: Interval | undefined, runs: number): Interval | null {
  if (f1 === 1) return [rateInterval(runs, runs)[0], 1];
  return f1 === 0 ? [0, rateInterval(0, runs)[1]] : (interval ?? null);
}

function shareOver(runs: readonly Sums[], part: (sums: Sums) => number, whole: (sums: Sums) => number): ShareSums {
  return runs.reduce((sums, run) => (whole(run) > 0 ? addToShare(sums, part(run), whole(run)) : sums), NO_SHARE);
}

function correct(prevalence: ShareSums, runs: readonly Sums[]): ReturnType<typeof correctedPrevalence> {
  const sensitivity = shareOver(
    runs,
    ({ both }) => both,
    ({ both, onlyFirst }) => both + onlyFirst,
  );
  const specificity = shareOver(
    runs,
    ({ neither }) => neither,
    ({ neither, onlySecond }) => neither + onlySecond,
  );
  if (prevalence.whole <= 0 || sensitivity.whole <= 0 || specificity.whole <= 0) return undefined;
  const estimate = (sums: ShareSums): { share: number; n: number } => ({
    share: Math.min(1, sums.part / sums.whole),
    n: effectiveUnits(sums),
  });
  return correctedPrevalence(estimate(prevalence), estimate(sensitivity), estimate(specificity));
}
