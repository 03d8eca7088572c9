import type { Candidate, Occurrence } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { actClasses } from './act-classes.ts';
import { chooseContrasts } from './choose-contrasts.ts';
import { contrastPlaces, type Contrast } from './contrast.ts';
import { proposeContrasts } from './propose-contrasts.ts';
import { actUnits, runActs, type ActUnits, type RunActs } from './run-acts.ts';
import { wordContrast } from './word-contrast.ts';

// Enough for any difference worth a sentence; more would only cost time.
const MAX_COMPARED = 20_000;

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
  return chosen.map(({ contrast, outcome }) => {
    const symbolsOf = (unit: number | undefined): string[] =>
      unit === undefined ? [] : units.members[unit]!.map((id) => corpus.lexicon.word(id)).sort();
    return {
      kind: 'warning',
      polarity: 'avoid',
      ...wordContrast(contrast, { act: symbolsOf(contrast.act), needs: symbolsOf(contrast.needs) }),
      occurrences: occurrencesOf(corpus, contrast, units),
      outcome,
    };
  });
}

function occurrencesOf(corpus: Corpus, contrast: Contrast, units: ActUnits): Occurrence[] {
  return corpus.fragments.flatMap((fragment, run): Occurrence[] => {
    const places = contrastPlaces(contrast, runActs(fragment, units, corpus), fragment) ?? [];
    const { steps, parts, starts, ends, tokens } = fragment;
    const occurrence = (at: number, all: readonly number[]): Occurrence => ({
      run,
      steps: [...new Set(all.map((each) => steps[each]!))],
      at: { step: steps[at]!, part: parts[at]!, start: starts[at]!, end: ends[at]! },
      tokens: tokens[at]!,
    });
    // Two calls in the wrong order are one occurrence; calls that should not be made are one each.
    const paired = contrast.family === 'late' || contrast.family === 'near';
    if (paired) return places.length === 0 ? [] : [occurrence(places[0]!, places)];
    return places.map((at) => occurrence(at, [at]));
  });
}
