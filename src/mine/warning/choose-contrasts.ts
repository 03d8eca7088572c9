import { fewerSuccesses } from '../../core/exact-stratified-test.ts';
import { jaccard } from '../../core/jaccard.ts';
import type { Stratum } from '../../core/stratified-test.ts';
import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { strataDifference } from '../outcome-difference.ts';
import { CONTRAST_FAMILIES, type Contrast, type ContrastFamily } from './contrast.ts';
import { partialEffect } from './partial-effect.ts';
import { showContrasts, tablesOf, withoutNeed, type Comparable, type Shown } from './show-contrasts.ts';

const MAX_Q = 0.05;
// Of what may be false, for each that is chosen. Half of the rate, since of several that say the same the best is taken.
const FALSE_EACH = MAX_Q / 2;
// What is needed seems to help by itself.
const NEED_COUNTS = 0.3;
// What says more than what was chosen says it this surely.
const BEYOND = 0.01;
// A difference of fewer points is not worth a sentence, however sure.
const MIN_DIFFERENCE = 0.1;
// How much of the false discovery rate each family gets: more where a cause is likely to be found, least for pairs of acts
// that have not been seen to have to do with each other. Chosen beforehand, so that the rate holds.
const SHARES: Readonly<Record<ContrastFamily | 'ordered' | 'not', number>> = {
  late: 2,
  presence: 3,
  before: 4,
  argument: 1,
  near: 1,
  after: 1.5,
  unrepaired: 0.5,
  'giving-up': 0.5,
  ordered: 1.5,
  not: 0.5,
};
const MAX_CHOSEN = 8;
// A task that few of the runs are of cannot be all there is to it.
const MAX_LEFT_OUT = 12;
// Left out, it takes some of the sureness with it, but not most; p on the side of failure.
const STILL = 0.05;
// What is surely wrong of one act is likely so of others, of which less has been seen; p on the side of failure.
const LIKELY_TOO = 0.2;
// Contrasts shown by mostly the same runs, of which the surer is not surer by much, say the same.
const SAME_RUNS = 0.6;
const NEARLY_AS_SURE = 0.7;
// What follows from failing shows late in a run: these families are looked at when all others have had their say.
const LATE: ReadonlySet<ContrastFamily> = new Set<ContrastFamily>(['after', 'unrepaired', 'giving-up']);

/** A contrast that separates failed runs, given those chosen before it. */
export interface ChosenContrast {
  readonly contrast: Contrast;
  readonly outcome: { difference: number; interval: readonly [number, number]; q: number; n: number };
}

/** A contrast that separates failed runs by itself. */
interface Harmful extends Shown {
  readonly outcome: ChosenContrast['outcome'];
  /** How many contrasts would come out as sure if none had to do with failure, sureness weighed by family. */
  readonly falselyAsSure: number;
  /** p given what has been chosen so far. */
  readonly p: number;
}

/**
 * Tests contrasts within tasks (and groups, see `outcome-difference.ts`), holding the false discovery rate at 0.05 over
 * all of them, each family with its share of it (weights), and over what is chosen. It chooses step by step: the surest first,
 * then what says more than those chosen (see {@link partialEffect}), so that what merely comes along with a cause goes.
 * Of contrasts that the same runs show the one that says best what to do is taken (see {@link CONTRAST_FAMILIES}), and the
 * one whose act stands nearest to what it needs.
 *
 * @param explaining - sets of runs that may explain a contrast otherwise: it must say more than they do
 * @returns at most eight, in the order chosen
 * @see Genovese, Roeder & Wasserman 2006 for weights; Mantel & Haenszel 1959
 */
export function chooseContrasts(
  comparable: Comparable,
  contrasts: readonly Contrast[],
  explaining: (contrast: Contrast) => readonly ReadonlySet<number>[],
): ChosenContrast[] {
  const { corpus, runs, strata } = comparable;
  const thinking = thinkingRuns(corpus, runs);
  const shown = showContrasts(comparable, contrasts);
  const chosen: Harmful[] = [];
  const tested = testAll(corpus, shown, strata);
  const counts = (entry: Harmful, others: readonly ReadonlySet<number>[], level: number): boolean => {
    const { slope, p } = beyond(corpus, entry, { others, strata });
    return slope < 0 && p <= level;
  };
  const saysMore = (entry: Harmful, than: Harmful): boolean =>
    entry.contrast !== than.contrast && counts(entry, [than.showing], MAX_Q);
  const refinedOf = refinements(shown, tested, saysMore);
  let open = tested.filter(
    (entry) =>
      entry.outcome.q <= MAX_Q &&
      counts(entry, [thinking], MAX_Q) &&
      explaining(entry.contrast).every((others) => counts(entry, [thinking, others], BEYOND)) &&
      !needCounts(comparable, entry) &&
      holdsWithoutAnyTask(comparable, entry),
  );
  while (chosen.length < MAX_CHOSEN) {
    // Many contrasts stand for one cause, so that their number must not make room for those that stand for none.
    const level = FALSE_EACH * (chosen.length + 1);
    const early = open.filter(({ contrast }) => !LATE.has(contrast.family));
    const surest = preferred(early, level, saysMore) ?? preferred(open, level, saysMore);
    if (surest === undefined) break;
    const best = widest(comparable, refinedOf(surest) ?? surest, tested);
    chosen.push(best);
    open = open.flatMap((entry) => {
      if (jaccard(entry.showing, best.showing) >= SAME_RUNS || isPartOf(comparable, entry, best)) return [];
      const others = [thinking, ...chosen.map((other) => other.showing)];
      const { slope, p } = beyond(corpus, entry, { others, strata });
      return entry !== best && entry !== surest && slope < 0 && p <= BEYOND ? [{ ...entry, p }] : [];
    });
  }
  return chosen.map(({ contrast, outcome }) => ({ contrast, outcome }));
}

