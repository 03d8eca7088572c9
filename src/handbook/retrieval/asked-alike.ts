import { largest } from './largest.ts';
import type { PlainTerm } from './plain-terms.ts';
import type { RequestTable } from './request-table.ts';
import { informationShared, type QueryTerm } from './term-index.ts';

/** What runs showed that were asked something alike. */
export interface AskedAlike {
  /** How sure it is that the nearest request is about the same: information that both share times its share of the request. */
  readonly nearness: number;
  /** Cosine of the model's vectors with the nearest request, where there are any. */
  readonly meaning?: number;
  /** Words that the nearest request has in common with this one, those that say most first. */
  readonly words: readonly string[];
  /** By behavior number, the share of runs asked alike that showed it, 0–1: the more alike, the more a run counts. */
  readonly rates: ReadonlyMap<number, number>;
}

const NEIGHBOURS = 50;

/**
 * Compares a request with those of earlier runs, by words (BM25) and by vectors, each as a share of the nearest's, added; and
 * tells what the runs of the 50 nearest showed, weighed by the square of that.
 *
 * @param options.task - requests of this task are left out
 */
export function askedAlike(
  table: RequestTable,
  words: readonly PlainTerm[],
  { task, vector }: { readonly task?: string | undefined; readonly vector?: Float32Array | undefined },
): AskedAlike {
  const terms = table.terms.query(words);
  if (table.size === 0 || terms.length === 0) return { nearness: 0, words: [], rates: new Map() };
  const scores = new Float32Array(table.size);
  table.terms.addScores(terms, scores);
  const may = (at: number): boolean => task === undefined || !table.tasks[at]!.has(task);
  const byWords = largest(scores, NEIGHBOURS, may);
  const isMeant = vector !== undefined && table.meanings !== undefined;
  const likenesses = isMeant ? table.meanings!.dots(vector) : table.words.dots(table.vectorOf(words, terms));
  const byVectors = largest(likenesses, NEIGHBOURS, may);
  const topScore = scores[byWords[0] ?? -1] ?? 0;
  const topLikeness = likenesses[byVectors[0] ?? -1] ?? 0;
  const nearest = [...new Set([...byWords, ...byVectors])]
    .map((at) => ({ at, alike: part(scores[at]!, topScore) + part(likenesses[at]!, topLikeness) }))
    .sort((a, b) => b.alike - a.alike || a.at - b.at)
    .slice(0, NEIGHBOURS);
  const shown = new Map<number, number>();
  let runs = 0;
  for (const { at, alike } of nearest) {
    runs += alike ** 2 * table.runs[at]!;
    for (const [behavior, count] of table.shown[at]!) {
      shown.set(behavior, (shown.get(behavior) ?? 0) + alike ** 2 * count);
    }
  }
  const first = byWords[0];
  return {
    nearness: first === undefined ? 0 : informationShared(terms, scores[first]!, table.size),
    ...(isMeant && { meaning: topLikeness }),
    words: first === undefined ? [] : wordsOf(table.terms.matched(terms, first)),
    rates: new Map([...shown].map(([behavior, count]) => [behavior, count / runs])),
  };
}

function part(value: number, top: number): number {
  return top > 0 ? Math.max(0, value) / top : 0;
}

function wordsOf(terms: readonly QueryTerm[]): string[] {
  return terms.map(({ word }) => word);
}
