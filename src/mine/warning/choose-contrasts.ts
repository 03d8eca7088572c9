import { falseDiscovery } from '../../core/false-discovery.ts';
import { smallestP } from '../../core/exact-stratified-test.ts';
import type { Stratum } from '../../core/stratified-test.ts';
import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { outcomeStrata, strataDifference, type OutcomeDifference } from '../outcome-difference.ts';
import { CONTRAST_FAMILIES, contrastPlaces, type Contrast, type ContrastFamily } from './contrast.ts';
import type { RunActs } from './run-acts.ts';

const MAX_Q = 0.05;
// A difference of fewer points is not worth a sentence, however sure.
const MIN_DIFFERENCE = 0.1;
// What could not fall below this, whatever had happened, is not tested.
const ATTAINABLE = 0.01;
// What pairs of acts that have nothing to do with each other get of the false discovery rate, against a family's 1.
const UNRELATED = 0.25;
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

interface Tested {
  readonly contrast: Contrast;
  /** Runs compared, and of these those that show it. */
  readonly among: readonly number[];
  readonly showing: ReadonlySet<number>;
  readonly weight: number;
  readonly found: OutcomeDifference | undefined;
}

/**
 * Tests contrasts within tasks (and groups, see `outcome-difference.ts`), holding the false discovery rate at 0.05 over
 * all of them, each family with the same share of it (weights), and chooses step by step: the surest first, then again
 * among runs alike in what was chosen, so that what merely comes along with a cause goes. Of contrasts that the same runs
 * show the one that says best what to do is taken (see {@link CONTRAST_FAMILIES}), and the one whose act stands nearest
 * to what it needs.
 *
 * @param runs - indexes of the runs to compare, all of known outcome
 * @returns at most eight, in the order chosen; q is that of all tests, given what was chosen before
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
  const weights = weightsOf(shown.map(({ contrast }) => contrast));
  const chosen: ChosenContrast[] = [];
  const mask = new Map<number, string>();
  let open: Tested[] = shown.map((entry, i) => ({ ...entry, weight: weights[i]!, found: undefined }));
  while (chosen.length < MAX_CHOSEN && open.length > 0) {
    const tested = open.map((entry) => ({
      ...entry,
      found: strataDifference(strataOf(corpus, entry, (run) => `${strata[run]}${mask.get(run) ?? ''}`)),
    }));
    const q = weightedRates(tested, shown.length);
    const harmful = tested.filter(
      ({ found }, i) =>
        q[i]! <= MAX_Q && found !== undefined && found.interval[1] < 0 && found.difference <= -MIN_DIFFERENCE,
    );
    const best = preferred(harmful.filter(({ contrast }) => !LATE.has(contrast.family))) ?? preferred(harmful);
    if (best === undefined) break;
    const { difference, interval, n } = best.found!;
    chosen.push({ contrast: best.contrast, outcome: { difference, interval, q: q[tested.indexOf(best)]!, n } });
    for (const run of best.showing) mask.set(run, `${mask.get(run) ?? ''} ${chosen.length}`);
    // What is not harmful now will not be when less is compared.
    open = harmful.filter((entry) => entry !== best);
  }
  return chosen;
}

/**
 * The strata of outcomes, split by whether a run shows reasoning: programs that make their agent think aloud have other
 * tools and other models than those that do not.
 */
function scaffoldStrata(corpus: Corpus): Int32Array {
  return outcomeStrata(corpus).map((stratum, run) => {
    const thinks = corpus.fragments[run]!.sentences.speakers.includes(SPEAKERS.indexOf('reasoning'));
    return 2 * stratum + (thinks ? 1 : 0);
  });
}

/** Which runs can show a contrast and do; undefined when that could not be significant. Turned round when it helps. */
function showingRuns(
  corpus: Corpus,
  contrast: Contrast,
  runs: readonly number[],
  actsOf: (run: number) => RunActs,
  strata: Int32Array,
): Omit<Tested, 'weight' | 'found'> | undefined {
  const among: number[] = [];
  const showing = new Set<number>();
  for (const run of runs) {
    const places = contrastPlaces(contrast, actsOf(run), corpus.fragments[run]!);
    if (places === undefined) continue;
    among.push(run);
    if (places.length > 0) showing.add(run);
  }
  const tables = strataOf(corpus, { among, showing }, (run) => String(strata[run]));
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
  { among, showing }: Pick<Tested, 'among' | 'showing'>,
  keyOf: (run: number) => string,
): Stratum[] {
  const strata = new Map<string, { -readonly [key in keyof Stratum]: number }>();
  for (const run of among) {
    const key = keyOf(run);
    const stratum = strata.get(key) ?? { withSuccess: 0, withFailure: 0, withoutSuccess: 0, withoutFailure: 0 };
    strata.set(key, stratum);
    const success = fragments[run]!.success!;
    if (showing.has(run)) stratum[success ? 'withSuccess' : 'withFailure']++;
    else stratum[success ? 'withoutSuccess' : 'withoutFailure']++;
  }
  return [...strata.values()];
}

/** Weights of mean 1: each family has the same share, whatever its size; unlikely guesses have a smaller one together. */
function weightsOf(contrasts: readonly Contrast[]): number[] {
  const keys = contrasts.map(({ family, related }) => (related === false ? 'unrelated' : family));
  const sizes = new Map<string, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const shareOf = (key: string): number => (key === 'unrelated' ? UNRELATED : 1);
  const shares = [...sizes.keys()].reduce((sum, key) => sum + shareOf(key), 0);
  return keys.map((key) => (shareOf(key) / shares) * (keys.length / sizes.get(key)!));
}

/** q of what is still open; what was given up counts as tested, with p = 1. */
function weightedRates(tested: readonly Tested[], all: number): number[] {
  const p = tested.map(({ found, weight }) => Math.min(1, (found?.p ?? 1) / weight));
  return falseDiscovery([...p, ...new Array<number>(all - tested.length).fill(1)]).slice(0, tested.length);
}

/** The surest, or what says the same better. */
function preferred(harmful: readonly Tested[]): Tested | undefined {
  const sureness = ({ found }: Tested): number => -Math.log(Math.max(found!.p, Number.MIN_VALUE));
  const surest = harmful.toSorted((a, b) => sureness(b) - sureness(a) || rank(a) - rank(b))[0];
  if (surest === undefined) return undefined;
  return harmful
    .filter(
      (entry) =>
        sureness(entry) >= NEARLY_AS_SURE * sureness(surest) && overlap(entry.showing, surest.showing) >= SAME_RUNS,
    )
    .sort((a, b) => rank(a) - rank(b) || a.contrast.distance - b.contrast.distance || sureness(b) - sureness(a))[0];
}

function rank({ contrast }: Tested): number {
  return CONTRAST_FAMILIES.indexOf(contrast.family);
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let both = 0;
  for (const run of a) if (b.has(run)) both++;
  return both / (a.size + b.size - both);
}