/**
 * What goes with failure: the interval below 0, and at least ten points; with q over all tests. How many contrasts would come
 * out as sure where none had to do with failure is summed over what each could come out as: few failures, or few
 * successes, allow few values of p, and counting every test in full would leave nothing to be found.
 */
function testAll(corpus: Corpus, shown: readonly Shown[], strata: Int32Array): Harmful[] {
  const weights = weightsOf(shown.map(({ contrast }) => contrast));
  const tests = shown.map((entry) => fewerSuccesses(tablesOf(corpus, entry, strata)));
  const falselyAsSure = (level: number): number =>
    tests.reduce((sum, { chance, chanceOfEither }, i) => {
      const chanceOf = shown[i]!.contrast.family === 'late' ? chanceOfEither : chance;
      return sum + chanceOf(Math.min(1, level * weights[i]!));
    }, 0);
  const found = shown.flatMap((entry, i): Harmful[] => {
    const p = Math.min(1, tests[i]!.p * (entry.contrast.family === 'late' ? 2 : 1));
    const each = p > MAX_Q ? undefined : strataDifference(tablesOf(corpus, entry, strata));
    if (each === undefined) return [];
    const { difference, interval, n } = each;
    return [{ ...entry, outcome: { difference, interval, q: 1, n }, falselyAsSure: falselyAsSure(p / weights[i]!), p }];
  });
  // Benjamini–Hochberg: of so many as sure, so many by chance.
  const order = found.toSorted((a, b) => b.falselyAsSure - a.falselyAsSure);
  let q = 1;
  return order.flatMap((entry, position) => {
    q = Math.min(q, entry.falselyAsSure / (order.length - position));
    const { difference, interval } = entry.outcome;
    return interval[1] >= 0 || difference > -MIN_DIFFERENCE ? [] : [{ ...entry, outcome: { ...entry.outcome, q } }];
  });
}

/**
 * An act is not what is wrong where it is a way of doing it that is: for an act that goes with failure, gives the surest
 * contrast about how it is done, if that holds among as many as were tested of that act.
 *
 * @see Benjamini & Bogomolov 2014 for testing within what was selected
 */
function refinements(
  shown: readonly Shown[],
  tested: readonly Harmful[],
  saysMore: (entry: Harmful, than: Harmful) => boolean,
): (blunt: Harmful) => Harmful | undefined {
  const ways = Map.groupBy(
    tested.filter(({ contrast }) => contrast.family !== 'presence'),
    ({ contrast }) => contrast.act,
  );
  return (blunt) => {
    const { family, act } = blunt.contrast;
    // An act soon after another is looked for in all runs: it must say more than the act does.
    const known = ways.get(act)?.filter((way) => way.contrast.family !== 'near' || saysMore(way, blunt));
    if (family !== 'presence' || known === undefined || known.length === 0) return undefined;
    const best = known.reduce((a, b) => (b.p < a.p || (b.p === a.p && rank(b) < rank(a)) ? b : a));
    const p = best.p * shown.filter(({ contrast }) => contrast.act === act && contrast.family !== family).length;
    return p > MAX_Q ? undefined : { ...best, outcome: { ...best.outcome, q: Math.max(blunt.outcome.q, p) } };
  };
}

/** Whether one is about some of the acts that the other is about, and else the same. */
function isPartOf({ units }: Comparable, { contrast: part }: Shown, { contrast: whole }: Shown): boolean {
  const [some, all] = [units.members[part.act]!, units.members[whole.act]!];
  return part.family === whole.family && part.needs === whole.needs && some.every((id) => all.includes(id));
}

