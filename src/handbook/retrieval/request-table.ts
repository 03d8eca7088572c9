import type { MinedBehavior } from '../../behavior/behavior.ts';
import { cleanQuery } from '../clean-query.ts';
import { mapInSteps, type Steps } from './map-in-steps.ts';
import { HASHED_DIMENSIONS, wordHasher } from './word-hasher.ts';
import { plainTerms, type PlainTerm } from './plain-terms.ts';
import { termIndexInSteps, type QueryTerm, type TermIndex } from './term-index.ts';
import { vectorTable, type VectorTable } from './vector-table.ts';

/** What a run that showed a behavior was asked, and which task that is. */
export interface LearnedRequest {
  readonly task: string;
  readonly text: string;
}

/** What runs were asked that showed behaviors, ready to be compared with a new request. */
export interface RequestTable {
  readonly size: number;
  readonly terms: TermIndex;
  readonly words: VectorTable;
  readonly meanings?: VectorTable;
  /** Cosine that two requests have in the mean, by the model's vectors; 0 where there are none. */
  readonly usualMeaning: number;
  /** Per request, the tasks whose runs asked it. */
  readonly tasks: readonly ReadonlySet<string>[];
  /** Per request, in how many runs each behavior was shown. */
  readonly shown: readonly ReadonlyMap<number, number>[];
  /** Per request, how many runs asked it, as far as is known: those of the behavior that was shown most. */
  readonly runs: readonly number[];
  vectorOf(words: readonly PlainTerm[], terms: readonly QueryTerm[]): Float32Array;
}

// What a thousandth request of a kind adds is nothing, and all are looked at each time.
const MOST_REQUESTS = 10_000;

/**
 * Collects the requests of runs that showed behaviors; the same words are one request. Of large handbooks each behavior's first
 * requests are taken, then the second ones and so on, up to 10,000. Rests on the way.
 *
 * @param requests - by behavior id, one per run
 * @param vectors - of a model, by what {@link cleanQuery} leaves of a request
 */
export function* requestTable(
  behaviors: readonly MinedBehavior[],
  requests: ReadonlyMap<string, readonly LearnedRequest[]>,
  vectors?: ReadonlyMap<string, Float32Array>,
): Steps<RequestTable> {
  const places = new Map<string, number>();
  const tasks: Set<string>[] = [];
  const shown: Map<number, number>[] = [];
  let looked = 0;
  for (const { at, request, runs } of inTurns(behaviors, requests)) {
    if (++looked % AT_ONCE === 0) yield;
    const text = cleanQuery(request.text);
    if (text === '') continue;
    let place = places.get(text);
    if (place === undefined) {
      if (places.size >= MOST_REQUESTS) continue;
      places.set(text, (place = places.size));
      tasks.push(new Set());
      shown.push(new Map());
    }
    tasks[place]!.add(request.task);
    shown[place]!.set(at, (shown[place]!.get(at) ?? 0) + runs);
  }
  const words = yield* mapInSteps([...places.keys()], plainTerms);
  const terms = yield* termIndexInSteps(words.map((own) => [{ terms: own.map(({ term }) => term), weight: 1 }]));
  const hash = wordHasher();
  const vectorOf = (own: readonly PlainTerm[], weighed: readonly QueryTerm[]): Float32Array => hash(own, weighed);
  const dimensions = vectors?.values().next().value?.length ?? 0;
  const meanings =
    dimensions === 0
      ? undefined
      : vectorTable(
          [...places.keys()].map((text) => vectors!.get(text) ?? new Float32Array(dimensions)),
          dimensions,
        );
  return {
    size: places.size,
    terms,
    words: vectorTable(yield* mapInSteps(words, (own) => vectorOf(own, terms.query(own))), HASHED_DIMENSIONS),
    ...(meanings !== undefined && { meanings }),
    usualMeaning: meanings === undefined ? 0 : usualCosine(meanings, places.size),
    tasks,
    shown,
    runs: shown.map((counts) => Math.max(...counts.values())),
    vectorOf,
  };
}

const PAIRS = 500;
// Requests between two rests.
const AT_ONCE = 16;

/** The mean cosine of pairs spread over the table: models differ in what any two texts have in common. */
function usualCosine(table: VectorTable, size: number): number {
  if (size < 2) return 0;
  let sum = 0;
  for (let i = 0; i < PAIRS; i++) {
    const a = (i * 7919) % size;
    sum += table.between(a, (a + 1 + ((i * 104_729) % (size - 1))) % size);
  }
  return Math.min(0.9, Math.max(0, sum / PAIRS));
}

/** Each behavior's first request, then each one's second; `runs` is how many runs of the behavior a request stands for. */
function* inTurns(
  behaviors: readonly MinedBehavior[],
  requests: ReadonlyMap<string, readonly LearnedRequest[]>,
): Generator<{ readonly at: number; readonly request: LearnedRequest; readonly runs: number }> {
  const lists = behaviors.map(({ id }) => requests.get(id) ?? []);
  const most = lists.reduce((length, list) => Math.max(length, list.length), 0);
  for (let turn = 0; turn < most; turn++) {
    for (const [at, list] of lists.entries()) {
      const request = list[turn];
      if (request === undefined) continue;
      yield { at, request, runs: Math.max(1, behaviors[at]!.support.trajectories / list.length) };
    }
  }
}
