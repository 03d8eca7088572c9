import { falseDiscovery } from '../../core/false-discovery.ts';
import { jaccard } from '../../core/jaccard.ts';
import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { outcomeStrata, strataDifference } from '../outcome-difference.ts';
import { CONTRAST_FAMILIES, type Contrast, type ContrastFamily } from './contrast.ts';
import { partialEffect } from './partial-effect.ts';
import type { RunActs } from './run-acts.ts';
import { showContrasts, tablesOf, withoutNeed, type Comparable, type Shown } from './show-contrasts.ts';

const MAX_Q = 0.05;
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
  'missing-argument': 1,
  near: 1,
  after: 1.5,
  unrepaired: 1,
  ordered: 1.5,
  not: 0.5,
};
const MAX_CHOSEN = 8;
// A task that few of the runs are of cannot be all there is to it.
const MAX_LEFT_OUT = 12;
// Left out, it takes some of the sureness with it, but not most.
const STILL = 0.1;
// Contrasts shown by mostly the same runs, of which the surer is not surer by much, say the same.
const SAME_RUNS = 0.6;
const NEARLY_AS_SURE = 0.7;
// What follows from failing shows late in a run: these families are looked at when all others have had their say.
const LATE: ReadonlySet<ContrastFamily> = new Set<ContrastFamily>(['after', 'unrepaired']);

/** A contrast that separates failed runs, given those chosen before it. */
export interface ChosenContrast {
  readonly contrast: Contrast;
  readonly outcome: { difference: number; interval: readonly [number, number]; q: number; n: number };
}

/** A contrast that separates failed runs by itself. */
interface Harmful extends Shown {
  readonly outcome: ChosenContrast['outcome'];
  /** p by itself, over the weight of its family. */
  readonly weighted: number;
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
 * @param runs - indexes of the runs to compare, all of known outcome
 * @returns at most eight, in the order chosen
 * @see Genovese, Roeder & Wasserman 2006 for weights; Mantel & Haenszel 1959
 */
export function chooseContrasts(
  corpus: Corpus,
  contrasts: readonly Contrast[],
  runs: readonly number[],
  actsOf: (run: number) => RunActs,
): ChosenContrast[] {
  const strata = outcomeStrata(corpus);
  const thinking = thinkingRuns(corpus, runs);
  const comparable = { corpus, runs, actsOf, strata };
  const shown = showContrasts(comparable, contrasts);
  const chosen: Harmful[] = [];
  const tested = testAll(corpus, shown, strata);
  const refinedOf = refinements(shown, tested);
  let open = tested
    .filter(({ outcome }) => outcome.q <= MAX_Q)
    .filter((entry) => {
      const { slope, p } = beyond(corpus, entry, { others: [thinking], strata });
      return slope < 0 && p <= MAX_Q && !needCounts(comparable, entry) && holdsWithoutAnyTask(comparable, entry);
    });
  while (chosen.length < MAX_CHOSEN) {
    // Many contrasts stand for one cause, so that their number must not make room for those that stand for none.
    const level = (MAX_Q * (chosen.length + 1)) / shown.length;
    const surest =
      preferred(
        open.filter(({ contrast }) => !LATE.has(contrast.family)),
        level,
      ) ?? preferred(open, level);
    if (surest === undefined) break;
    const best = refinedOf(surest) ?? surest;
    chosen.push(best);
    open = open.flatMap((entry) => {
      if (jaccard(entry.showing, best.showing) >= SAME_RUNS) return [];
      const others = [thinking, ...chosen.map((other) => other.showing)];
      const { slope, p } = beyond(corpus, entry, { others, strata });
      return entry !== best && entry !== surest && slope < 0 && p <= BEYOND ? [{ ...entry, p }] : [];
    });
  }
  return chosen.map(({ contrast, outcome }) => ({ contrast, outcome }));
}

/** What goes with failure: the interval below 0, and at least ten points; with q over all tests. */
function testAll(corpus: Corpus, shown: readonly Shown[], strata: Int32Array): Harmful[] {
  const weights = weightsOf(shown.map(({ contrast }) => contrast));
  const found = shown.map((entry) => strataDifference(tablesOf(corpus, entry, strata)));
  const weighted = found.map((each, i) => Math.min(1, (each?.p ?? 1) / weights[i]!));
  const q = falseDiscovery(weighted);
  return shown.flatMap((entry, i): Harmful[] => {
    const each = found[i];
    if (each === undefined || each.interval[1] >= 0 || each.difference > -MIN_DIFFERENCE) return [];
    const { difference, interval, n, p } = each;
    return [{ ...entry, outcome: { difference, interval, q: q[i]!, n }, weighted: weighted[i]!, p }];
  });
}

/**
 * An act is not what is wrong where it is a way of doing it that is: for an act that goes with failure, gives the surest
 * contrast about how it is done, if that holds among as many as were tested of that act.
 *
 * @see Benjamini & Bogomolov 2014 for testing within what was selected
 */
function refinements(shown: readonly Shown[], tested: readonly Harmful[]): (blunt: Harmful) => Harmful | undefined {
  const ways = Map.groupBy(
    tested.filter(({ contrast }) => contrast.family !== 'presence'),
    ({ contrast }) => contrast.act,
  );
  return ({ contrast: { family, act }, outcome: { q } }) => {
    const known = ways.get(act);
    if (family !== 'presence' || known === undefined) return undefined;
    const best = known.reduce((a, b) => (b.p < a.p || (b.p === a.p && rank(b) < rank(a)) ? b : a));
    const p = best.p * shown.filter(({ contrast }) => contrast.act === act && contrast.family !== family).length;
    return p > MAX_Q ? undefined : { ...best, outcome: { ...best.outcome, q: Math.max(q, p) } };
  };
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
    const found = strataDifference(tablesOf(corpus, { among: others, showing }, strata));
    return found !== undefined && found.p <= STILL && found.difference <= -MIN_DIFFERENCE;
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

/** The surest, if it is sure enough, or what says the same better. */
function preferred(harmful: readonly Harmful[], level: number): Harmful | undefined {
  const sureness = ({ p }: Harmful): number => -Math.log(Math.max(p, Number.MIN_VALUE));
  const surest = harmful
    .toSorted((a, b) => sureness(b) - sureness(a) || rank(a) - rank(b))
    .find(({ weighted }) => weighted <= level);
  if (surest === undefined) return undefined;
  return harmful
    .filter(
      (entry) =>
        sureness(entry) >= NEARLY_AS_SURE * sureness(surest) && jaccard(entry.showing, surest.showing) >= SAME_RUNS,
    )
    .sort((a, b) => rank(a) - rank(b) || a.contrast.distance - b.contrast.distance || sureness(b) - sureness(a))[0];
}

function rank({ contrast }: Harmful): number {
  return CONTRAST_FAMILIES.indexOf(contrast.family);
}
