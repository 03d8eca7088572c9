import type { Candidate, Occurrence } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import { actClasses } from './act-classes.ts';
import { chooseContrasts } from './choose-contrasts.ts';
import { contrastPlaces, type Contrast } from './contrast.ts';
import { proposeContrasts } from './propose-contrasts.ts';
import { actUnits, runActs, type ActUnits, type RunActs } from './run-acts.ts';
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
  const chosen = chooseContrasts(corpus, proposeContrasts(corpus, units, runs, actsOf), runs, actsOf);
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
