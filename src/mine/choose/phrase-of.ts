import type { Candidate } from '../candidate.ts';
import type { Lexicon } from '../digest/lexicon.ts';
import type { Phrase } from '../phrase.ts';

/**
 * Candidates of any kind as phrases over symbol ids: their own, or what their matcher looks for. Undefined for candidates
 * that are no sequences, and for sequences of symbols that no run has.
 */
export function phraseOf(lexicon: Lexicon): (candidate: Pick<Candidate, 'phrase' | 'matcher'>) => Phrase | undefined {
  const ids = new Map(Array.from({ length: lexicon.size }, (_, id) => [lexicon.word(id), id]));
  const idsOf = (pattern: string): number[] => {
    const found = new Set<number>();
    for (const alternative of pattern.split('|').map((word) => word.trim())) {
      if (!alternative.endsWith('*')) {
        const id = ids.get(alternative);
        if (id !== undefined) found.add(id);
      } else for (const [word, id] of ids) if (word.startsWith(alternative.slice(0, -1))) found.add(id);
    }
    return [...found].sort((a, b) => a - b);
  };
  return ({ phrase, matcher }) => {
    if (phrase !== undefined || matcher?.sequence === undefined) return phrase;
    const { symbols, maxGap } = matcher.sequence;
    const elements = symbols.map(idsOf);
    return elements.length < 2 || elements.some((alternatives) => alternatives.length === 0)
      ? undefined
      : { elements, maxGap };
  };
}
