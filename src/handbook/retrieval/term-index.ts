import { finishSteps, type Steps } from './map-in-steps.ts';

/** Words of a document with their weight: a word of the title may count for more than one of the text. */
export interface WeighedField {
  readonly terms: readonly string[];
  readonly weight: number;
}

/** One term of a query. */
export interface QueryTerm {
  readonly term: string;
  /** As it was asked. */
  readonly word: string;
  /** How much it says: more, the fewer documents have it. */
  readonly weight: number;
  /** Place in the index; −1 when no document has it. */
  readonly at: number;
}

/** An inverted index over documents, by number. */
export interface TermIndex {
  /** Distinct terms of a query, those that say most; `words` in order. */
  query(words: readonly { readonly term: string; readonly word: string }[]): QueryTerm[];
  /** What the terms are worth in each document, added (BM25); valid until the next call. */
  scores(terms: readonly QueryTerm[]): Float32Array;
  /** Those of the terms that a document has, in their order. */
  matched(terms: readonly QueryTerm[], document: number): QueryTerm[];
}

const K1 = 1.2;
// Behaviors are a sentence or two: length says less than in pages.
const B = 0.4;
// What a word says that no document has, as a share of what the rarest says.
const UNKNOWN_WEIGHT = 0.25;
const MOST_TERMS = 40;
// Documents between two rests.
const AT_ONCE = 64;

/**
 * Builds an inverted index: per term the documents that have it and what it is worth in each, worked out beforehand, in
 * three typed arrays. A query then is one addition per posting.
 *
 * @see Robertson & Zaragoza 2009, §3.5, for BM25 over fields
 */
export function termIndex(documents: readonly (readonly WeighedField[])[]): TermIndex {
  return finishSteps(termIndexInSteps(documents));
}

/** The same, with rests. */
export function* termIndexInSteps(documents: readonly (readonly WeighedField[])[]): Steps<TermIndex> {
  const vocabulary = new Map<string, number>();
  const found: number[] = [];
  const counts: number[] = [];
  const starts = new Int32Array(documents.length + 1);
  const lengths = new Float64Array(documents.length);
  for (const [document, fields] of documents.entries()) {
    const own = new Map<number, number>();
    for (const { terms, weight } of fields) {
      for (const term of terms) {
        let at = vocabulary.get(term);
        if (at === undefined) vocabulary.set(term, (at = vocabulary.size));
        own.set(at, (own.get(at) ?? 0) + weight);
        lengths[document]! += weight;
      }
    }
    for (const [at, count] of own) {
      found.push(at);
      counts.push(count);
    }
    starts[document + 1] = found.length;
    if (document % AT_ONCE === 0) yield;
  }
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, documents.length) || 1;
  const offsets = new Int32Array(vocabulary.size + 1);
  for (const at of found) offsets[at + 1]!++;
  for (let at = 0; at < vocabulary.size; at++) offsets[at + 1]! += offsets[at]!;
  const weights = Float64Array.from({ length: vocabulary.size }, (_, at) =>
    idf(offsets[at + 1]! - offsets[at]!, documents.length),
  );
  const unknown = UNKNOWN_WEIGHT * idf(0, documents.length);
  const scores = new Float32Array(documents.length);
  const places = new Int32Array(found.length);
  const worth = new Float32Array(found.length);
  const next = offsets.slice();
  for (let document = 0; document < documents.length; document++) {
    if (document % AT_ONCE === 0) yield;
    const norm = K1 * (1 - B + (B * lengths[document]!) / average);
    for (let i = starts[document]!; i < starts[document + 1]!; i++) {
      const at = found[i]!;
      const place = next[at]!++;
      places[place] = document;
      worth[place] = (weights[at]! * (K1 + 1) * counts[i]!) / (norm + counts[i]!);
    }
  }

  const has = (at: number, document: number): boolean => {
    let low = offsets[at]!;
    let high = offsets[at + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (places[middle] === document) return true;
      if (places[middle]! < document) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  };

  return {
    query(words) {
      const terms = new Map<string, QueryTerm>();
      for (const { term, word } of words) {
        if (terms.has(term)) continue;
        const at = vocabulary.get(term) ?? -1;
        const weight = at < 0 ? unknown : weights[at]!;
        terms.set(term, { term, word, weight, at });
      }
      return [...terms.values()].sort((a, b) => b.weight - a.weight).slice(0, MOST_TERMS);
    },
    scores(terms) {
      scores.fill(0);
      for (const { at } of terms) {
        if (at < 0) continue;
        const end = offsets[at + 1]!;
        for (let i = offsets[at]!; i < end; i++) scores[places[i]!]! += worth[i]!;
      }
      return scores;
    },
    matched: (terms, document) => terms.filter(({ at }) => at >= 0 && has(at, document)),
  };
}

/** More, the fewer of the documents have it; never nothing, since in a handbook of two every word is in half of them. */
function idf(frequency: number, documents: number): number {
  return Math.log1p((documents + 1) / (frequency + 1));
}

/**
 * How much a document has of what a query says: its score in words that one document alone has, times the share of the query
 * that it comes to. One such word of two is half; three of ten, nearly one; a common word of ten, next to nothing.
 *
 * @param score - as {@link TermIndex.scores} gives it
 * @param documents - how many there are in the index
 */
export function informationShared(terms: readonly QueryTerm[], score: number, documents: number): number {
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0);
  return whole === 0 ? 0 : (score / idf(0, documents)) * Math.min(1, score / whole);
}