/** The same about more acts, where these others go with failure too: what every change needs is said of every change. */
function widest(comparable: Comparable, entry: Harmful, tested: readonly Harmful[]): Harmful {
  if (entry.contrast.needs === undefined) return entry;
  const { corpus, strata, actsOf } = comparable;
  const does = (run: number): boolean => actsOf(run).first(entry.contrast.act) !== undefined;
  return tested.reduce((widestSoFar, wider) => {
    if (wider.showing.size <= widestSoFar.showing.size || !isPartOf(comparable, entry, wider)) return widestSoFar;
    const others = wider.among.filter((run) => !does(run));
    const tables = tablesOf(corpus, { among: others, showing: wider.showing }, strata);
    return wider.outcome.q <= MAX_Q && goWithFailure(tables, LIKELY_TOO) ? wider : widestSoFar;
  }, entry);
}

/** Whether part of the runs of a contrast say the same, if less surely. */
function goWithFailure(tables: readonly Stratum[], level: number): boolean {
  return fewerSuccesses(tables).p <= level && (strataDifference(tables)?.difference ?? 0) <= -MIN_DIFFERENCE;
}

/**
 * Whether it is rather the need that counts: runs that do not do the act fare worse without it, too, and those that do
 * it no worse than those that do not.
 */
function needCounts(comparable: Comparable, entry: Harmful): boolean {
  const { need, act } = withoutNeed(comparable, entry);
  if (need === undefined || need.p > NEED_COUNTS || need.difference > entry.outcome.difference / 2) return false;
  return act === undefined || act.p > MAX_Q || act.difference > 0;
}

/** Whether a contrast goes with failure whichever task is left out: what one task asks for is no rule for others. */
function holdsWithoutAnyTask({ corpus, strata }: Comparable, { among, showing }: Harmful): boolean {
  const runs = Map.groupBy(showing, (run) => corpus.tasks[run]!);
  const largest = [...runs].sort(([a, x], [b, y]) => y.length - x.length || a - b).slice(0, MAX_LEFT_OUT);
  return largest.every(([task]) => {
    const others = among.filter((run) => corpus.tasks[run] !== task);
    return goWithFailure(tablesOf(corpus, { among: others, showing }, strata), STILL);
  });
}

/** What a contrast says beyond which runs show others. */
function beyond(
  { fragments }: Corpus,
  { among, showing }: Shown,
  { others, strata }: { readonly others: readonly ReadonlySet<number>[]; readonly strata: Int32Array },
): { slope: number; p: number } {
  const exposures = [showing, ...others].map((runs) => Float64Array.from(among, (run) => (runs.has(run) ? 1 : 0)));
  return partialEffect(
    {
      outcome: Float64Array.from(among, (run) => (fragments[run]!.success === true ? 1 : 0)),
      exposure: exposures[0]!,
      strata: Int32Array.from(among, (run) => strata[run]!),
    },
    exposures.slice(1),
  );
}

/**
 * Runs whose agent thinks before most of its calls: programs that make it do so have other tools and other models than
 * those that do not, so that what only they do says nothing.
 */
function thinkingRuns({ fragments }: Corpus, runs: readonly number[]): Set<number> {
  const reasoning = SPEAKERS.indexOf('reasoning');
  return new Set(
    runs.filter((run) => {
      const { calls, steps, sentences } = fragments[run]!;
      const thinking = new Set(sentences.steps.filter((_, i) => sentences.speakers[i] === reasoning));
      const acting = new Set(calls.map(({ at }) => steps[at]!));
      return acting.size > 0 && thinking.size >= acting.size / 2;
    }),
  );
}

/** Weights of mean 1: each family has its share, whatever its size. */
function weightsOf(contrasts: readonly Contrast[]): number[] {
  const keys = contrasts.map(({ family, related }) => (related === 'not' || related === 'ordered' ? related : family));
  const sizes = new Map<keyof typeof SHARES, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const shares = [...sizes.keys()].reduce((sum, key) => sum + SHARES[key], 0);
  return keys.map((key) => (SHARES[key] / shares) * (keys.length / sizes.get(key)!));
}

/** The surest, if it is sure enough, or what says the same better, unless the surest says more. */
function preferred(
  harmful: readonly Harmful[],
  level: number,
  saysMore: (entry: Harmful, than: Harmful) => boolean,
): Harmful | undefined {
  const sureness = ({ p }: Harmful): number => -Math.log(Math.max(p, Number.MIN_VALUE));
  const surest = harmful
    .toSorted((a, b) => sureness(b) - sureness(a) || rank(a) - rank(b))
    .find(({ falselyAsSure }) => falselyAsSure <= level);
  if (surest === undefined) return undefined;
  const [best] = harmful
    .filter(
      (entry) =>
        sureness(entry) >= NEARLY_AS_SURE * sureness(surest) && jaccard(entry.showing, surest.showing) >= SAME_RUNS,
    )
    .sort((a, b) => rank(a) - rank(b) || a.contrast.distance - b.contrast.distance || sureness(b) - sureness(a));
  return best === undefined || saysMore(surest, best) ? surest : best;
}

function rank({ contrast }: Harmful): number {
  return CONTRAST_FAMILIES.indexOf(contrast.family);
}
