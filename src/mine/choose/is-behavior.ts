import type { Candidate } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';

const MIN_RUNS = 2;
const MIN_TASKS = 2;
// What four of five acts would match tells nothing apart.
const ANY_SHARE = 0.8;

/**
 * A test for candidates: seen in at least two runs of two tasks; a sequence has at least two elements; and at least one
 * of its elements is more than "any act".
 */
export function isBehavior({ fragments, lexicon, tasks }: Corpus): (candidate: Candidate) => boolean {
  const counts = new Map<number, number>();
  let acts = 0;
  for (const { symbols } of fragments) {
    for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    acts += symbols.length;
  }
  const common = [...counts].map(([symbol, n]) => [lexicon.word(symbol), n / Math.max(1, acts)] as const);
  const shareOf = (pattern: string): number => {
    const alternatives = pattern.split('|').map((alternative) => alternative.trim());
    const matches = (word: string): boolean =>
      alternatives.some((alternative) =>
        alternative.endsWith('*') ? word.startsWith(alternative.slice(0, -1)) : word === alternative,
      );
    return common.reduce((sum, [word, share]) => sum + (matches(word) ? share : 0), 0);
  };
  return ({ matcher, occurrences }) => {
    const support = supportOf(
      occurrences.map(({ run }) => run),
      tasks,
    );
    if (support.runs < MIN_RUNS || support.tasks < MIN_TASKS) return false;
    // One call with certain arguments is not any call.
    if (matcher?.sequence?.where !== undefined) return true;
    const symbols = matcher?.sequence?.symbols;
    return symbols === undefined || (symbols.length >= 2 && symbols.some((pattern) => shareOf(pattern) < ANY_SHARE));
  };
}
