import type { MinedBehavior } from '../../behavior/behavior.ts';
import { mapInSteps, type Steps } from './map-in-steps.ts';
import { HASHED_DIMENSIONS, wordHasher } from './word-hasher.ts';
import { plainTerms, type PlainTerm } from './plain-terms.ts';
import { requestTable, type LearnedRequest, type RequestTable } from './request-table.ts';
import { termIndexInSteps, type QueryTerm, type TermIndex } from './term-index.ts';
import { toolTable, type ToolTable } from './at-hand.ts';
import { vectorTable, type VectorTable } from './vector-table.ts';

/** What else is known of behaviors, by their ids. */
export interface HandbookIndexOptions {
  /** What the runs that showed a behavior were asked, one per run: a request that is like them finds it. */
  readonly requests?: ReadonlyMap<string, readonly LearnedRequest[]>;
  /** Tags of the tasks it was learned from. A behavior's own `scope.tasks` goes before. */
  readonly topics?: ReadonlyMap<string, readonly string[]>;
  /** Vectors of a model, of length 1 and all equally long, by text: `behaviorText` of behaviors, `cleanQuery` of requests. */
  readonly vectors?: ReadonlyMap<string, Float32Array>;
}

/** Behaviors that may be served, ready to be ranked. */
export interface BehaviorPool {
  readonly behaviors: readonly MinedBehavior[];
  readonly terms: TermIndex;
  /** Vectors of their words. */
  readonly words: VectorTable;
  /** Vectors of a model, all nought where there is none. */
  readonly meanings?: VectorTable;
  readonly requests: RequestTable;
  /** For each behavior, in how many runs it was seen whose request is known. */
  readonly learned: readonly number[];
  readonly tools: ToolTable;
  /** By topic, numbers of behaviors. */
  readonly byTopic: ReadonlyMap<string, readonly number[]>;
  /** Place of each behavior in the order of merit, 0 the best. */
  readonly merit: readonly number[];
  vectorOf(words: readonly PlainTerm[], terms: readonly QueryTerm[]): Float32Array;
  /** The terms of a behavior's instruction. */
  termsOf(at: number): ReadonlySet<string>;
}

// The name is the sense in three words.
const NAME_WEIGHT = 1.5;

/** Indexes behaviors. What is said of when a behavior is not to be used (`whenNot`) does not find it. Rests on the way. */
export function* behaviorPool(
  behaviors: readonly MinedBehavior[],
  { requests = new Map(), topics, vectors }: HandbookIndexOptions,
): Steps<BehaviorPool> {
  const names = yield* mapInSteps(behaviors, ({ name }) => plainTerms(name.replace(/^behavior_/, '')));
  const texts = yield* mapInSteps(behaviors, ({ instruction, when = '' }) => plainTerms(`${instruction} ${when}`));
  const terms = yield* termIndexInSteps(
    texts.map((text, i) => [
      { terms: names[i]!.map(({ term }) => term), weight: NAME_WEIGHT },
      { terms: text.map(({ term }) => term), weight: 1 },
    ]),
  );
  const vectorOf = wordHasher();
  const dimensions = vectors?.values().next().value?.length ?? 0;
  const order = behaviors.map((_, i) => i).sort((a, b) => byMerit(behaviors[a]!, behaviors[b]!));
  const merit = behaviors.map(() => 0);
  for (const [place, at] of order.entries()) merit[at] = place;
  yield;
  const vectorsOfWords = yield* mapInSteps(texts, (text, i) =>
    vectorOf([...names[i]!, ...text], terms.query([...names[i]!, ...text])),
  );
  yield;
  const words = vectorTable(vectorsOfWords, HASHED_DIMENSIONS);
  yield;
  const tools = toolTable(behaviors);
  yield;
  // Of those that are chosen from; few ever are.
  const termsKnown = new Map<number, ReadonlySet<string>>();
  return {
    behaviors,
    terms,
    words,
    ...(dimensions > 0 && {
      meanings: vectorTable(
        behaviors.map((behavior) => vectors!.get(behaviorText(behavior)) ?? new Float32Array(dimensions)),
        dimensions,
      ),
    }),
    requests: yield* requestTable(behaviors, requests, vectors),
    learned: behaviors.map(({ id }) => requests.get(id)?.length ?? 0),
    tools,
    byTopic: groupedByTopic(behaviors, topics),
    merit,
    vectorOf,
    termsOf(at) {
      let known = termsKnown.get(at);
      if (known === undefined) {
        known = new Set(plainTerms(behaviors[at]!.instruction).map(({ term }) => term));
        termsKnown.set(at, known);
      }
      return known;
    },
  };
}

/** What a model is given of a behavior, to make a vector of. */
export function behaviorText({
  name,
  instruction,
  when,
}: Pick<MinedBehavior, 'name' | 'instruction' | 'when'>): string {
  const title = name.replace(/^behavior_/, '').replaceAll('_', ' ');
  return `${title}: ${instruction}${when === undefined ? '' : ` (when ${when})`}`;
}

function groupedByTopic(
  behaviors: readonly MinedBehavior[],
  topics: HandbookIndexOptions['topics'],
): Map<string, number[]> {
  const byTopic = new Map<string, number[]>();
  for (const [at, { id, scope }] of behaviors.entries()) {
    for (const topic of new Set(scope.tasks ?? topics?.get(id) ?? [])) {
      const known = byTopic.get(topic);
      if (known === undefined) byTopic.set(topic, [at]);
      else known.push(at);
    }
  }
  return byTopic;
}

function byMerit(a: MinedBehavior, b: MinedBehavior): number {
  const pinned = Number(b.pinned === true) - Number(a.pinned === true);
  const rank = (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER);
  return pinned || rank || b.support.tasks - a.support.tasks || (a.id < b.id ? -1 : 1);
}
