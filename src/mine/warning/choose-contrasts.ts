import { falseDiscovery } from '../../core/false-discovery.ts';
import { smallestP } from '../../core/exact-stratified-test.ts';
import type { Stratum } from '../../core/stratified-test.ts';
import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { outcomeStrata, strataDifference } from '../outcome-difference.ts';
import { CONTRAST_FAMILIES, contrastPlaces, type Contrast, type ContrastFamily } from './contrast.ts';
import { partialEffect } from './partial-effect.ts';
import type { RunActs } from './run-acts.ts';

const MAX_Q = 0.05;
// What says more than what was chosen says it this surely.
const BEYOND = 0.01;
// A difference of fewer points is not worth a sentence, however sure.
const MIN_DIFFERENCE = 0.1;
// What could not fall below this, whatever had happened, is not tested.
const ATTAINABLE = 0.01;
// How much of the false discovery rate each family gets: more where a cause is likely to be found, least for pairs of acts
// that have not been seen to have to do with each other. Chosen beforehand, so that the rate holds.
const SHARES: Readonly<Record<ContrastFamily | 'unrelated', number>> = {
  late: 2,
  presence: 3,
  before: 4,
  argument: 1,
  'missing-argument': 1,
  near: 1,
  after: 1.5,
  unrepaired: 1,
  unrelated: 0.5,
};
const MAX_CHOSEN = 8;
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

interface Shown {
  readonly contrast: Contrast;
  /** Runs compared, and of these those that show it. */
  readonly among: readonly number[];
  readonly showing: ReadonlySet<number>;
}

/** A contrast that separates failed runs by itself. */
interface Harmful extends Shown {
  readonly outcome: ChosenContrast['outcome'];
  /** p given what has been chosen so far. */
  readonly p: number;
}

/**
 * Tests contrasts within tasks (and groups, see `outcome-difference.ts`), holding the false discovery rate at 0.05 over
 * all of them, each family with its share of it (weights). Of those that hold it chooses step by step: the surest first,
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
  const strata = scaffoldStrata(corpus);
  const shown = contrasts.flatMap((contrast) => showingRuns(corpus, contrast, runs, actsOf, strata) ?? []);
  const chosen: Harmful[] = [];
  let open = findHarmful(corpus, shown, strata);
  while (chosen.length < MAX_CHOSEN) {
    const best =
      preferred(open.filter((entry) => !LATE.has(entry.contrast.family) && !isBlunt(entry, open))) ?? preferred(open);
    if (best === undefined) break;
    chosen.push(best);
    open = open.flatMap((entry) => {
      const { slope, p } = beyond(corpus, entry, { chosen, strata });
      return entry !== best && slope < 0 && p <= BEYOND ? [{ ...entry, p }] : [];
    });
  }
  return chosen.map(({ contrast, outcome }) => ({ contrast, outcome }));
}

/** What separates failed runs: q ≤ 0.05 over all tests, the interval below 0, and at least ten points. */
function findHarmful(corpus: Corpus, shown: readonly Shown[], strata: Int32Array): Harmful[] {
  const weights = weightsOf(shown.map(({ contrast }) => contrast));
  const found = shown.map((entry) => strataDifference(strataOf(corpus, entry, strata)));
  const q = falseDiscovery(found.map((each, i) => Math.min(1, (each?.p ?? 1) / weights[i]!)));
  return shown.flatMap((entry, i): Harmful[] => {
    const each = found[i];
    if (each === undefined || q[i]! > MAX_Q || each.interval[1] >= 0 || each.difference > -MIN_DIFFERENCE) return [];
    const { difference, interval, n, p } = each;
    return [{ ...entry, outcome: { difference, interval, q: q[i]!, n }, p }];
  });
}

