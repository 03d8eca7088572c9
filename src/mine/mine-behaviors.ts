import { falseDiscovery } from '../core/false-discovery.ts';
import type { BehaviorKind, Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { behaviorHash, behaviorId } from './wording/behavior-hash.ts';
import { stateBehavior, statementTokens } from './wording/state-behavior.ts';
import type { Candidate } from './candidate.ts';
import { chooseBehaviors } from './choose/choose-behaviors.ts';
import { collectEvidence } from './choose/collect-evidence.ts';
import { corpusOf } from './digest/corpus-of.ts';
import { supportOf, type Corpus } from './digest/corpus.ts';
import { fragmentOf, type Fragment } from './digest/fragment.ts';
import { createLexicon } from './digest/lexicon.ts';
import { mayBeSaid } from './wording/may-be-said.ts';
import { measureCoverage, type Coverage } from './choose/measure-coverage.ts';
import { mineFacts } from './fact/mine-facts.ts';
import { inTurns } from './choose/in-turns.ts';
import { mineOmissions } from './warning/mine-omissions.ts';
import { mineRepairs } from './repair/mine-repairs.ts';
import { collectPlannedActs, mineStrategies, type PlannedActs } from './strategy/mine-strategies.ts';
import { mineWarnings } from './warning/mine-warnings.ts';
import { mineWorkflows } from './workflow/mine-workflows.ts';
import { outcomeDifference } from './outcome-difference.ts';
import { sureEffect } from './sure-effect.ts';

/** The kinds that are mined without a model. */
const MINED_KINDS = ['workflow', 'repair', 'strategy', 'fact', 'warning'] as const satisfies readonly BehaviorKind[];

/** What mining found. */
export interface MineResult {
  /** Runs looked at; copies of other runs are not counted. */
  readonly trajectories: number;
  /** Best first, the kinds taking turns; all candidates. */
  readonly behaviors: readonly MinedBehavior[];
  readonly coverage: Coverage;
}

/**
 * Mines behaviors from runs, without a model. The runs are read twice; in between only symbols and call shapes are kept.
 * The same runs in any order give the same result. Runs with the same content, steps copied from other runs, and text
 * that Ethogram injected are left out.
 *
 * @param runs - gives the same runs each time it is called
 * @param options.kinds - default all that are mined without a model: workflow, repair, strategy, fact, warning
 * @param options.budgetTokens - what `coverage` may spend on stating behaviors
 * @param options.heldOut - share of tasks (0–1) whose runs sequences are not learned from, only measured on
 * @param options.seed - which tasks those are
 * @param options.exemplars - at most this many per behavior, tasks taking turns; `Infinity` for all
 */
export async function mineBehaviors(
  runs: () => AsyncIterable<Trajectory>,
  {
    kinds = MINED_KINDS,
    budgetTokens = 400,
    heldOut = 0.2,
    seed = 1,
    exemplars: maxExemplars = 20,
  }: {
    kinds?: readonly BehaviorKind[];
    budgetTokens?: number;
    heldOut?: number;
    seed?: number;
    exemplars?: number;
  } = {},
): Promise<MineResult> {
  const { corpus, acts } = await readCorpus(runs(), { heldOut, seed, withActs: kinds.includes('strategy') });
  const workflows = kinds.includes('workflow') || kinds.includes('warning') ? mineWorkflows(corpus) : [];
  const candidates = [
    ...(kinds.includes('workflow') ? workflows : []),
    ...(kinds.includes('repair') ? mineRepairs(corpus) : []),
    ...(kinds.includes('strategy') ? mineStrategies(corpus, acts) : []),
    ...(kinds.includes('fact') ? mineFacts(corpus) : []),
    ...(kinds.includes('warning') ? [...mineOmissions(corpus, workflows), ...mineWarnings(corpus)] : []),
  ].filter((candidate) => mayBeSaid(stateBehavior(candidate)));
  const chosen = chooseBehaviors(corpus, candidates);
  const { exemplars, quotesTask } = await collectEvidence(runs(), corpus, chosen, { maxExemplars });
  const supported = chosen
    .map((candidate, i) => ({
      candidate,
      provenance: exemplars[i]!,
      refused: quotesTask[i]! && candidate.kind !== 'fact',
    }))
    .filter(({ provenance, refused }) => !refused && provenance.length > 0);
  return {
    trajectories: corpus.fragments.length,
    behaviors: inTurns(byMerit(finish(corpus, supported))),
    coverage: measureCoverage(
      corpus,
      supported.flatMap(({ candidate }) =>
        candidate.phrase === undefined ? [] : [{ phrase: candidate.phrase, tokens: statementTokens(candidate) }],
      ),
      { budgetTokens },
    ),
  };
}

async function readCorpus(
  runs: AsyncIterable<Trajectory>,
  { heldOut, seed, withActs }: { heldOut: number; seed: number; withActs: boolean },
): Promise<{ corpus: Corpus; acts: PlannedActs }> {
  const symbols = createLexicon();
  const wordings = createLexicon();
  const acts = collectPlannedActs();
  const read = new Map<string, Fragment>();
  for await (const trajectory of runs) {
    if (trajectory.copyOf !== undefined) continue;
    read.set(trajectory.id, fragmentOf(trajectory, symbols, wordings));
    if (withActs) acts.add(trajectory, trajectory.id);
  }
  return { corpus: corpusOf([...read.values()], { symbols, wordings, heldOut, seed }), acts };
}

// More tasks than this and leaving one out can never matter, so they need not be listed.
const MAX_LISTED_TASKS = 20;
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

function finish(
  corpus: Corpus,
  supported: readonly { readonly candidate: Candidate; readonly provenance: readonly Exemplar[] }[],
): MinedBehavior[] {
  const runsOf = supported.map(({ candidate }) => new Set(candidate.occurrences.map(({ run }) => run)));
  const outcomes = outcomesOf(
    corpus,
    supported.map(({ candidate }) => candidate),
    runsOf,
  );
  return supported.map(({ candidate, provenance }, i): MinedBehavior => {
    const { occurrences, phrase: _phrase, outcome: _outcome, ...words } = candidate;
    const runs = runsOf[i]!;
    const support = supportOf(runs, corpus.tasks);
    const tokens = statementTokens(candidate);
    const outcome = outcomes[i];
    const taskIds = [...new Set([...runs].map((run) => corpus.fragments[run]!.task))].sort();
    return {
      id: behaviorId(candidate),
      ...words,
      status: 'candidate',
      version: 1,
      hash: behaviorHash(candidate),
      parents: [],
      tokens,
      support: {
        trajectories: support.runs,
        of: corpus.fragments.length,
        tasks: support.tasks,
        ...(taskIds.length <= MAX_LISTED_TASKS && { taskIds }),
      },
      ...(outcome !== undefined && { outcome }),
      savedTokens: occurrences.reduce((sum, occurrence) => sum + occurrence.tokens, 0) - tokens * support.runs,
      provenance,
    };
  });
}

/** Success with and without each behavior; q over those that were not already chosen by a test of their own. */
function outcomesOf(
  corpus: Corpus,
  candidates: readonly Candidate[],
  runsOf: readonly ReadonlySet<number>[],
): MinedBehavior['outcome'][] {
  const found = candidates.map(({ outcome }, i) =>
    outcome === undefined ? outcomeDifference(corpus, runsOf[i]!) : undefined,
  );
  const q = falseDiscovery(found.flatMap((difference) => difference?.p ?? []));
  let tested = 0;
  return candidates.map(({ outcome }, i) => {
    const difference = found[i];
    if (difference === undefined) return outcome;
    return { difference: difference.difference, interval: difference.interval, q: q[tested++]!, n: difference.n };
  });
}
