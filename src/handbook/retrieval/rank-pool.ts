import { standsWithout } from '../may-be-served.ts';
import { atHand, type AtHand } from './at-hand.ts';
import { askedAlike, type AskedAlike } from './asked-alike.ts';
import type { BehaviorPool } from './behavior-pool.ts';
import { largest } from './largest.ts';
import { plainTerms } from './plain-terms.ts';
import type { RetrieveOptions } from './retrieval.ts';
import { informationShared } from './term-index.ts';

/** A behavior as it fits a request. */
export interface Ranked {
  /** Number in the pool. */
  readonly at: number;
  /** 0–1, what it is ranked by. */
  readonly score: number;
  /** Words of the request that it has itself, those that say most first; empty when they do not speak for it. */
  readonly words: readonly string[];
  /** The share of runs asked alike that showed it, 0–1; 0 when none was near enough. */
  readonly rate: number;
  /** Cosine of the vectors of the request and of the behavior; of words, or of a model's. */
  readonly likeness: number;
  /** That the run is where it is of use, in words; absent when it is not, or no run was told of. */
  readonly atHand?: string;
  /** Whether anything speaks for it enough to be served. */
  readonly isEnough: boolean;
}

/** What is ranked, and what was found out on the way. */
export interface Ranking {
  /** Best first. */
  readonly ranked: readonly Ranked[];
  readonly alike: AskedAlike;
}

const MOST_RANKED = 32;
// Fewer than one in five runs is no reason to say it to all.
const LEAST_RATE = 0.2;
// Words alone speak for a behavior of which nothing else is known; the words of a mined one are about tools, not about requests.
const WORDS_ALONE = 0.45;
const WORDS_OF_MINED = 1.2;
const FEWEST_WORDS = 2;
const LIKE_ALONE = 0.7;
// From here a behavior has all that a request says.
const ALL_WORDS = 3;

/**
 * Ranks behaviors by what runs showed that were asked the like, by the request's words in their own, and by where the run is.
 *
 * @param options.mask - 1 for behaviors that are in scope
 */
export function rankPool(
  pool: BehaviorPool,
  query: string,
  { mask, task, vector, run }: Pick<RetrieveOptions, 'task' | 'vector' | 'run'> & { readonly mask: Uint8Array },
): Ranking {
  const words = plainTerms(query);
  const { behaviors } = pool;
  const alike = askedAlike(pool.requests, words, { task, vector });
  const terms = pool.terms.query(words);
  const may = (at: number): boolean => mask[at] === 1 && (task === undefined || standsWithout(behaviors[at]!, task));
  const scores = pool.terms.scores(terms);
  const byWords = largest(scores, MOST_RANKED, may);
  const most = informationShared(terms, scores[byWords[0] ?? -1] ?? 0, behaviors.length);
  const { meanings } = pool;
  const [table, asked] =
    vector === undefined || meanings === undefined ? [pool.words, pool.vectorOf(words, terms)] : [meanings, vector];
  // Pieces of words are searched where there is nothing else to go by.
  const isLast = pool.requests.size === 0 && most < WORDS_ALONE;
  const all = table === meanings || isLast ? table.dots(asked) : undefined;
  const byLikeness = all === undefined ? [] : largest(all, MOST_RANKED, may);
  const here = run === undefined ? new Map<number, AtHand>() : atHand(behaviors, pool.tools, run);
  const found = new Set([...[...here.keys(), ...alike.rates.keys()].filter(may), ...byWords, ...byLikeness]);
  const ranked = [...found].map((at): Ranked => {
    const rate = alike.rates.get(at) ?? 0;
    const own = informationShared(terms, scores[at]!, behaviors.length);
    const likeness = Math.max(0, all?.[at] ?? table.dot(asked, at));
    const reason = here.get(at);
    const isMined = pool.learned[at]! > 0;
    const matched = pool.terms.matched(terms, at);
    const isSaid =
      own >= (isMined ? WORDS_OF_MINED : WORDS_ALONE) && matched.length >= Math.min(FEWEST_WORDS, terms.length);
    const speaks = isSaid || likeness >= LIKE_ALONE;
    const said = speaks ? Math.max(Math.min(1, own / ALL_WORDS), likeness / 2) / (isMined ? 2 : 1) : 0;
    return {
      at,
      score: 1 - (1 - rate) * (1 - said) * (1 - (reason?.score ?? 0)),
      words: speaks ? matched.map(({ word }) => word) : [],
      rate,
      likeness,
      ...(reason !== undefined && { atHand: reason.why }),
      isEnough: speaks || rate >= LEAST_RATE || reason !== undefined,
    };
  });
  return {
    ranked: ranked.sort((a, b) => b.score - a.score || pool.merit[a.at]! - pool.merit[b.at]!),
    alike,
  };
}
