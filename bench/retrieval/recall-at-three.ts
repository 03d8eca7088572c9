import { handbookIndex } from '../../src/handbook/handbook-index.ts';
import { cleanQuery } from '../../src/handbook/clean-query.ts';
import { askedAlike } from '../../src/handbook/retrieval/asked-alike.ts';
import { behaviorPool } from '../../src/handbook/retrieval/behavior-pool.ts';
import { finishSteps } from '../../src/handbook/retrieval/map-in-steps.ts';
import { largest } from '../../src/handbook/retrieval/largest.ts';
import { plainTerms } from '../../src/handbook/retrieval/plain-terms.ts';
import { textTable } from '../../src/core/text-table.ts';
import type { RetrievalCase, RetrievalCases } from './retrieval-cases.ts';

const NEIGHBOURS = 20;
const K = 3;

/** Gives the ids of what it would serve for a request, best first. */
type Method = (text: string) => readonly string[];

/**
 * Recall@3 of held-out requests (of the behaviors that the run showed, three at most, the share among the three served) by set: words of the
 * behaviors alone, vectors of them alone, then the requests of the runs that showed them, and what is shipped.
 */
export function recallAtThree(cases: RetrievalCases): string[] {
  const asked = cases.known.filter(({ relevant }) => relevant.size > 0);
  const sets = [...new Set(asked.map(({ set }) => set))];
  const methods = methodsOf(cases);
  const rows = Object.entries(methods).map(([name, method]) => {
    const recalls = sets.map((set) => mean(asked.filter((one) => one.set === set).map((one) => recall(method, one))));
    return [name, ...[...recalls, mean(recalls)].map((value) => value.toFixed(2))];
  });
  const counts = sets.map((set) => `${set} ${asked.filter((one) => one.set === set).length}`).join(', ');
  return [
    ...textTable(['recall@3', ...sets, 'mean'].map((heading, i) => ({ heading, ...(i > 0 && { align: 'right' as const }) })), rows).split('\n'),
    `n: ${counts} requests of tasks not learned from; ${cases.handbook.length} behaviors in one handbook`,
  ]; // prettier-ignore
}

function methodsOf({ handbook, requests }: RetrievalCases): Readonly<Record<string, Method>> {
  const pool = finishSteps(behaviorPool(handbook, { requests }));
  const table = pool.requests;
  const index = handbookIndex(handbook, { requests });
  const any = (): boolean => true;
  const idsOf = (scores: Float32Array): string[] => largest(scores, K, any).map((at) => handbook[at]!.id);
  const byWords = (text: string): Float32Array => pool.terms.scores(pool.terms.query(plainTerms(cleanQuery(text))));
  const byVectors = (text: string): Float32Array => {
    const words = plainTerms(cleanQuery(text));
    return pool.words.dots(pool.vectorOf(words, pool.terms.query(words)));
  };
  const ratesOf = (scores: Float32Array): Float32Array => {
    const rates = new Float32Array(handbook.length);
    for (const at of largest(scores, NEIGHBOURS, any)) {
      for (const [behavior, runs] of table.shown[at]!) rates[behavior]! += scores[at]! ** 2 * runs;
    }
    return rates;
  };
  const askedByWords = (text: string): Float32Array =>
    table.terms.scores(table.terms.query(plainTerms(cleanQuery(text))));
  const askedByVectors = (text: string): Float32Array => {
    const words = plainTerms(cleanQuery(text));
    return table.words.dots(table.vectorOf(words, table.terms.query(words)));
  };
  return {
    'BM25, behaviors': (text) => idsOf(byWords(text)),
    'vectors, behaviors': (text) => idsOf(byVectors(text)),
    'reciprocal ranks of both': (text) => idsOf(reciprocal([byWords(text), byVectors(text)])),
    'BM25, requests': (text) => idsOf(ratesOf(askedByWords(text))),
    'vectors, requests': (text) => idsOf(ratesOf(askedByVectors(text))),
    'both, requests': (text) => {
      const { rates } = askedAlike(table, plainTerms(cleanQuery(text)), {});
      return [...rates].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, K).map(([at]) => handbook[at]!.id); // prettier-ignore
    },
    'as shipped, with floors': (text) => index.retrieve(text, { tokens: 2000 }).behaviors.map(({ id }) => id),
  };
}

function reciprocal(rankings: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(rankings[0]!.length);
  for (const scores of rankings) {
    for (const [rank, at] of largest(scores, scores.length, () => true).entries()) sum[at]! += 1 / (60 + rank + 1);
  }
  return sum;
}

function recall(method: Method, { text, relevant }: RetrievalCase): number {
  return method(text).filter((id) => relevant.has(id)).length / Math.min(K, relevant.size);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
