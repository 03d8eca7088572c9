import type { BehaviorKind, MinedBehavior } from '../behavior/behavior.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { Candidate } from './candidate.ts';
import { chooseBehaviors } from './choose/choose-behaviors.ts';
import { collectEvidence } from './choose/collect-evidence.ts';
import { measureCoverage, type Coverage } from './choose/measure-coverage.ts';
import type { Corpus } from './digest/corpus.ts';
import { findCandidates, MINED_KINDS } from './find-candidates.ts';
import { finishBehaviors } from './finish-behaviors.ts';
import { orderBehaviors } from './choose/order-behaviors.ts';
import { phraseOf } from './choose/phrase-of.ts';
import { periodsOf, subCorpus, type Period, type PeriodLength } from './periods-of.ts';
import { embedRemarks, type Embed } from './strategy/embed-remarks.ts';
import { behaviorId } from './wording/behavior-hash.ts';
import { statementTokens } from './wording/state-behavior.ts';

/** What mining found. */
export interface MineResult {
  /** Runs looked at; copies of other runs are not counted. */
  readonly trajectories: number;
  /** Best first: the first of them that fit into a budget are the ones to spend it on. */
  readonly behaviors: readonly MinedBehavior[];
  readonly coverage: Coverage;
}

/** How to mine. */
export interface MineOptions {
  /** Default all that are mined without a model. */
  readonly kinds?: readonly BehaviorKind[];
  /** What `coverage` may spend on stating behaviors; default 400, 0 to leave it out. */
  readonly budgetTokens?: number;
  /** At most this many pieces of evidence per behavior, tasks taking turns; default 20, `Infinity` for all. */
  readonly exemplars?: number;
  /** Mines each such length of time by itself too, so that what came and went is found; default not. */
  readonly by?: PeriodLength;
  /** Compares what agents say by meaning; default by the words of it. */
  readonly embed?: Embed;
  /** Told before each stage, by what is looked for next. */
  readonly onStage?: (stage: string) => void;
}

// Of fewer runs each is needed to learn from: coverage is then measured on behaviors mined a second time, without what is held out.
const FEW_RUNS = 200;

/**
 * Mines behaviors from digested runs.
 *
 * @param runs - gives the runs of these ids, in any order: those that evidence is quoted from
 */
export async function mineCorpus(
  corpus: Corpus,
  runs: (ids: readonly string[]) => AsyncIterable<Trajectory>,
  {
    kinds = MINED_KINDS,
    budgetTokens = 400,
    exemplars: maxExemplars = 20,
    by,
    embed,
    onStage = () => {},
  }: MineOptions = {},
): Promise<MineResult> {
  const periods = by === undefined ? [] : periodsOf(corpus, by);
  const meaning = embed !== undefined && kinds.includes('strategy') ? await embedRemarks(corpus, embed) : undefined;
  const few = corpus.fragments.length < FEW_RUNS;
  const learned = few ? { ...corpus, heldOut: corpus.heldOut.map(() => false) } : corpus;
  const candidates = withPassing(learned, findCandidates(learned, kinds, { onStage, meaning }), periods, (period) =>
    findCandidates(period, kinds, { meaning }),
  );
  onStage('choosing');
  const chosen = chooseBehaviors(learned, candidates);
  onStage('collecting evidence');
  const { exemplars, obeyed, quotesTask } = await collectEvidence(
    runs,
    learned,
    chosen.map(({ candidate }) => candidate),
    { maxExemplars },
  );
  const supported = chosen
    .map((behavior, i) => ({
      ...behavior,
      provenance: exemplars[i]!,
      obeyed: obeyed[i]!,
      refused: quotesTask[i]! && behavior.candidate.kind !== 'fact',
    }))
    .filter(({ provenance, refused }) => !refused && provenance.length > 0);
  onStage('measuring coverage');
  const finished = finishBehaviors(learned, supported, periods);
  const ordered = orderBehaviors(
    learned,
    finished.map((behavior, i) => ({ behavior, chosen: supported[i]! })),
  );
  const phrase = phraseOf(corpus.lexicon);
  // Behaviors that were learned from the runs held out say nothing about runs not seen.
  const unseeing =
    few && budgetTokens > 0 ? chooseBehaviors(corpus, findCandidates(corpus, kinds, { meaning })) : supported;
  return {
    trajectories: corpus.fragments.length,
    behaviors: ordered.map((behavior, rank) => ({ ...behavior, rank })),
    coverage: measureCoverage(
      corpus,
      unseeing.flatMap(({ candidate }) => {
        const found = phrase(candidate);
        return found === undefined ? [] : [{ phrase: found, tokens: statementTokens(candidate) }];
      }),
      { budgetTokens },
    ),
  };
}

/** Adds what is found in a period only: those behaviors came and went, and over all runs nothing stands out. */
function withPassing(
  corpus: Corpus,
  candidates: readonly Candidate[],
  periods: readonly Period[],
  find: (period: Corpus) => readonly Candidate[],
): Candidate[] {
  const found = new Map(candidates.map((candidate) => [behaviorId(candidate), candidate]));
  const lasting = new Set(found.keys());
  for (const { runs } of periods.length > 1 ? periods : []) {
    for (const candidate of find(subCorpus(corpus, runs))) {
      const id = behaviorId(candidate);
      if (lasting.has(id)) continue;
      const occurrences = candidate.occurrences.map((occurrence) => ({ ...occurrence, run: runs[occurrence.run]! }));
      const known = found.get(id)?.occurrences ?? [];
      found.set(id, { ...candidate, occurrences: [...known, ...occurrences].sort((a, b) => a.run - b.run) });
    }
  }
  return [...found.values()];
}
