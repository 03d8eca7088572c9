import { largest } from './largest.ts';
import type { PlainTerm } from './plain-terms.ts';
import type { RequestTable } from './request-table.ts';
import { informationShared, type QueryTerm } from './term-index.ts';

/** What runs showed that were asked something alike. */
export interface AskedAlike {
  /** Whether the nearest request is about the same: else nothing is to be learned from it. */
  readonly isNear: boolean;
  /** Words that the nearest request has in common with this one, those that say most first. */
  readonly words: readonly string[];
  /** By behavior number, the share of runs asked alike that showed it, 0–1: the more alike, the more a run counts. */
  readonly rates: ReadonlyMap<number, number>;
}

const NEIGHBOURS = 20;
// In a longer request enough words are written as they should be.
const MOST_WORDS = 40;
// What likeness counts beside words: as much on requests with slips of the keyboard, and not less on others.
const LIKENESS_SHARE = 0.5;
/**
 * From here a request is about the same as another, by the information that their words share, by the likeness of their words'
 * pieces, or by a model's meaning over what any two requests of the handbook have. `npm run bench -- retrieval` draws the
 * curve: what share of requests of the same kind, and of foreign ones, comes as near.
 */
const NEAR = 0.5;
const NEAR_PIECES = 0.5;
const FEWEST_WORDS = 2;
const NEAR_MEANING = 0.5;

/**
 * Compares a request with those of earlier runs, by words (BM25) and by vectors, each as a share of the nearest's, added; and
 * tells what the runs of the 20 nearest showed, weighed by the square of that. Without a model, vectors of the words' pieces are
 * searched only when the words of a short request find nothing near: they tell slips of the keyboard, and otherwise only order what words found.
 *
 * @param options.task - requests of this task are left out
 */
export function askedAlike(
  table: RequestTable,
  words: readonly PlainTerm[],
  { task, vector }: { readonly task?: string | undefined; readonly vector?: Float32Array | undefined },
): AskedAlike {
  const terms = table.terms.query(words);
  if (table.size === 0 || terms.length === 0) return { isNear: false, words: [], rates: new Map() };
  const scores = table.terms.scores(terms);
  const may = (at: number): boolean => task === undefined || !table.tasks[at]!.has(task);
  const byWords = largest(scores, NEIGHBOURS, may);
  const topScore = scores[byWords[0] ?? -1] ?? 0;
  // One word in common of several is chance, however rare it is.
  const shared = byWords.length === 0 ? 0 : table.terms.matched(terms, byWords[0]!).length;
  const isNear =
    informationShared(terms, topScore, table.size) >= NEAR && (shared >= FEWEST_WORDS || terms.length < FEWEST_WORDS);
  const isMeant = vector !== undefined && table.meanings !== undefined;
  if (!isNear && !isMeant && words.length > MOST_WORDS) return { isNear, words: [], rates: new Map() };
  const { likenessOf, byVectors, near } = likeliest(table, {
    words,
    terms,
    vector,
    may,
    ...(isNear && { among: byWords }),
  });
  const topLikeness = likenessOf(byVectors[0] ?? -1);
  if (!isNear && topLikeness < near) return { isNear: false, words: [], rates: new Map() };
  const nearest = [...new Set([...byWords, ...byVectors])]
    .map((at) => ({ at, alike: part(scores[at]!, topScore) + LIKENESS_SHARE * part(likenessOf(at), topLikeness) }))
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
  return {
    isNear: true,
    words: table.terms.matched(terms, nearest[0]!.at).map(({ word }) => word),
    rates: new Map([...shown].map(([behavior, count]) => [behavior, count / runs])),
  };
}

/** The requests that are most alike by vectors, and how alike all are. */
function likeliest(
  table: RequestTable,
  {
    words,
    terms,
    vector,
    may,
    among,
  }: {
    readonly words: readonly PlainTerm[];
    readonly terms: readonly QueryTerm[];
    readonly vector: Float32Array | undefined;
    readonly may: (at: number) => boolean;
    /** Only these need to be ordered. */
    readonly among?: readonly number[];
  },
): {
  readonly likenessOf: (at: number) => number;
  readonly byVectors: readonly number[];
  /** From where one is near. */
  readonly near: number;
} {
  if (vector !== undefined && table.meanings !== undefined) {
    const all = table.meanings.dots(vector);
    const usual = table.usualMeaning;
    const near = usual + NEAR_MEANING * (1 - usual);
    return { likenessOf: (at) => all[at] ?? 0, byVectors: largest(all, NEIGHBOURS, may), near };
  }
  const pieces = table.vectorOf(words, terms);
  if (among === undefined) {
    const all = table.words.dots(pieces);
    return { likenessOf: (at) => all[at] ?? 0, byVectors: largest(all, NEIGHBOURS, may), near: NEAR_PIECES };
  }
  const own = new Map(among.map((at) => [at, table.words.dot(pieces, at)]));
  const byVectors = among.toSorted((a, b) => own.get(b)! - own.get(a)!);
  return { likenessOf: (at) => own.get(at) ?? 0, byVectors, near: NEAR_PIECES };
}

function part(value: number, top: number): number {
  return top > 0 ? Math.max(0, value) / top : 0;
}
