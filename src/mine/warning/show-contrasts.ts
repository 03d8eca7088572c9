import { smallestP } from '../../core/exact-stratified-test.ts';
import type { Stratum } from '../../core/stratified-test.ts';
import type { Corpus } from '../digest/corpus.ts';
import { strataDifference, type OutcomeDifference } from '../outcome-difference.ts';
import { contrastPlaces, type Contrast, type ContrastFamily } from './contrast.ts';
import type { ActUnits, RunActs } from './run-acts.ts';

// What could not fall below this, whatever had happened, is not tested.
const ATTAINABLE = 0.01;
// In fewer tasks than this an act may need another because that is what the task was; of other contrasts two are enough.
const MIN_TASKS_OF_PAIRS = 3;
const MIN_TASKS = 2;
// What any run could have shown, whatever it did.
const OF_ALL_RUNS: ReadonlySet<ContrastFamily> = new Set<ContrastFamily>(['presence', 'near', 'giving-up']);

/** Runs of known outcome, and with which of them each is compared. */
export interface Comparable {
  readonly corpus: Corpus;
  /** Indexes of the runs. */
  readonly runs: readonly number[];
  readonly units: ActUnits;
  readonly actsOf: (run: number) => RunActs;
  /** See `outcome-difference.ts`. */
  readonly strata: Int32Array;
}

/** A contrast, and the runs that show it. */
export interface Shown {
  readonly contrast: Contrast;
  /** Runs compared, and of these those that show it. */
  readonly among: readonly number[];
  readonly showing: ReadonlySet<number>;
}

/** The contrasts that could be significant, with the runs that show them; two acts in the wrong order turned so that it goes with failure. */
export function showContrasts(comparable: Comparable, contrasts: readonly Contrast[]): Shown[] {
  const { runs, actsOf } = comparable;
  const doing = new Map<number, number[]>();
  for (const run of runs) {
    for (const act of actsOf(run).units) {
      const known = doing.get(act);
      if (known === undefined) doing.set(act, [run]);
      else known.push(run);
    }
  }
  return contrasts.flatMap((contrast) => {
    const among = OF_ALL_RUNS.has(contrast.family) ? runs : (doing.get(contrast.act) ?? []);
    const shown = showingRuns(comparable, contrast, among);
    return isTestable(comparable, shown) ? [shown] : [];
  });
}

function showingRuns({ corpus, actsOf, strata }: Comparable, contrast: Contrast, runs: readonly number[]): Shown {
  const among: number[] = [];
  const showing = new Set<number>();
  for (const run of runs) {
    const places = contrastPlaces(contrast, actsOf(run), corpus.fragments[run]!);
    if (places === undefined) continue;
    among.push(run);
    if (places.length > 0) showing.add(run);
  }
  const shown = { contrast, among, showing };
  const { act, needs, family } = contrast;
  if (family !== 'late' || needs === undefined) return shown;
  // Of two acts in the wrong order either may be the wrong one: one test, both ways.
  const difference = strataDifference(tablesOf(corpus, shown, strata))?.difference ?? 0;
  if (difference <= 0) return shown;
  const turned = { ...contrast, act: needs, needs: act };
  return { contrast: turned, among, showing: new Set(among.filter((run) => !showing.has(run))) };
}

function isTestable({ corpus, strata }: Comparable, shown: Shown): boolean {
  const { among, showing, contrast } = shown;
  // Of the runs that show it only those count that are compared with others.
  const hiding = new Set(among.flatMap((run) => (showing.has(run) ? [] : [strata[run]!])));
  const tasks = new Set([...showing].flatMap((run) => (hiding.has(strata[run]!) ? [corpus.tasks[run]!] : [])));
  if (tasks.size < (contrast.needs === undefined ? MIN_TASKS : MIN_TASKS_OF_PAIRS)) return false;
  return smallestP(tablesOf(corpus, shown, strata)) <= ATTAINABLE;
}

/** How runs of known outcome fared that show something and that do not, stratum by stratum. */
export function tablesOf(
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

/**
 * Of an act without what it needs: `need`, how runs that do not do the act fare without what it needs, against those with
 * it; `act`, how the runs that show it fare against those that do neither. Undefined where there is nothing to compare.
 */
export function withoutNeed(
  { corpus, runs, actsOf, strata }: Comparable,
  { contrast: { act, needs }, showing }: Shown,
): { readonly need?: OutcomeDifference | undefined; readonly act?: OutcomeDifference | undefined } {
  if (needs === undefined) return {};
  const others = runs.filter((run) => actsOf(run).first(act) === undefined);
  const without = others.filter((run) => actsOf(run).firstDone(needs) === undefined);
  const difference = (among: readonly number[], showingAmong: ReadonlySet<number>): OutcomeDifference | undefined =>
    strataDifference(tablesOf(corpus, { among, showing: showingAmong }, strata));
  return {
    need: difference(others, new Set(without)),
    act: difference([...without, ...showing], showing),
  };
}
