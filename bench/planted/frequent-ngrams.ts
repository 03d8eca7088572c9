import { corpusCalls } from './corpus-calls.ts';
import type { PlantedCorpus } from './planted-corpus.ts';
import type { FoundBehavior } from './score-planted.ts';

const LENGTHS = [2, 3, 4] as const;

/** Baseline: the n-grams (2–4) of call symbols that the most runs have; those within a longer one as frequent are left out. */
export function frequentNgrams(corpus: PlantedCorpus, count: number): Omit<FoundBehavior, 'kind'>[] {
  const seen = new Map<string, { run: number; steps: number[] }[]>();
  for (const [run, calls] of corpusCalls(corpus).entries()) {
    for (const length of LENGTHS) {
      for (let i = 0; i + length <= calls.length; i++) {
        const gram = calls.slice(i, i + length);
        const name = gram.map(({ symbol }) => symbol).join(' → ');
        const places = seen.get(name) ?? [];
        seen.set(name, places);
        places.push({ run, steps: gram.map(({ step }) => step) });
      }
    }
  }
  const ranked = [...seen]
    .map(([name, occurrences]) => ({ name, occurrences, runs: new Set(occurrences.map(({ run }) => run)).size }))
    .sort((a, b) => b.runs - a.runs || b.name.length - a.name.length || (a.name < b.name ? -1 : 1));
  const kept: typeof ranked = [];
  for (const gram of ranked) {
    if (kept.length === count) break;
    if (!kept.some(({ name, runs }) => runs === gram.runs && name.includes(gram.name))) kept.push(gram);
  }
  return kept;
}