function beyond(
  { fragments }: Corpus,
  { among, showing }: Shown,
  { chosen, strata }: { readonly chosen: readonly Harmful[]; readonly strata: Int32Array },
): { slope: number; p: number } {
  const exposures = [showing, ...chosen.map((other) => other.showing)].map((runs) =>
    Float64Array.from(among, (run) => (runs.has(run) ? 1 : 0)),
  );
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
 * The strata of outcomes, split by whether a run's agent thinks before most of its calls: programs that make it do so have
 * other tools and other models than those that do not.
 */
function scaffoldStrata(corpus: Corpus): Int32Array {
  const reasoning = SPEAKERS.indexOf('reasoning');
  return outcomeStrata(corpus).map((stratum, run) => {
    const { calls, steps, sentences } = corpus.fragments[run]!;
    const thinking = new Set(sentences.steps.filter((_, i) => sentences.speakers[i] === reasoning));
    const acting = new Set(calls.map(({ at }) => steps[at]!));
    return 2 * stratum + (acting.size > 0 && thinking.size >= acting.size / 2 ? 1 : 0);
  });
}

/** Which runs can show a contrast and do; undefined when that could not be significant. Turned round when it helps. */
function showingRuns(
  corpus: Corpus,
  contrast: Contrast,
  runs: readonly number[],
  actsOf: (run: number) => RunActs,
  strata: Int32Array,
): Shown | undefined {
  const among: number[] = [];
  const showing = new Set<number>();
  for (const run of runs) {
    const places = contrastPlaces(contrast, actsOf(run), corpus.fragments[run]!);
    if (places === undefined) continue;
    among.push(run);
    if (places.length > 0) showing.add(run);
  }
  const tables = strataOf(corpus, { among, showing }, strata);
  if (contrast.family === 'late' && contrast.needs !== undefined && (strataDifference(tables)?.difference ?? 0) > 0) {
    // Of two acts in the wrong order either may be the wrong one: one test, both ways.
    const turned = { ...contrast, act: contrast.needs, needs: contrast.act };
    return { contrast: turned, among, showing: new Set(among.filter((run) => !showing.has(run))) };
  }
  // Of the runs that show it only those count that are compared with others.
  const hiding = new Set(among.flatMap((run) => (showing.has(run) ? [] : [strata[run]!])));
  const tasks = new Set([...showing].flatMap((run) => (hiding.has(strata[run]!) ? [corpus.tasks[run]!] : [])));
  return tasks.size < 2 || smallestP(tables) > ATTAINABLE ? undefined : { contrast, among, showing };
}

function strataOf(
  { fragments }: Corpus,
  { among, showing }: Pick<Shown, 'among' | 'showing'>,
  strata: Int32Array,
): Stratum[] {
  const tables = new Map<number, { -readonly [key in keyof Stratum]: number }>();
  for (const run of among) {
    const key = strata[run]!;
    const table = tables.get(key) ?? { withSuccess: 0, withFailure: 0, withoutSuccess: 0, withoutFailure: 0 };
    tables.set(key, table);
    const success = fragments[run]!.success!;
    if (showing.has(run)) table[success ? 'withSuccess' : 'withFailure']++;
    else table[success ? 'withoutSuccess' : 'withoutFailure']++;
  }
  return [...tables.values()];
}

/** Weights of mean 1: each family has its share, whatever its size. */
function weightsOf(contrasts: readonly Contrast[]): number[] {
  const keys = contrasts.map(({ family, related }) => (related === false ? 'unrelated' : family));
  const sizes = new Map<keyof typeof SHARES, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const shares = [...sizes.keys()].reduce((sum, key) => sum + SHARES[key], 0);
  return keys.map((key) => (SHARES[key] / shares) * (keys.length / sizes.get(key)!));
}

/** An act is not what is wrong where it is a way of doing it that is. */
function isBlunt({ contrast: { family, act } }: Harmful, harmful: readonly Harmful[]): boolean {
  return family === 'presence' && harmful.some(({ contrast }) => contrast.act === act && contrast.family !== family);
}

/** The surest, or what says the same better. */
function preferred(harmful: readonly Harmful[]): Harmful | undefined {
  const sureness = ({ p }: Harmful): number => -Math.log(Math.max(p, Number.MIN_VALUE));
  const surest = harmful.toSorted((a, b) => sureness(b) - sureness(a) || rank(a) - rank(b))[0];
  if (surest === undefined) return undefined;
  return harmful
    .filter(
      (entry) =>
        sureness(entry) >= NEARLY_AS_SURE * sureness(surest) && overlap(entry.showing, surest.showing) >= SAME_RUNS,
    )
    .sort((a, b) => rank(a) - rank(b) || a.contrast.distance - b.contrast.distance || sureness(b) - sureness(a))[0];
}

function rank({ contrast }: Harmful): number {
  return CONTRAST_FAMILIES.indexOf(contrast.family);
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const run of a) if (b.has(run)) both++;
  return both / (a.size + b.size - both);
}
