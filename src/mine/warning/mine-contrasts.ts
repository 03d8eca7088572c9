import type { Candidate, Occurrence } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import { actClasses } from './act-classes.ts';
import { chooseContrasts } from './choose-contrasts.ts';
import { contrastPlaces, type Contrast } from './contrast.ts';
import { outcomeStrata } from '../outcome-difference.ts';
import { proposeContrasts } from './propose-contrasts.ts';
import { actUnits, runActs, type ActUnits, type RunActs } from './run-acts.ts';
import type { Comparable } from './show-contrasts.ts';
import { wordContrast } from './word-contrast.ts';

// Enough for any difference worth a sentence; more would only cost time.
const MAX_COMPARED = 8000;

/**
 * Warnings about what failed runs do that successful runs of the same task (or group) do not: an act at all, two acts in
 * the wrong order, an act without what usually comes before or after it, a constant in an argument, an error left as it
 * is. Works on any vocabulary; names of tools matter to the wording only.
 *
 * @param workflows - their alternatives take part as one act
 * @returns at most eight, in order of how sure they are, each given those before it; see {@link chooseContrasts}
 */
export function mineContrasts(corpus: Corpus, workflows: readonly Candidate[]): Candidate[] {
  const known = corpus.fragments.flatMap(({ success }, run) => (success === undefined ? [] : [run]));
  const stride = Math.ceil(known.length / MAX_COMPARED);
  const runs = known.filter((_, i) => i % stride === 0);
  if (runs.length === 0) return [];
  const units = actUnits(corpus, actClasses(corpus, workflows));
  const read = new Map<number, RunActs>();
  const actsOf = (run: number): RunActs => {
    let acts = read.get(run);
    if (acts === undefined) read.set(run, (acts = runActs(corpus.fragments[run]!, units, corpus)));
    return acts;
  };
  const comparable = { corpus, runs, units, actsOf, strata: outcomeStrata(corpus) };
  const chosen = chooseContrasts(comparable, proposeContrasts(comparable), explanations(comparable, workflows));
  const occurrences = occurrencesOf(corpus, chosen.map(({ contrast }) => contrast), units); // prettier-ignore
  return chosen.map(({ contrast, outcome }, i) => {
    const symbolsOf = (unit: number | undefined): string[] =>
      unit === undefined ? [] : units.members[unit]!.map((id) => corpus.lexicon.word(id)).sort();
    return {
      kind: 'warning',
      polarity: 'avoid',
      ...wordContrast(contrast, { act: symbolsOf(contrast.act), needs: symbolsOf(contrast.needs) }),
      occurrences: occurrences[i]!,
      outcome,
    };
  });
}

/**
 * Runs that may explain a contrast of two acts otherwise. Those of workflows that have what an act needs, but not the act:
 * whoever leaves out such a workflow leaves out the need too, and fares worse without any fault of the act. And those with
 * either of two acts that stand close together: it may do harm by itself.
 */
function explanations(
  { runs, units: { members }, actsOf }: Comparable,
  workflows: readonly Candidate[],
): (contrast: Contrast) => ReadonlySet<number>[] {
  const known = workflows.map(({ phrase, occurrences }) => ({
    symbols: new Set(phrase?.elements.flat()),
    following: new Set(occurrences.map(({ run }) => run)),
  }));
  return ({ family, act, needs }) => {
    if (needs === undefined) return [];
    const making = (unit: number): Set<number> => new Set(runs.filter((run) => actsOf(run).first(unit) !== undefined));
    if (family === 'near') return [making(needs), making(act)];
    return known
      .filter(({ symbols }) => {
        const has = (unit: number): boolean => members[unit]!.some((id) => symbols.has(id));
        return has(needs) && !has(act);
      })
      .map(({ following }) => following);
  };
}

function occurrencesOf(corpus: Corpus, contrasts: readonly Contrast[], units: ActUnits): Occurrence[][] {
  const found: Occurrence[][] = contrasts.map(() => []);
  if (contrasts.length === 0) return found;
  for (const [run, fragment] of corpus.fragments.entries()) {
    const acts = runActs(fragment, units, corpus);
    for (const [i, contrast] of contrasts.entries()) {
      const places = contrastPlaces(contrast, acts, fragment) ?? [];
      // Two calls in the wrong order are one occurrence; calls that should not be made are one each.
      const paired = contrast.family === 'late' || contrast.family === 'near';
      if (paired && places.length > 0) found[i]!.push(occurrenceAt(fragment, run, places));
      else for (const at of places) found[i]!.push(occurrenceAt(fragment, run, [at]));
    }
  }
  return found;
}

function occurrenceAt(
  { steps, parts, starts, ends, tokens }: Fragment,
  run: number,
  places: readonly number[],
): Occurrence {
  const at = places[0]!;
  return {
    run,
    steps: [...new Set(places.map((each) => steps[each]!))],
    at: { step: steps[at]!, part: parts[at]!, start: starts[at]!, end: ends[at]! },
    tokens: tokens[at]!,
  };
}
