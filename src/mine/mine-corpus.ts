import type { BehaviorKind, MinedBehavior } from '../behavior/behavior.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { Candidate } from './candidate.ts';
import { chooseBehaviors } from './choose/choose-behaviors.ts';
import { collectEvidence } from './choose/collect-evidence.ts';
import { inTurns } from './choose/in-turns.ts';
import { measureCoverage, type Coverage } from './choose/measure-coverage.ts';
import type { Corpus } from './digest/corpus.ts';
import { findCandidates, MINED_KINDS } from './find-candidates.ts';
import { finishBehaviors } from './finish-behaviors.ts';
import { periodsOf, subCorpus, type Period, type PeriodLength } from './periods-of.ts';
import { sureEffect } from './sure-effect.ts';
import { behaviorId } from './wording/behavior-hash.ts';
import { statementTokens } from './wording/state-behavior.ts';

/** What mining found. */
export interface MineResult {
  /** Runs looked at; copies of other runs are not counted. */
  readonly trajectories: number;
  /** Best first, the kinds taking turns; all candidates. */
  readonly behaviors: readonly MinedBehavior[];
  readonly coverage: Coverage;
}

/** How to mine. */
export interface MineOptions {
  /** Default all that are mined without a model. */
  readonly kinds?: readonly BehaviorKind[];
  /** What `coverage` may spend on stating behaviors; default 400. */
  readonly budgetTokens?: number;
  /** At most this many pieces of evidence per behavior, tasks taking turns; default 20, `Infinity` for all. */
  readonly exemplars?: number;
  /** Mines each such length of time by itself too, so that what came and went is found; default not. */
  readonly by?: PeriodLength;
  /** Told before each stage, by what is looked for next. */
  readonly onStage?: (stage: string) => void;
}

/**
 * Mines behaviors from digested runs.
 *
 * @param runs - gives the runs of these ids, in any order: those that evidence is quoted from
 */
export async function mineCorpus(
  corpus: Corpus,
  runs: (ids: readonly string[]) => AsyncIterable<Trajectory>,
  { kinds = MINED_KINDS, budgetTokens = 400, exemplars: maxExemplars = 20, by, onStage = () => {} }: MineOptions = {},
): Promise<MineResult> {
  const periods = by === undefined ? [] : periodsOf(corpus, by);
  const candidates = withPassing(corpus, findCandidates(corpus, kinds, onStage), periods, (period) =>
    findCandidates(period, kinds, () => {}),
  );
  onStage('choosing');
  const chosen = chooseBehaviors(corpus, candidates);
  onStage('collecting evidence');
  const { exemplars, quotesTask } = await collectEvidence(runs, corpus, chosen, { maxExemplars });
  const supported = chosen
    .map((candidate, i) => ({
      candidate,
      provenance: exemplars[i]!,
      refused: quotesTask[i]! && candidate.kind !== 'fact',
    }))
    .filter(({ provenance, refused }) => !refused && provenance.length > 0);
  onStage('measuring coverage');
  return {
    trajectories: corpus.fragments.length,
    behaviors: inTurns(byMerit(finishBehaviors(corpus, supported, periods))).map((behavior, rank) => ({
      ...behavior,
      rank,
    })),
    coverage: measureCoverage(
      corpus,
      supported.flatMap(({ candidate }) =>
        candidate.phrase === undefined ? [] : [{ phrase: candidate.phrase, tokens: statementTokens(candidate) }],
      ),
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

/**
 * Orders behaviors of a kind: those that surely go with another success rate first, then, of workflows and strategies in
 * the order they were chosen, of others by tokens saved. Ways of working that surely go with failure are left out.
 */
function byMerit(behaviors: readonly MinedBehavior[]): MinedBehavior[] {
  const saved = ({ kind, savedTokens }: MinedBehavior): number =>
    kind === 'workflow' || kind === 'strategy' ? 0 : savedTokens;
  return behaviors
    .filter((behavior) => sureEffect(behavior) >= 0 || behavior.polarity === 'avoid')
    .sort((a, b) => Math.max(0, sureEffect(b)) - Math.max(0, sureEffect(a)) || saved(b) - saved(a));
}
